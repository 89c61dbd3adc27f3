from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from ivr.database import Database
from tickets import cases, filing, store
from tickets.cases import Owned
from tickets.clocks import Policy
from tickets.errors import InvalidDraft, TransitionRefused, UnknownTicket
from tickets.filing import TicketDraft
from tickets.joining import join
from tickets.number import NumberParts, format_number
from tickets.states import Event, Note, Role, State
from tickets.store import ROBOT, SYSTEM, Actor
from tickets.tables import Ticket

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)  # 10:00 in Chongqing
NEXT_DAY = datetime(2026, 9, 18, 17, 0, tzinfo=UTC)  # 01:00 there, the 19th
POLICY = Policy()
ZONE = POLICY.zone
PHONE = "13812345678"
LONG_AGO = NOW - timedelta(days=180)


def draft(phone: str = PHONE, secret: bool = False) -> TicketDraft:
    return TicketDraft("投诉", "路灯坏了", "500000", matter="路灯坏了", phone=phone, secret=secret)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def file(session: Session, made: TicketDraft | None = None, now: datetime = NOW) -> Ticket:
    return filing.file_ticket(session, made or draft(), now, POLICY, randbelow=lambda _: 123456)


def own(session: Session, phone: str = PHONE, now: datetime = NOW) -> list[Owned]:
    return list(cases.own_tickets(session, phone, LONG_AGO, now, ZONE))


def log(session: Session, number: str) -> list[tuple[str, str, str]]:
    return [(line.event, line.to_state, line.reason) for line in store.events(session, number)]


# --- finding ----------------------------------------------------------------------------------


def test_a_telephone_finds_its_own_tickets_newest_first(session: Session) -> None:
    first, second = file(session), file(session, now=NOW + timedelta(hours=1))
    file(session, draft("13900000000"))
    assert [each.ticket.number for each in own(session)] == [second.number, first.number]
    assert own(session, "13700000000") == []
    assert own(session, "") == []


def test_a_telephone_never_finds_what_is_secret(session: Session) -> None:
    file(session, draft(secret=True))
    assert own(session) == []


def test_what_is_long_past_is_not_asked_about(session: Session) -> None:
    file(session, now=LONG_AGO - timedelta(seconds=1))
    assert own(session) == []


def test_who_joined_finds_it_too(session: Session) -> None:
    ticket = file(session)
    row = join(session, ticket.number, draft("13900000000"), NOW)
    (found,) = own(session, "13900000000")
    assert (found.ticket.number, found.joined) == (ticket.number, row)
    assert own(session)[0].joined is None


def test_more_than_can_be_told_apart_by_ear_are_not_given(session: Session) -> None:
    for minute in range(cases.MOST + 2):
        file(session, now=NOW + timedelta(minutes=minute))
    assert len(own(session)) == cases.MOST


# --- the query code ---------------------------------------------------------------------------


def opened(session: Session, number: str, code: str, now: datetime = NOW) -> Owned | str:
    return cases.by_code(session, number, code, ROBOT, now, ZONE)


def test_the_code_opens_also_what_is_secret(session: Session) -> None:
    ticket = file(session, draft(secret=True))
    found = opened(session, ticket.number, "123456")
    assert isinstance(found, Owned)
    assert found.ticket.number == ticket.number


def test_a_joined_citizen_has_a_code_of_their_own(session: Session) -> None:
    ticket = file(session)
    row = join(session, ticket.number, draft("13900000000"), NOW, randbelow=lambda _: 7)
    found = opened(session, ticket.number, "000007")
    assert isinstance(found, Owned)
    assert found.joined == row


def test_a_number_that_cannot_be_one_is_said_before_a_code_is_asked(session: Session) -> None:
    ticket = file(session)
    wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    assert opened(session, wrong, "") == "number"
    assert opened(session, ticket.number, "") == "code"


def test_an_unknown_number_is_not_told_from_a_wrong_code(session: Session) -> None:
    ticket = file(session)
    unknown = format_number(NumberParts(NOW.date(), "500000", 999_999))
    assert opened(session, unknown, "123456") == opened(session, ticket.number, "654321") == "code"


def test_wrong_codes_are_noted_and_after_some_none_opens_it_today(session: Session) -> None:
    ticket = file(session)
    for _ in range(cases.WRONG_CODES):
        assert opened(session, ticket.number, "000000") == "code"
    assert opened(session, ticket.number, "123456") == "code"
    assert len(cases.notes(session, ticket.number, Note.WRONG_CODE)) == cases.WRONG_CODES
    assert isinstance(opened(session, ticket.number, "123456", NEXT_DAY), Owned)


