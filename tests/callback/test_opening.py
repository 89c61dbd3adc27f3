from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from callback import opening
from callback.citizens import citizen
from callback.errors import NothingPending
from callback.outcome import CallbackState
from callback.rows import Rules, Turn
from callback.schedule import CallbackPolicy
from callback.tables import Callback, DoNotCall
from ivr.database import Database
from tickets import filing, store
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.joining import join
from tickets.states import State
from tickets.tables import SmsOutbox

NOW = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
DUE = datetime(2026, 9, 18, 1, 0, tzinfo=UTC)  # Friday, 09:00 in Chongqing
RULES = Rules(CallbackPolicy(), Policy())


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def _completed(
    session: Session, *, phone: str = "13812345678", callback_wanted: bool = True
) -> str:
    draft = TicketDraft(
        category="求助",
        content="路灯坏了",
        area="500000",
        phone=phone,
        callback_wanted=callback_wanted,
    )
    number = filing.file_ticket(session, draft, NOW, RULES.clocks).number
    store.complete(session, number, "修好了", "张三", NOW)
    return number


def _opened(session: Session) -> Turn:
    _completed(session)
    opening.open_callbacks(session, NOW, RULES)
    ((turn, _),) = opening.to_queue(session)
    return turn


def test_each_completed_ticket_gets_one_callback(session: Session) -> None:
    number = _completed(session)
    assert opening.open_callbacks(session, NOW, RULES) == 1
    assert opening.open_callbacks(session, NOW, RULES) == 0
    assert store.get(session, number).state == State.CALLBACK
    assert opening.to_queue(session) == [(Turn(number, 0, 0), DUE)]


def test_tickets_that_are_not_completed_are_left_alone(session: Session) -> None:
    draft = TicketDraft(category="求助", content="路灯坏了", area="500000", phone="1")
    filing.file_ticket(session, draft, NOW, RULES.clocks)
    assert opening.open_callbacks(session, NOW, RULES) == 0


@pytest.mark.parametrize(
    ("wanted", "phone", "why"),
    [
        (False, "13812345678", "市民不需要回访"),
        (True, "", "没有联系电话"),
        (True, "110", "wrong_number"),
    ],
)
def test_who_must_not_be_called_is_archived_with_the_reason(
    session: Session, wanted: bool, phone: str, why: str
) -> None:
    session.add(DoNotCall(phone="110", reason="wrong_number", since=NOW))
    number = _completed(session, phone=phone, callback_wanted=wanted)
    assert opening.open_callbacks(session, NOW, RULES) == 1
    assert opening.to_queue(session) == []
    ticket = store.get(session, number)
    assert (ticket.state, ticket.rating) == (State.ARCHIVED, "not_rated")
    assert why in store.events(session, number)[-1].reason


def test_who_joined_a_ticket_gets_the_result_unless_they_are_left_in_peace(
    session: Session,
) -> None:
    number = _completed_with(session, "13900139000", "13700137000")
    barred = DoNotCall(phone="13700137000", reason="do_not_call", since=NOW)
    session.add(barred)
    opening.open_callbacks(session, NOW, RULES)
    messages = session.exec(select(SmsOutbox)).all()
    assert [(each.phone, each.ticket) for each in messages] == [("13900139000", number)]


def test_who_joined_a_ticket_is_called_too_unless_they_are_left_in_peace(
    session: Session,
) -> None:
    number = _completed_with(session, "13900139000", "13700137000")
    session.add(DoNotCall(phone="13700137000", reason="do_not_call", since=NOW))
    opening.open_callbacks(session, NOW, RULES)
    rows = session.exec(select(Callback).where(Callback.ticket == number)).all()
    phones = [citizen(session, store.get(session, number), row.person).phone for row in rows]
    assert sorted(phones) == ["13812345678", "13900139000"]
    assert {due for _, due in opening.to_queue(session)} == {DUE}


def test_where_who_filed_it_may_not_be_called_the_others_are(session: Session) -> None:
    number = _completed_with(session, "13900139000")
    session.add(DoNotCall(phone="13812345678", reason="do_not_call", since=NOW))
    opening.open_callbacks(session, NOW, RULES)
    ((turn, _),) = opening.to_queue(session)
    assert citizen(session, store.get(session, number), turn.person).phone == "13900139000"


def test_an_operator_has_all_who_wait_dialled_soon(session: Session) -> None:
    number = _completed_with(session, "13900139000")
    opening.open_callbacks(session, NOW, RULES)
    opening.dial_soon(session, number, NOW)
    assert [due for _, due in opening.to_queue(session)] == [NOW, NOW]


def _completed_with(session: Session, *phones: str) -> str:
    draft = TicketDraft(category="求助", content="路灯坏了", area="500000", phone="13812345678")
    number = filing.file_ticket(session, draft, NOW, RULES.clocks).number
    for phone in phones:
        join(session, number, replace(draft, phone=phone), NOW)
    store.complete(session, number, "修好了", "张三", NOW)
    return number


def test_what_was_queued_is_not_queued_again(session: Session) -> None:
    turn = _opened(session)
    opening.mark_queued(session, turn)
    assert opening.to_queue(session) == []


def test_queueing_an_old_turn_does_not_hide_the_new_one(session: Session) -> None:
    turn = _opened(session)
    opening.requeue(session, turn, NOW)
    opening.mark_queued(session, turn)
    assert opening.to_queue(session) == [(Turn(turn.ticket, 0, 1), DUE)]


def test_overdue_are_those_that_were_queued_and_should_have_run(session: Session) -> None:
    turn = _opened(session)
    late = DUE + timedelta(seconds=1)
    assert opening.overdue(session, late) == []
    opening.mark_queued(session, turn)
    assert opening.overdue(session, late) == [turn]
    assert opening.overdue(session, DUE) == []


def test_requeueing_an_old_turn_does_nothing(session: Session) -> None:
    turn = _opened(session)
    opening.requeue(session, turn, NOW)
    opening.requeue(session, turn, NOW)
    assert session.exec(select(Callback.turn)).one() == 1


def test_an_operator_may_have_a_waiting_callback_dialled_soon(session: Session) -> None:
    turn = _opened(session)
    opening.mark_queued(session, turn)
    opening.dial_soon(session, turn.ticket, NOW)
    assert opening.to_queue(session) == [(Turn(turn.ticket, 0, 1), NOW)]


def test_nothing_is_dialled_where_nothing_waits(session: Session) -> None:
    turn = _opened(session)
    session.exec(select(Callback)).one().state = CallbackState.ARCHIVED
    for number in (turn.ticket, "unknown"):
        with pytest.raises(NothingPending, match="is waiting"):
            opening.dial_soon(session, number, NOW)
