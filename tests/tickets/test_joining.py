from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from ivr.database import Database
from tickets import store
from tickets.cases import co_complainants, withdraw
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.joining import Filed, file_or_join, tell_joined
from tickets.store import ROBOT
from tickets.tables import SmsOutbox

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
POLICY = Policy()
WEEK = timedelta(days=7)
LAMP = TicketDraft(
    category="投诉",
    content="阳光小区东门路灯不亮",
    area="500000",
    matter="路灯不亮",
    title="路灯不亮",
    place="渝北区龙溪街道阳光小区东门",
    phone="13812345678",
)
SAME = replace(
    LAMP, category="求助", content="东门那个路灯坏了没人修", matter="路灯坏了没人修",
    title="路灯坏了没人修", place="渝北区阳光小区东门", phone="13900139000", call_id="c2",
)  # fmt: skip


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def filed(
    session: Session, draft: TicketDraft, now: datetime = NOW, within: timedelta = WEEK
) -> Filed:
    return file_or_join(session, draft, now, POLICY, within)


def test_the_same_matter_of_another_citizen_joins_the_ticket(session: Session) -> None:
    first, second = filed(session, LAMP), filed(session, SAME)
    third = filed(session, replace(SAME, phone="13700137000"))
    assert [each.people for each in (first, second, third)] == [1, 2, 3]
    assert first.ticket.number == second.ticket.number == third.ticket.number
    assert not first.joined
    assert second.joined
    assert first.query_code == first.ticket.query_code
    rows = co_complainants(session, first.ticket.number)
    assert [row.query_code for row in rows] == [second.query_code, third.query_code]
    assert (rows[0].phone, rows[0].call_id, rows[0].words) == ("13900139000", "c2", SAME.content)
    lines = store.events(session, first.ticket.number)
    assert [(line.event, line.reason) for line in lines][-1] == ("join", SAME.content)


@pytest.mark.parametrize(
    "change",
    [
        {"place": "渝北区阳光小区西门"},
        {"matter": "井盖坏了", "title": "井盖坏了"},
        {"urgency": "紧急"},
        {"secret": True},
        {"category": "建议"},
        {"phone": LAMP.phone},
        {"content": "我家里的路灯坏了"},
    ],
)
def test_another_matter_is_another_ticket(session: Session, change: dict[str, object]) -> None:
    filed(session, LAMP)
    assert not filed(session, replace(SAME, **change)).joined  # type: ignore[arg-type]


def test_who_has_joined_already_does_not_join_again(session: Session) -> None:
    filed(session, LAMP)
    assert filed(session, SAME).joined
    assert not filed(session, SAME).joined


def test_what_is_done_or_withdrawn_is_joined_by_nobody(session: Session) -> None:
    number = filed(session, LAMP).ticket.number
    withdraw(session, number, "好了", ROBOT, NOW)
    again = filed(session, SAME)
    assert not again.joined
    store.complete(session, again.ticket.number, "修好了", "王", NOW)
    assert not filed(session, replace(SAME, phone="13700137000")).joined


def test_a_site_may_join_later_or_never(session: Session) -> None:
    filed(session, LAMP)
    assert not filed(session, SAME, NOW + WEEK + timedelta(seconds=1)).joined
    assert not filed(session, replace(SAME, phone="1"), within=timedelta(0)).joined


def test_the_district_may_come_from_the_area_table(session: Session) -> None:
    nameless = replace(LAMP, place="阳光小区东门", areas=("渝北区",))
    first = filed(session, nameless)
    assert first.ticket.district == "渝北区"
    assert filed(session, replace(nameless, phone="13900139000")).joined


def test_who_joined_hears_of_the_result_once_a_round(session: Session) -> None:
    ticket = filed(session, LAMP).ticket
    filed(session, SAME)
    filed(session, replace(SAME, phone="13700137000", callback_wanted=False))
    filed(session, replace(SAME, phone=""))
    filed(session, replace(SAME, phone="13600136000"))
    store.complete(session, ticket.number, "路灯已修好", "王", NOW)
    for _ in range(2):
        tell_joined(session, ticket, NOW, lambda phone: phone == "13600136000", "渝州热线")
    (message,) = session.exec(select(SmsOutbox)).all()
    assert (message.phone, message.ticket) == ("13900139000", ticket.number)
    assert message.text.startswith("【渝州热线】")
    assert "路灯已修好" in message.text
    ticket.redo_round = 1
    assert len(tell_joined(session, ticket, NOW, lambda _: False, "渝州热线")) == 2
