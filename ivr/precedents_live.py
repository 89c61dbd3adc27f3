"""What units have answered other citizens, kept up to date behind the calls.

A call takes what is there as it begins and keeps it to its end, as with `ivr.knowledge_live`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from ivr.database import Database
from knowledge.dialect import STANDARD, Dialect
from knowledge.matcher import Matcher
from knowledge.precedents import Answers, Precedent, WithPrecedents, as_entries
from tickets.precedents import answered

log = structlog.get_logger()

EVERY_S = 3600.0
"""How often tickets are looked at: an answer of this morning need not be known at noon."""


@dataclass(frozen=True)
class Recent:
    """days: how long a result is told after it was given. zone: of the day it was given."""

    days: int
    zone: ZoneInfo


class LivePrecedents:
    """Holds what can be told now; nothing before the first `refresh`. For the thread of calls."""

    def __init__(self, dialect: Dialect = STANDARD) -> None:
        self._dialect = dialect
        self._past: Matcher | None = None

    def behind(self, knowledge: Answers) -> Answers:
        """The knowledge with the precedents behind it, for a call that begins."""
        if self._past is None or not self._past.entries:
            return knowledge
        return WithPrecedents(knowledge, self._past)

    async def refresh(self, database: Database, recent: Recent, now: datetime) -> int:
        """Look at the tickets; how many answers can be told. Calls go on meanwhile."""
        since = now - timedelta(days=recent.days)
        found = await database.run(answered, since, recent.zone)
        today = now.astimezone(recent.zone).date()
        self._past = await asyncio.to_thread(_prepared, found, recent.days, today, self._dialect)
        return len(self._past.entries)


@asynccontextmanager
async def follow(
    live: LivePrecedents, database: Database, recent: Recent, now: Callable[[], datetime]
) -> AsyncIterator[None]:
    """While the block runs, the tickets are looked at from time to time."""
    task = asyncio.create_task(_keep_up(live, database, recent, now), name="precedents")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_up(
    live: LivePrecedents, database: Database, recent: Recent, now: Callable[[], datetime]
) -> None:
    while True:
        try:
            count = await live.refresh(database, recent, now())
            log.info("precedents_known", count=count)
        except Exception as e:
            # Whatever it is: calls go on with what was known before.
            log.error("precedents_not_updated", error=str(e))
        await asyncio.sleep(EVERY_S)


def _prepared(found: tuple[Precedent, ...], days: int, today: date, dialect: Dialect) -> Matcher:
    return Matcher.build(as_entries(found, days), today, dialect=dialect)
