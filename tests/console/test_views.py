from datetime import UTC, datetime

from sqlmodel import Session

from console.views import CallView, CoComplainantView, StepView, TicketDetail, TicketView, TurnView
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database
from tickets.cases import supplement, urge
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket
from tickets.joining import join
from tickets.store import ROBOT, events
from tickets.tables import Ticket

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
PHONE = "13812345678"
SAID, MASKED = f"路灯坏了，打{PHONE}", "路灯坏了，打138****5678"
DRAFT = TicketDraft("投诉", SAID, "500000", phone=PHONE, place="渝北区")


def filed(session: Session) -> Ticket:
    return file_ticket(session, DRAFT, NOW, Policy())


def test_a_ticket_as_a_list_has_it(database: Database) -> None:
    with database.session() as session:
        view = TicketView.of(filed(session))
    assert (view.phone, view.content, view.state) == ("138****5678", MASKED, "dispatched")


def test_what_citizens_have_done_to_it_since(database: Database) -> None:
    with database.session() as session:
        number = filed(session).number
        urge(session, number, ROBOT, NOW, Policy().zone, SAID)
        supplement(session, number, SAID, ROBOT, NOW)
        joined = CoComplainantView.of(join(session, number, DRAFT, NOW))
        view = TicketDetail.found(session, number)
        steps = [StepView.of(line) for line in events(session, number)]
    assert [note.words for note in (*view.urges, *view.supplements)] == [MASKED, MASKED]
    assert view.co_complainants == [joined]
    assert (joined.phone, joined.words) == ("138****5678", MASKED)
    assert [step.event for step in steps][-3:] == ["urge", "supplement", "join"]
    assert steps[-1].reason == MASKED


def test_calls_and_their_turns() -> None:
    call = CallRecord(
        call_id="c1", direction="inbound", caller=PHONE, started_at=NOW, ended_at=NOW,
        outcome="ticket", handoff_reason="",
    )  # fmt: skip
    assert CallView.of(call).caller == "138****5678"
    turn = Turn(
        call_id="c1", index=0, at_ms=0, speaker="caller", text=SAID, prompt="", decision=SAID
    )
    assert (TurnView.of(turn).text, TurnView.of(turn).decision) == (MASKED, MASKED)
