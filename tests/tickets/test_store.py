import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from ivr.database import Database
from tests.tickets.test_filing import NOW, POLICY, drafted, filed, log_of
from tickets import store
from tickets.errors import InvalidDraft, TransitionRefused, UnknownTicket
from tickets.states import Event, Role, State
from tickets.store import Actor
from tickets.tables import SmsOutbox, Ticket


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def test_completing_takes_and_logs_every_stage(session: Session) -> None:
    number = filed(session).number
    ticket = store.complete(session, number, " 已更换灯泡 ", "张三", NOW)
    assert (ticket.state, ticket.result) == (State.COMPLETED, "已更换灯泡")
    assert ticket.completed_at == NOW
    assert log_of(session, number)[3:] == [
        ("sign", "signed", "unit"),
        ("start", "in_progress", "unit"),
        ("reply", "replied", "unit"),
        ("approve", "reviewed", "reviewer"),
        ("complete", "completed", "reviewer"),
    ]
    assert {line.actor for line in store.events(session, number)[3:]} == {"张三"}


def test_completing_twice_or_without_words_is_refused(session: Session) -> None:
    number = filed(session).number
    with pytest.raises(InvalidDraft, match="needs words"):
        store.complete(session, number, " ", "张三", NOW)
    store.complete(session, number, "好了", "张三", NOW)
    with pytest.raises(TransitionRefused, match="already"):
        store.complete(session, number, "好了", "张三", NOW)


def test_redo_puts_the_words_and_a_new_clock_on_the_list(session: Session) -> None:
    number = filed(session).number
    store.complete(session, number, "好了", "张三", NOW)
    store.transition(session, number, Event.CALL_BACK, store.SYSTEM, NOW)
    ticket = store.send_to_redo(session, number, "根本没人来", store.ROBOT, NOW, POLICY)
    assert (ticket.state, ticket.redo_round, ticket.redo_reason) == (State.REDO, 1, "根本没人来")
    assert ticket.due_at == datetime(2026, 9, 24, 15, 59, 59, tzinfo=UTC)
    assert [found.number for found in store.redo_list(session)] == [number]
    assert store.events(session, number)[-1].reason == "根本没人来"
    again = store.complete(session, number, "这次修好了", "张三", NOW)
    assert (again.state, again.redo_round) == (State.COMPLETED, 1)
    assert store.redo_list(session) == []


def test_a_ticket_that_was_redone_often_enough_waits_for_a_supervisor(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    number = filed(session).number
    store.complete(session, number, "好了", "张三", NOW)
    store.transition(session, number, Event.CALL_BACK, store.SYSTEM, NOW)
    ticket = store.escalate(session, number, "根本没人来", store.ROBOT, NOW)
    assert (ticket.state, ticket.rating) == (State.ESCALATED, "unsatisfied")
    assert ticket.redo_reason == "根本没人来"
    assert store.events(session, number)[-1].reason.endswith("转督办：根本没人来")
    assert number in caplog.text


def test_a_refused_transition_changes_and_logs_nothing(session: Session) -> None:
    number = filed(session).number
    before = log_of(session, number)
    with pytest.raises(TransitionRefused):
        store.transition(session, number, Event.ARCHIVE, Actor("u", Role.UNIT), NOW)
    assert store.get(session, number).state == State.DISPATCHED
    assert log_of(session, number) == before


async def test_two_who_act_at_the_same_time_act_one_after_the_other(database: Database) -> None:
    number = (await database.run(filed)).number
    unit = Actor("城管局", Role.UNIT)
    outcomes = await asyncio.gather(
        *(database.run(store.transition, number, Event.SIGN, unit, NOW) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Ticket) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TransitionRefused) for outcome in outcomes) == 4


def test_archiving_keeps_the_moment(session: Session) -> None:
    number = filed(session).number
    store.complete(session, number, "好了", "张三", NOW)
    later = NOW + timedelta(days=1)
    assert (
        store.transition(session, number, Event.ARCHIVE, store.SYSTEM, later).archived_at == later
    )


def test_lists_are_newest_first_and_filtered(session: Session) -> None:
    first = filed(session)
    second = filed(session, drafted(content="停水三天了", matter=""), NOW + timedelta(minutes=1))
    store.complete(session, first.number, "好了", "张三", NOW)
    numbers = [ticket.number for ticket in store.list_tickets(session)]
    assert numbers == [second.number, first.number]
    assert [t.number for t in store.list_tickets(session, State.COMPLETED)] == [first.number]
    assert [t.number for t in store.list_tickets(session, unit="水务")] == [second.number]
    assert store.list_tickets(session, unit="%") == []
    assert len(store.list_tickets(session, limit=1)) == 1


def test_an_unknown_number(session: Session) -> None:
    with pytest.raises(UnknownTicket, match="no ticket 1"):
        store.get(session, "1")
    with pytest.raises(UnknownTicket, match="no ticket 1"):
        store.complete(session, "1", "好了", "张三", NOW)


def test_messages_wait_in_the_outbox(session: Session) -> None:
    store.queue_sms(session, "13812345678", "您的工单号是……", NOW, call_id="c1")
    (message,) = session.exec(select(SmsOutbox)).all()
    assert (message.phone, message.call_id, message.sent_at) == ("13812345678", "c1", None)