# --- hurrying and adding ----------------------------------------------------------------------


def test_a_ticket_is_hurried_once_a_local_day(session: Session) -> None:
    number = file(session).number
    assert cases.urge(session, number, ROBOT, NOW, ZONE)
    assert not cases.urge(session, number, ROBOT, NOW + timedelta(hours=5), ZONE)
    assert own(session)[0].urges == 1
    assert own(session)[0].urged_today
    assert not own(session, now=NEXT_DAY)[0].urged_today
    assert cases.urge(session, number, ROBOT, NEXT_DAY, ZONE)
    assert [line[0] for line in log(session, number)].count("urge") == 2


def test_what_is_added_stands_verbatim_and_moves_nothing(session: Session) -> None:
    ticket = file(session)
    cases.supplement(session, ticket.number, " 灯杆号是十五 ", ROBOT, NOW)
    assert log(session, ticket.number)[-1] == ("supplement", "dispatched", "灯杆号是十五")
    with pytest.raises(InvalidDraft):
        cases.supplement(session, ticket.number, "  ", ROBOT, NOW)


def test_only_the_hotline_notes_for_citizens(session: Session) -> None:
    number = file(session).number
    with pytest.raises(TransitionRefused):
        cases.urge(session, number, Actor("城管局", Role.UNIT), NOW, ZONE)
    with pytest.raises(UnknownTicket):
        cases.urge(session, "1", ROBOT, NOW, ZONE)


def test_what_is_done_is_neither_hurried_nor_added_to(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    with pytest.raises(TransitionRefused):
        cases.urge(session, number, ROBOT, NOW, ZONE)
    with pytest.raises(TransitionRefused):
        cases.supplement(session, number, "还没好", ROBOT, NOW)


# --- withdrawing ------------------------------------------------------------------------------


def test_a_ticket_is_withdrawn_with_its_reason(session: Session) -> None:
    number = file(session).number
    assert cases.withdraw(session, number, "已经好了", ROBOT, NOW).state == State.WITHDRAWN
    assert log(session, number)[-1] == ("withdraw", "withdrawn", "已经好了")


def test_what_is_completed_cannot_be_withdrawn(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    with pytest.raises(TransitionRefused):
        cases.withdraw(session, number, "算了", ROBOT, NOW)


@pytest.mark.parametrize("who", ["who filed it", "who joined it"])
def test_one_citizen_withdraws_and_the_ticket_goes_on_for_the_others(
    session: Session, who: str
) -> None:
    ticket = file(session)
    row = join(session, ticket.number, draft("13900000000"), NOW)
    assert row.id is not None
    joined = 0 if who == "who filed it" else row.id
    cases.withdraw(session, ticket.number, "不用了", ROBOT, NOW, joined)
    assert ticket.state == State.DISPATCHED
    assert (ticket.callback_wanted, row.callback_wanted) == (joined != 0, joined == 0)
    assert "其他市民" in log(session, ticket.number)[-1][2]


# --- a result that is not accepted ------------------------------------------------------------


def test_a_completed_ticket_goes_to_the_redo_list_with_the_words(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    ticket = cases.send_back(session, number, "根本没修", ROBOT, NOW, POLICY, 3)
    assert (ticket.state, ticket.redo_round, ticket.redo_reason) == ("redo", 1, "根本没修")
    assert ticket.rating == "unsatisfied"
    assert [line[0] for line in log(session, number)][-2:] == ["call_back", "redo"]


def test_so_it_does_while_the_callback_is_waiting(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    store.transition(session, number, Event.CALL_BACK, SYSTEM, NOW)
    assert cases.send_back(session, number, "没修", ROBOT, NOW, POLICY, 3).state == State.REDO


def test_after_so_many_rounds_a_supervisor_decides(session: Session) -> None:
    number = file(session).number
    store.complete(session, number, "修好了", "王", NOW)
    ticket = cases.send_back(session, number, "没修", ROBOT, NOW, POLICY, 0)
    assert (ticket.state, ticket.redo_reason) == (State.ESCALATED, "没修")


def test_nothing_is_sent_back_that_is_still_worked_on_or_over(session: Session) -> None:
    number = file(session).number
    with pytest.raises(TransitionRefused):
        cases.send_back(session, number, "没修", ROBOT, NOW, POLICY, 3)
    cases.withdraw(session, number, "算了", ROBOT, NOW)
    with pytest.raises(TransitionRefused):
        cases.send_back(session, number, "没修", ROBOT, NOW, POLICY, 3)
