"""What the robot knows while it runs: publications and midnight change it, calls never notice.

A call takes the matcher as it begins and keeps it to its end. `follow` looks for publications,
makes the next matcher beside the calls, and swaps.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from ivr.database import Database
from knowledge.dialect import STANDARD, Dialect
from knowledge.entries import Entry
from knowledge.expiry import expiring, tell
from knowledge.matcher import Matcher
from knowledge.published import current, generation, since

log = structlog.get_logger()

DAY = timedelta(days=1)
MOST_WARMED = 500
"""Texts spoken ahead of the first caller after a publication; the rest is spoken when it is asked
for."""


@dataclass(frozen=True)
class Known:
    """entries: all in force, by id, also those that hold on other days only. generation: of the
    publication, 0 for a folder of entries."""

    entries: Mapping[str, Entry]
    generation: int = 0


@dataclass(frozen=True)
class Ready:
    """What is known, made ready for a day. until: the last day for which it is right, None for
    ever."""

    known: Known
    matcher: Matcher
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.matcher.today <= day and (self.until is None or day <= self.until)


def known_of(entries: Iterable[Entry], number: int = 0) -> Known:
    return Known({entry.id: entry for entry in entries}, number)


def news(session: Session, known: Known) -> Known:
    """What is known after the publications since; the same object where there were none."""
    number = generation(session)
    if number == known.generation:
        return known
    if not known.generation:
        return known_of(current(session), number)
    entries = dict(known.entries)
    for name, entry in since(session, known.generation).items():
        entries.pop(name, None)
        if entry is not None:
            entries[name] = entry
    return Known(entries, number)


def prepare(known: Known, day: date, dialect: Dialect) -> Ready:
    """Made from nothing: seconds for a large base."""
    matcher = Matcher.build(known.entries.values(), day, dialect=dialect)
    return Ready(known, matcher, last_day(known.entries.values(), day))


def renew(ready: Ready, known: Known, day: date) -> Ready:
    """Made from what there is: only what has changed costs time. `ready` stays as it is."""
    spoken = {entry.id for entry in ready.matcher.entries}
    before = ready.known.entries
    changed = [
        entry
        for entry in known.entries.values()
        if entry != before.get(entry.id) or (entry.id not in spoken and entry.holds_on(day))
    ]
    matcher = ready.matcher.updated(changed, before.keys() - known.entries.keys(), day)
    return Ready(known, matcher, last_day(known.entries.values(), day))


def last_day(entries: Collection[Entry], day: date) -> date | None:
    """Until when the same entries hold as on this day; None where none begins or ends."""
    ends = [e.valid_until for e in entries if e.valid_until and e.valid_until >= day]
    begins = [e.valid_from - DAY for e in entries if e.valid_from and e.valid_from > day]
    return min((*ends, *begins), default=None)


def new_texts(known: Known, before: Known) -> list[str]:
    """What the robot may say now and did not know before."""
    return [
        text
        for entry in known.entries.values()
        if entry != (old := before.entries.get(entry.id)) and entry.secrecy == "public"
        for text in entry.voiced
        if old is None or text not in old.voiced
    ]


class LiveKnowledge:
    """Holds what is known now. All its methods are for one thread, that of the calls."""

    def __init__(self, known: Known, dialect: Dialect = STANDARD) -> None:
        self.known = known
        self._dialect = dialect
        self._ready: Ready | None = None
        self._tomorrow: Ready | None = None

    def matcher(self, day: date) -> Matcher:
        """For a call that begins on this day. At once, but for the first one, and for one after a
        midnight that `refresh` did not prepare."""
        if self._ready is None:
            self._ready = prepare(self.known, day, self._dialect)
        elif not self._ready.holds_on(day):
            tomorrow = self._tomorrow
            fits = tomorrow is not None and tomorrow.holds_on(day)
            self._ready = tomorrow if tomorrow and fits else renew(self._ready, self.known, day)
            self._tomorrow = None
        return self._ready.matcher

    async def refresh(self, database: Database, day: date) -> Known:
        """Take over what was published, and make tomorrow ready where it differs; what was known
        before. Calls go on meanwhile. What fails leaves everything as it was, and is raised."""
        before = self.known
        known = await database.run(news, before)
        if known is not before or self._ready is None:
            old = self._ready
            made = await asyncio.to_thread(self._made, old, known, day)
            self.known, self._ready, self._tomorrow = known, made, None
        elif self._tomorrow is None and self._ready.until == day:
            self._tomorrow = await asyncio.to_thread(renew, self._ready, known, day + DAY)
        return before

    def _made(self, old: Ready | None, known: Known, day: date) -> Ready:
        return prepare(known, day, self._dialect) if old is None else renew(old, known, day)


@dataclass(frozen=True)
class Following:
    """poll_s: how often publications are looked for, seconds. expiry_days: how long before an entry
    expires its unit is told. warm: speaks texts into the cache."""

    zone: ZoneInfo
    now: Callable[[], datetime]
    poll_s: float
    expiry_days: int
    warm: Callable[[Iterable[str]], Awaitable[None]]


@asynccontextmanager
async def follow(live: LiveKnowledge, database: Database, how: Following) -> AsyncIterator[None]:
    """While the block runs, what is published is taken over, and units are told what expires."""
    to_warm: asyncio.Queue[list[str]] = asyncio.Queue()
    tasks = (
        asyncio.create_task(_keep_up(live, database, how, to_warm), name="knowledge"),
        asyncio.create_task(_warm(to_warm, how), name="knowledge-voice"),
    )
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_up(
    live: LiveKnowledge, database: Database, how: Following, to_warm: asyncio.Queue[list[str]]
) -> None:
    told: tuple[int, date] | None = None
    while True:
        try:
            day = how.now().astimezone(how.zone).date()
            before = await live.refresh(database, day)
            if live.known is not before:
                to_warm.put_nowait(_announced(live.known, before))
            if told != (live.known.generation, day):
                await _tell_units(live.known, database, how, day)
                told = (live.known.generation, day)
        except Exception as e:
            # Whatever it is: the knowledge of before is better than none.
            log.error("knowledge_not_updated", error=str(e), generation=live.known.generation)
        await asyncio.sleep(how.poll_s)


def _announced(known: Known, before: Known) -> list[str]:
    texts = new_texts(known, before)
    log.info(
        "knowledge_published",
        generation=known.generation,
        entries=len(known.entries),
        new_texts=len(texts),
    )
    return texts[:MOST_WARMED]


async def _warm(to_warm: asyncio.Queue[list[str]], how: Following) -> None:
    """Speak new texts ahead of the first caller; where that fails, the caller waits a little."""
    while True:
        texts = await to_warm.get()
        try:
            await how.warm(texts)
        except Exception as e:
            log.warning("knowledge_not_warmed", error=str(e), texts=len(texts))


async def _tell_units(known: Known, database: Database, how: Following, day: date) -> None:
    """Of what expires soon, or has expired; once for each date."""
    found = expiring(known.entries.values(), day, how.expiry_days)
    if new := await database.run(tell, found, how.now()):
        log.warning("knowledge_expires", notices=new)
