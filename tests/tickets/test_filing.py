import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from ivr.database import Database
from tickets import store
from tickets.clocks import Policy
from tickets.errors import InvalidDraft, InvalidNumber
from tickets.filing import TicketDraft, file_ticket
from tickets.number import parse_number
from tickets.tables import Ticket

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


def drafted(**changes: object) -> TicketDraft:
    return TicketDraft(**{**DRAFT.__dict__, **changes})  # type: ignore[arg-type]


def filed(session: Session, draft: TicketDraft = DRAFT, now: datetime = NOW) -> Ticket:
    return file_ticket(session, draft, now, POLICY)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def log_of(session: Session, number: str) -> list[tuple[str, str, str]]:
    return [(line.event, line.to_state, line.role) for line in store.events(session, number)]


def test_a_filed_ticket_is_numbered_dispatched_and_due(session: Session) -> None:
    ticket = filed(session)
    parts = parse_number(ticket.number)
    assert (parts.day, parts.area, parts.sequence) == (date(2026, 9, 18), "500000", 1)
    assert ticket.unit == "渝北区城市管理局"
    assert ticket.district == "渝北区"
    assert ticket.due_at == datetime(2026, 10, 15, 15, 59, 59, tzinfo=UTC)
    assert not ticket.due_provisional
    assert ticket.dispatch_due_at == NOW + timedelta(hours=24)
    assert ticket.title == "小区门口的路灯坏了一个星期，晚上看不见路，老人摔了一跤"
    assert len(ticket.query_code) == 6
    assert log_of(session, ticket.number) == [
        ("file", "accepted", "robot"),
        ("submit", "waiting_dispatch", "robot"),
        ("dispatch", "dispatched", "system"),
    ]


def test_the_query_code_comes_from_the_given_randomness(session: Session) -> None:
    ticket = file_ticket(session, DRAFT, NOW, POLICY, randbelow=lambda n: n - 1)
    assert ticket.query_code == "999999"


def test_numbers_count_within_a_local_day_and_an_area(session: Session) -> None:
    late = datetime(2026, 9, 18, 16, 30, tzinfo=UTC)  # the 19th in Chongqing
    tickets = [
        filed(session),
        filed(session),
        filed(session, drafted(area="500112")),
        filed(session, now=late),
    ]
    parts = [parse_number(ticket.number) for ticket in tickets]
    assert [p.sequence for p in parts] == [1, 2, 1, 1]
    assert parts[3].day == date(2026, 9, 19)


async def test_no_number_is_given_twice_at_the_same_time(database: Database) -> None:
    tickets = await asyncio.gather(*(database.run(filed) for _ in range(20)))
    assert sorted(parse_number(t.number).sequence for t in tickets) == list(range(1, 21))


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
        filed(session, drafted(**changes))


def test_an_urgent_ticket_has_a_natural_day(session: Session) -> None:
    assert filed(session, drafted(urgency="特急")).due_at == NOW + timedelta(hours=24)
