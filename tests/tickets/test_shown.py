from datetime import UTC, datetime

from tickets.shown import WORDS, citizen_row, line_row, ticket_row
from tickets.tables import CoComplainant, Ticket, TicketEvent

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
PHONE = "13812345678"
TICKET = Ticket(
    number="202609185000000000171",
    query_code="424242",
    phone=PHONE,
    caller_name="王小明",
    **dict.fromkeys(WORDS, f"打{PHONE}"),
)


def test_nothing_tells_who_it_was() -> None:
    row = ticket_row(TICKET)
    assert (row["phone"], row["caller_name"]) == ("138****5678", "王**")
    assert {row[name] for name in WORDS} == {"打138****5678"}
    assert row["number"] == TICKET.number


def test_who_joined_is_masked_and_so_is_the_log() -> None:
    joined = CoComplainant(
        ticket=TICKET.number, phone=PHONE, query_code="777777", words=f"打{PHONE}", joined_at=NOW
    )
    assert (citizen_row(joined)["phone"], citizen_row(joined)["words"]) == (
        "138****5678",
        "打138****5678",
    )
    line = TicketEvent(ticket=TICKET.number, at=NOW, reason=f"打{PHONE}", event="supplement")
    assert line_row(line)["reason"] == "打138****5678"
    assert line_row(line, unmasked=True)["reason"] == f"打{PHONE}"
    assert citizen_row(joined, unmasked=True)["phone"] == PHONE


def test_a_query_code_is_never_shown() -> None:
    assert "query_code" not in ticket_row(TICKET, unmasked=True)
