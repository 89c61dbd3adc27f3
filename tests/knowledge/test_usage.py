import asyncio
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge.usage import Counts, Use, count, counts, days

MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def test_uses_add_up_by_entry_and_day(session: Session) -> None:
    count(session, [Use("a", "helped"), Use("b", "ticketed"), Use("a")], MONDAY)
    count(session, [Use("a", "handed_over")], MONDAY)
    count(session, [Use("a", "helped")], TUESDAY)
    found = counts(session, ["a", "b", "c"], MONDAY)
    assert found == {
        "a": Counts(spoken=4, helped=2, handed_over=1),
        "b": Counts(spoken=1, ticketed=1),
        "c": Counts(),
    }
    assert [counted.successes for counted in found.values()] == [3, 0, 0]
    assert counts(session, ["a"], TUESDAY) == {"a": Counts(spoken=1, helped=1)}
    assert [(row.day, row.spoken) for row in days(session, "a", MONDAY)] == [
        (MONDAY, 3),
        (TUESDAY, 1),
    ]
    assert [row.day for row in days(session, "a", TUESDAY)] == [TUESDAY]


def test_many_entries_are_counted_in_one_go(session: Session) -> None:
    count(session, [Use("a")], MONDAY)
    found = counts(session, [*(f"no-{i}" for i in range(1200)), "a"], MONDAY)
    assert (len(found), found["a"].spoken) == (1201, 1)


async def test_calls_that_end_together_are_all_counted(database: Database) -> None:
    uses = [Use("a", "helped"), Use("b")]
    await asyncio.gather(
        *(database.run(count, uses[:: -1 if i % 2 else 1], MONDAY) for i in range(12))
    )
    found = await database.run(counts, ["a", "b"], MONDAY)
    assert found == {"a": Counts(spoken=12, helped=12), "b": Counts(spoken=12)}
