import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialog.events import Connected, Heard, Say
from dialog.hotline import Hotline
from dialog.profile import Profile
from ivr.database import Database, DatabaseError
from ivr.precedents_live import LivePrecedents, Recent, follow
from knowledge.entries import Entry
from knowledge.matcher import Matcher
from tickets import filing, store
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.states import Event, Role
from tickets.store import Actor

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
RECENT = Recent(180, ZoneInfo("Asia/Shanghai"))
RENT = Entry("rent", "某局", "租房怎么提取公积金", (), "可以。", "指南")
KNOWLEDGE = Matcher.build([RENT], NOW.date())
RESULT = "居民安装充电桩，先由车位所有人向物业提出申请，物业同意以后再向供电公司申请装表接电。" * 3


@pytest.fixture
def archived(database: Database) -> Database:
    """With one consultation that was answered well."""
    draft = TicketDraft("咨询", "充电桩", "500000", "小区里想装充电桩怎么申请")
    with database.session() as session:
        ticket = filing.file_ticket(session, draft, NOW, Policy())
        store.complete(session, ticket.number, RESULT, "张三", NOW)
        ticket.rating = "satisfied"
        clerk = Actor("李四", Role.AGENT)
        store.transition(session, ticket.number, Event.ARCHIVE, clerk, NOW, "回访")
    return database


def test_the_knowledge_stands_alone_before_anything_is_known() -> None:
    assert LivePrecedents().behind(KNOWLEDGE) is KNOWLEDGE


async def test_a_call_is_answered_from_a_ticket(archived: Database) -> None:
    live = LivePrecedents()
    assert await live.refresh(archived, RECENT, NOW) == 1
    call = Hotline(Profile(), live.behind(KNOWLEDGE))
    call.receive(Connected("13800138000"), 0.0)
    actions = call.receive(Heard("小区里想装充电桩怎么申请"), 5.0)
    said = [action.prompt for action in actions if isinstance(action, Say)]
    assert [name.partition("-")[0] for name in said] == ["precedent", "kb:past", "more_parts"]
    assert "9月18日" in "".join(action.text for action in actions if isinstance(action, Say))
    assert call.state == "parts"
    answers = call.receive(Heard("租房怎么提取公积金"), 9.0)
    assert any(isinstance(action, Say) and action.prompt == "kb:rent" for action in answers)


async def test_what_is_old_is_not_told_any_more(archived: Database) -> None:
    live = LivePrecedents()
    await live.refresh(archived, RECENT, NOW)
    assert await live.refresh(archived, RECENT, NOW + timedelta(days=181)) == 0
    assert live.behind(KNOWLEDGE) is KNOWLEDGE


async def test_the_tickets_are_looked_at_while_calls_go_on(
    archived: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, looked = LivePrecedents(), asyncio.Event()
    refresh = live.refresh

    async def tell(*told: Any) -> int:
        count = await refresh(*told)
        looked.set()
        return count

    monkeypatch.setattr(live, "refresh", tell)
    async with follow(live, archived, RECENT, lambda: NOW), asyncio.timeout(20):
        await looked.wait()
        assert live.behind(KNOWLEDGE) is not KNOWLEDGE


async def test_a_database_that_fails_leaves_calls_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def fail(*_: object) -> None:
        failed.set()
        raise DatabaseError("out of reach")

    monkeypatch.setattr(database, "run", fail)
    live = LivePrecedents()
    async with follow(live, database, RECENT, lambda: NOW), asyncio.timeout(20):
        await failed.wait()
        assert live.behind(KNOWLEDGE) is KNOWLEDGE
