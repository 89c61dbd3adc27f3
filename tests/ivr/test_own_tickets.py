"""The caller's own tickets, as a conversation is told of them, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from dialog.events import Change, ChangeTicket, FindTickets, OwnTicket, TicketChanged, TicketsFound
from ivr.database import Database
from ivr.own_tickets import OwnRules, changed, found
from tickets import filing, store
from tickets.clocks import Policy
from tickets.errors import InvalidDraft, UnknownTicket
from tickets.filing import TicketDraft
from tickets.joining import join
from tickets.tables import Ticket

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
LATE = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)
POLICY = Policy()
RULES = OwnRules()
LAMP = TicketDraft(
    "投诉", "路灯坏了", "500000", matter="路灯坏了", title="路灯不亮", place="渝北区松牌路",
    phone="13812345678",
)  # fmt: skip


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def file(session: Session, draft: TicketDraft = LAMP) -> Ticket:
    return filing.file_ticket(session, draft, NOW, POLICY, randbelow=lambda _: 123456)


def look(session: Session, request: FindTickets, now: datetime = NOW) -> TicketsFound:
    return found(session, request, RULES, now, POLICY)


def do(session: Session, number: str, change: Change, words: str = "") -> TicketChanged:
    return changed(session, ChangeTicket(number, change, words), RULES, NOW, POLICY)


def test_what_a_conversation_is_told_of_a_ticket(session: Session) -> None:
    number = file(session).number
    (own,) = look(session, FindTickets(LAMP.phone)).tickets
    assert own == OwnTicket(
        number, "路灯不亮", "投诉", "路灯坏了", "渝北区松牌路", "渝北区城市管理局", "已经派单",
        "underway", date(2026, 9, 18), date(2026, 10, 15), 15,
    )  # fmt: skip


def test_a_late_ticket_has_days_behind_it(session: Session) -> None:
    file(session)
    (own,) = look(session, FindTickets(LAMP.phone), LATE).tickets
    assert own.days_left == -3


def test_a_stranger_and_a_withheld_number_are_told_nothing(session: Session) -> None:
    file(session)
    assert look(session, FindTickets("13900139000")) == TicketsFound()
    assert look(session, FindTickets("")) == TicketsFound()


def test_by_number_it_is_said_what_is_wanting(session: Session) -> None:
    number = file(session, replace(LAMP, secret=True)).number
    wanting = TicketsFound((), "code", number)
    assert look(session, FindTickets(number="123")) == TicketsFound((), "number", "123")
    assert look(session, FindTickets(number=number)) == wanting
    assert look(session, FindTickets(number=number, code="000000")) == wanting
    (own,) = look(session, FindTickets(number=number, code="123456")).tickets
    assert (own.number, own.secret) == (number, True)


def test_a_site_may_recognise_nobody(session: Session) -> None:
    file(session)
    nobody = OwnRules(own_days=0)
    later = NOW + timedelta(seconds=1)
    assert found(session, FindTickets(LAMP.phone), nobody, later, POLICY) == TicketsFound()


def test_who_joined_is_known_as_such(session: Session) -> None:
    number = file(session).number
    row = join(session, number, replace(LAMP, phone="13900139000"), NOW)
    (own,) = look(session, FindTickets("13900139000")).tickets
    assert own.joined == row.id


def test_changes_are_made_and_what_came_of_them_is_told(session: Session) -> None:
    number = file(session).number
    assert do(session, number, "urge") == TicketChanged(number, "urge")
    assert do(session, number, "urge") == TicketChanged(number, "urge", "already")
    assert do(session, number, "supplement", "灯杆十五号").done == "done"
    assert do(session, number, "redo", "没修").done == "refused"
    assert do(session, number, "withdraw", "好了").done == "done"
    assert do(session, number, "withdraw", "好了").done == "refused"
    (own,) = look(session, FindTickets(LAMP.phone)).tickets
    assert (own.stage, own.phase, own.urges) == ("已经撤回", "over", 1)


def test_what_is_sent_back_gets_a_new_day(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    assert do(session, number, "redo", "没修") == TicketChanged(number, "redo", "done", "9月24日")
    (own,) = look(session, FindTickets(LAMP.phone)).tickets
    assert (own.stage, own.phase) == ("正在重新办理", "underway")


def test_what_a_supervisor_decides_has_none(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    request = ChangeTicket(number, "redo", "没修")
    told = changed(session, request, OwnRules(max_redo=0), NOW, POLICY)
    assert told == TicketChanged(number, "redo")


def test_mistakes_of_ours_are_errors(session: Session) -> None:
    number = file(session).number
    with pytest.raises(InvalidDraft):
        do(session, number, "supplement")
    with pytest.raises(UnknownTicket):
        do(session, "1", "urge")
