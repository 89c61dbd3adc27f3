import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from ivr.database import Database
from tickets import store
from tickets.clocks import Policy
from tickets.errors import InvalidDraft, InvalidNumber, TransitionRefused, UnknownTicket
from tickets.number import parse_number
from tickets.states import Event, Role, State
from tickets.store import Actor, TicketDraft
from tickets.tables import SmsOutbox, Ticket

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)  # 10:00 in Chongqing
POLICY = Policy()
DRAFT = TicketDraft(
    category="投诉",
    content="小区门口的路灯坏了一个星期，晚上看不见路，老人摔了一跤。",
    area="500000",
    matter="路灯照明",
    place="渝北区回兴街道",
    phone="13812345678",
)


def _draft(**changes: object) -> TicketDraft:
    return TicketDraft(**{**DRAFT.__dict__, **changes})  # type: ignore[arg-type]


def _file(session: Session, draft: TicketDraft = DRAFT, now: datetime = NOW) -> Ticket:
    return store.file_ticket(session, draft, now, POLICY)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def _log(session: Session, number: str) -> list[tuple[str, str, str]]:
    return [(line.event, line.to_state, line.role) for line in store.events(session, number)]


def test_a_filed_ticket_is_numbered_dispatched_and_due(session: Session) -> None:
    ticket = _file(session)
    parts = parse_number(ticket.number)
    assert (parts.day, parts.area, parts.sequence) == (date(2026, 9, 18), "500000", 1)
    assert ticket.unit == "渝北区城市管理局"
    assert ticket.district == "渝北区"
    assert ticket.due_at == datetime(2026, 10, 15, 15, 59, 59, tzinfo=UTC)
    assert not ticket.due_provisional
    assert ticket.dispatch_due_at == NOW + timedelta(hours=24)
    assert ticket.title == "小区门口的路灯坏了一个星期，晚上看不见路，老人摔了一跤"
    assert len(ticket.query_code) == 6
    assert _log(session, ticket.number) == [
        ("file", "accepted", "robot"),
        ("submit", "waiting_dispatch", "robot"),
        ("dispatch", "dispatched", "system"),
    ]


def test_the_query_code_comes_from_the_given_randomness(session: Session) -> None:
    ticket = store.file_ticket(session, DRAFT, NOW, POLICY, randbelow=lambda n: n - 1)
    assert ticket.query_code == "999999"


def test_numbers_count_within_a_local_day_and_an_area(session: Session) -> None:
    late = datetime(2026, 9, 18, 16, 30, tzinfo=UTC)  # the 19th in Chongqing
    filed = [
        _file(session),
        _file(session),
        _file(session, _draft(area="500112")),
        _file(session, now=late),
    ]
    parts = [parse_number(ticket.number) for ticket in filed]
    assert [p.sequence for p in parts] == [1, 2, 1, 1]
    assert parts[3].day == date(2026, 9, 19)


async def test_no_number_is_given_twice_at_the_same_time(database: Database) -> None:
    filed = await asyncio.gather(*(database.run(_file) for _ in range(20)))
    assert sorted(parse_number(t.number).sequence for t in filed) == list(range(1, 21))


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"category": "城管"}, InvalidDraft, "unknown category '城管'; use one of: 咨询"),
        ({"urgency": "马上"}, InvalidDraft, "unknown urgency"),
        ({"content": " \n"}, InvalidDraft, "needs content"),
        ({"area": "重庆"}, InvalidNumber, "six digits"),
    ],
)
def test_a_draft_that_cannot_become_a_ticket(
    session: Session, changes: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        _file(session, _draft(**changes))


def test_an_urgent_ticket_has_a_natural_day(session: Session) -> None:
    assert _file(session, _draft(urgency="特急")).due_at == NOW + timedelta(hours=24)


def test_completing_takes_and_logs_every_stage(session: Session) -> None:
    number = _file(session).number
    ticket = store.complete(session, number, " 已更换灯泡 ", "张三", NOW)
    assert (ticket.state, ticket.result) == (State.COMPLETED, "已更换灯泡")
    assert ticket.completed_at == NOW
    assert _log(session, number)[3:] == [
        ("sign", "signed", "unit"),
        ("start", "in_progress", "unit"),
        ("reply", "replied", "unit"),
        ("approve", "reviewed", "reviewer"),
        ("complete", "completed", "reviewer"),
    ]
    assert {line.actor for line in store.events(session, number)[3:]} == {"张三"}


def test_completing_twice_or_without_words_is_refused(session: Session) -> None:
    number = _file(session).number
    with pytest.raises(InvalidDraft, match="needs words"):
        store.complete(session, number, " ", "张三", NOW)
    store.complete(session, number, "好了", "张三", NOW)
    with pytest.raises(TransitionRefused, match="already"):
        store.complete(session, number, "好了", "张三", NOW)


def test_redo_puts_the_words_and_a_new_clock_on_the_list(session: Session) -> None:
    number = _file(session).number
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
    number = _file(session).number
    store.complete(session, number, "好了", "张三", NOW)
    store.transition(session, number, Event.CALL_BACK, store.SYSTEM, NOW)
    ticket = store.escalate(session, number, "根本没人来", store.ROBOT, NOW)
    assert (ticket.state, ticket.rating) == (State.ESCALATED, "unsatisfied")
    assert ticket.redo_reason == "根本没人来"
    assert store.events(session, number)[-1].reason.endswith("转督办：根本没人来")
    assert number in caplog.text


def test_a_refused_transition_changes_and_logs_nothing(session: Session) -> None:
    number = _file(session).number
    before = _log(session, number)
    with pytest.raises(TransitionRefused):
        store.transition(session, number, Event.ARCHIVE, Actor("u", Role.UNIT), NOW)
    assert store.get(session, number).state == State.DISPATCHED
    assert _log(session, number) == before


async def test_two_who_act_at_the_same_time_act_one_after_the_other(database: Database) -> None:
    number = (await database.run(_file)).number
    unit = Actor("城管局", Role.UNIT)
    outcomes = await asyncio.gather(
        *(database.run(store.transition, number, Event.SIGN, unit, NOW) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Ticket) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TransitionRefused) for outcome in outcomes) == 4


def test_archiving_keeps_the_moment(session: Session) -> None:
    number = _file(session).number
    store.complete(session, number, "好了", "张三", NOW)
    later = NOW + timedelta(days=1)
    assert (
        store.transition(session, number, Event.ARCHIVE, store.SYSTEM, later).archived_at == later
    )


def test_lists_are_newest_first_and_filtered(session: Session) -> None:
    first = _file(session)
    second = _file(session, _draft(content="停水三天了", matter=""), NOW + timedelta(minutes=1))
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
