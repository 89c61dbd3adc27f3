from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dialog.events import Handoff
from ivr.database import Database
from ivr.handover import store
from ivr.handover.book import DatabaseBook, Promise
from ivr.services import DatabaseServices
from tickets.store import get

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ASKED = Handoff("agents", "anger", "来电人情绪激动；路灯坏了；松牌路", (("matter", "路灯坏了"),))
PROMISE = Promise("c1", "13800138000", ASKED)


@pytest.fixture
def book(database: Database) -> DatabaseBook:
    return DatabaseBook(
        DatabaseServices(database, "500000", ZoneInfo("Asia/Shanghai"), lambda: NOW)
    )


async def test_promises_survive_and_tries_are_counted(book: DatabaseBook) -> None:
    await book.promise(PROMISE)
    await book.dialled(PROMISE)
    assert await book.waiting() == (Promise("c1", "13800138000", ASKED, missed=1),)
    await book.talked(PROMISE)
    assert await book.waiting() == ()


async def test_who_is_not_reached_gets_a_ticket(book: DatabaseBook, database: Database) -> None:
    await book.promise(PROMISE)
    await book.give_up(PROMISE)
    assert await book.waiting() == ()
    with database.session() as session:
        (row,) = store.list_returns(session, store.TICKET)
        ticket = get(session, row.ticket or "")
    assert (ticket.phone, ticket.call_id, ticket.matter) == ("13800138000", "c1", "路灯坏了")
    assert "情绪激动" in ticket.content
