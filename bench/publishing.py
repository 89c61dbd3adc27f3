"""What a publication costs, and what calls notice of it: a knowledge base of any size in a database
of its own, a change to some entries, and a clock that ticks as calls do."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from time import perf_counter

from sqlmodel import Session

from dialog.areas.table import area_table
from ivr.database import Database
from ivr.knowledge_live import Known, LiveKnowledge, news
from ivr.web import freeze
from knowledge.approval import Actor, Event, Role
from knowledge.entries import Entry, load_default
from knowledge.publishing import publish, seed
from knowledge.store import propose, step

TICK_S = 0.02
"""Of a call: every frame of every call waits on the same loop."""

MAKER, CHECKER = Actor("maker", Role.SUPERVISOR), Actor("checker", Role.SUPERVISOR)


@dataclass(frozen=True)
class Figures:
    """entries in force; changes published together. load_s: to read the knowledge base from the
    database; build_s: to make the first matcher; both at the start, before calls are taken.
    publish_s: until the transaction is written; refresh_s: until a running server answers from it.
    late_ms: the longest that a tick of a call was late meanwhile; idle_late_ms: the same over as
    long a time with nothing to do."""

    entries: int
    changes: int
    load_s: float
    build_s: float
    publish_s: float
    refresh_s: float
    late_ms: float
    idle_late_ms: float


def many(count: int) -> list[Entry]:
    """The entries that ship, again for one place after the other, with the place in each question:
    as many as are wanted."""
    return list(islice(_by_place(), count))


def _by_place() -> Iterator[Entry]:
    shipped = load_default()
    yield from shipped
    streets = area_table("500000").streets
    for number, street in enumerate(streets):
        for entry in shipped:
            yield replace(
                entry,
                id=f"{entry.id}-{number}",
                question=street.short + entry.question,
                variants=tuple(street.short + text for text in entry.variants),
            )


async def measure(database: Database, entries: Sequence[Entry], changes: int) -> Figures:
    """database: empty. changes: entries that get another answer and one more way of asking."""
    today, now = datetime.now(UTC).date(), datetime.now(UTC)
    await database.run(seed, entries, MAKER, now)
    started = perf_counter()
    live = LiveKnowledge(await database.run(news, Known({})))
    loaded = perf_counter()
    live.matcher(today)
    built = perf_counter()
    freeze()  # as the server does before it takes calls
    changed = [
        replace(entry, answer="换了一个答案。", variants=(*entry.variants, f"再问{entry.question}"))
        for entry in entries[:: max(1, len(entries) // changes)][:changes]
    ]
    numbers = await database.run(_approved, changed, now)
    before = perf_counter()
    await database.run(publish, numbers, CHECKER, now)
    published = perf_counter()
    late_ms = await _lateness_during(live, database, today)
    refreshed = perf_counter()
    gc.unfreeze()
    return Figures(
        entries=len(live.known.entries),
        changes=len(changed),
        load_s=loaded - started,
        build_s=built - loaded,
        publish_s=published - before,
        refresh_s=refreshed - published,
        late_ms=late_ms,
        idle_late_ms=await _idle_lateness(refreshed - published),
    )


def _approved(session: Session, entries: Sequence[Entry], now: datetime) -> list[int]:
    numbers = []
    for entry in entries:
        number = propose(session, entry, MAKER, now).id or 0
        step(session, number, Event.SUBMIT, MAKER, now)
        step(session, number, Event.APPROVE, CHECKER, now)
        numbers.append(number)
    return numbers


async def _lateness_during(live: LiveKnowledge, database: Database, today: date) -> float:
    """The longest, ms, that a tick was late while the publication was taken over."""
    worst = [0.0]
    ticking = asyncio.create_task(_tick(worst))
    await asyncio.sleep(0)
    await live.refresh(database, today)
    live.matcher(today)
    ticking.cancel()
    return worst[0]


async def _idle_lateness(seconds: float) -> float:
    worst = [0.0]
    ticking = asyncio.create_task(_tick(worst))
    await asyncio.sleep(seconds)
    ticking.cancel()
    return worst[0]


async def _tick(worst: list[float]) -> None:
    while True:
        due = perf_counter() + TICK_S
        await asyncio.sleep(TICK_S)
        worst[0] = max(worst[0], (perf_counter() - due) * 1000)
