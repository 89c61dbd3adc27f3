from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge.approval import Event
from knowledge.errors import UnknownEntry
from knowledge.published import content, current, generation, newest, since, version
from knowledge.publishing import publish, seed
from knowledge.store import propose_retirement, step
from tests.knowledge.test_store import (
    BETTER,
    CHIEF,
    EDITOR,
    NEW,
    NOW,
    RENT,
    REVIEWER,
    approved,
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        seed(opened, [RENT, NEW], CHIEF, NOW)
        yield opened


def retire(session: Session, entry: str) -> None:
    number = propose_retirement(session, entry, EDITOR, NOW, "旧").id
    assert number is not None
    step(session, number, Event.SUBMIT, EDITOR, NOW)
    step(session, number, Event.APPROVE, REVIEWER, NOW)
    publish(session, [number], REVIEWER, NOW)


def test_what_later_publications_changed(session: Session) -> None:
    assert since(session, 1) == {}
    publish(session, [approved(session)], REVIEWER, NOW)
    best = replace(BETTER, sms="再改")
    publish(session, [approved(session, best)], REVIEWER, NOW)
    retire(session, NEW.id)
    assert generation(session) == 4
    assert since(session, 1) == {RENT.id: best, NEW.id: None}
    assert since(session, 3) == {NEW.id: None}
    assert since(session, 4) == {}
    assert current(session) == (best,)


def test_the_present_versions_of_many(session: Session) -> None:
    publish(session, [approved(session)], REVIEWER, NOW)
    retire(session, NEW.id)
    unknown = [f"no-{i}" for i in range(1200)]
    found = newest(session, [*unknown, RENT.id, NEW.id])
    assert {entry: kept.number for entry, kept in found.items()} == {RENT.id: 2, NEW.id: 2}
    assert content(found[RENT.id]) == BETTER
    assert content(found[NEW.id]) is None
    assert content(None) is None


def test_a_version_that_is_not_there(session: Session) -> None:
    assert content(version(session, RENT.id, 1)) == RENT
    with pytest.raises(UnknownEntry, match="gjj-rent 没有第 2 版"):
        version(session, RENT.id, 2)
