import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlmodel import Session

import ivr.knowledge_live
from ivr.database import Database
from ivr.knowledge_live import (
    Following,
    Known,
    LiveKnowledge,
    follow,
    known_of,
    last_day,
    new_texts,
    news,
    prepare,
    renew,
)
from knowledge.approval import Actor, Event, Role
from knowledge.dialect import STANDARD
from knowledge.entries import Entry, load_default
from knowledge.expiry import notices
from knowledge.matcher import Matcher
from knowledge.publishing import publish, seed
from knowledge.store import propose, propose_retirement, step

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 9, 18)
DAY = timedelta(days=1)
MAKER, CHECKER = Actor("李编", Role.SUPERVISOR), Actor("王审", Role.SUPERVISOR)
SHIPPED = load_default()[:12]
FIRST = next(entry for entry in SHIPPED if entry.kind == "answer")


def put(session: Session, *entries: Entry, gone: tuple[str, ...] = ()) -> int:
    """Through the whole way of a change, into force."""
    drafts = [propose(session, entry, MAKER, NOW) for entry in entries]
    drafts += [propose_retirement(session, entry, MAKER, NOW, "旧") for entry in gone]
    numbers = [draft.id for draft in drafts if draft.id is not None]
    for number in numbers:
        step(session, number, Event.SUBMIT, MAKER, NOW)
        step(session, number, Event.APPROVE, CHECKER, NOW)
    return publish(session, numbers, CHECKER, NOW)


def seeded(database: Database, entries: Iterable[Entry] = SHIPPED) -> LiveKnowledge:
    with database.session() as session:
        seed(session, entries, MAKER, NOW)
        return LiveKnowledge(news(session, Known({})))


def said(matcher: Matcher, question: str) -> str:
    match = matcher.match(question)
    return match.entry.answer if match.kind == "answer" and match.entry else ""


# --- what is known --------------------------------------------------------------------------------


def test_as_long_as_nothing_is_published_the_folder_holds(database: Database) -> None:
    folder = known_of(SHIPPED)
    with database.session() as session:
        assert news(session, folder) is folder
        seed(session, SHIPPED[1:], MAKER, NOW)
        first = news(session, folder)
        assert (set(first.entries.values()), first.generation) == (set(SHIPPED[1:]), 1)
        assert news(session, first) is first


def test_later_publications_are_added_to_what_is_known(database: Database) -> None:
    better, new = replace(FIRST, answer="换了。"), replace(FIRST, id="new-one", question="新的？")
    gone = SHIPPED[-1].id
    with database.session() as session:
        seed(session, SHIPPED, MAKER, NOW)
        first = news(session, known_of(SHIPPED))
        put(session, better, new)
        put(session, gone=(gone,))
        later = news(session, first)
    assert later.generation == 3
    assert later.entries[FIRST.id] == better
    assert later.entries["new-one"] == new
    assert set(later.entries) == {entry.id for entry in SHIPPED} - {gone} | {"new-one"}
    assert first.entries[FIRST.id] == FIRST


def test_what_is_renewed_is_as_if_made_anew() -> None:
    begins = replace(FIRST, id="begins", question="什么时候开始", valid_from=TODAY + DAY)
    ends = replace(SHIPPED[1], valid_until=TODAY)
    known = known_of([FIRST, ends, begins, *SHIPPED[2:]])
    better = replace(SHIPPED[2], variants=("完全不同的说法", *SHIPPED[2].variants))
    later = known_of([FIRST, ends, begins, better, *SHIPPED[4:]], 7)
    ready = prepare(known, TODAY, STANDARD)
    renewed, anew = renew(ready, later, TODAY + DAY), prepare(later, TODAY + DAY, STANDARD)
    assert set(renewed.matcher.entries) == set(anew.matcher.entries)
    assert begins in renewed.matcher.entries
    assert ends not in renewed.matcher.entries
    for entry in (*later.entries.values(), *known.entries.values()):
        for text in entry.phrasings:
            assert renewed.matcher.match(text).entry == anew.matcher.match(text).entry


@pytest.mark.parametrize(
    ("begin", "end", "last"),
    [
        (None, None, None),
        (None, 0, 0),
        (None, 5, 5),
        (None, -1, None),
        (0, None, None),
        (1, None, 0),
        (4, 9, 3),
    ],
)
def test_the_last_day_on_which_the_same_entries_hold(
    begin: int | None, end: int | None, last: int | None
) -> None:
    entry = replace(
        FIRST,
        valid_from=None if begin is None else TODAY + begin * DAY,
        valid_until=None if end is None else TODAY + end * DAY,
    )
    assert last_day([entry, FIRST], TODAY) == (None if last is None else TODAY + last * DAY)


def test_new_texts_are_those_that_nobody_has_spoken_yet() -> None:
    better = replace(FIRST, answer="新答案。", more=("还有一段。",))
    hidden = replace(FIRST, id="hidden", answer="内部的。", secrecy="internal")
    added = replace(FIRST, id="added")
    found = new_texts(known_of([better, hidden, added]), known_of([FIRST, *SHIPPED[1:]]))
    assert found[:2] == ["新答案。", "还有一段。"]
    assert set(found[2:]) == set(added.voiced)


# --- the one in use -------------------------------------------------------------------------------


async def test_a_call_in_progress_keeps_what_it_began_with(database: Database) -> None:
    live = seeded(database)
    in_progress = live.matcher(TODAY)
    with database.session() as session:
        put(session, replace(FIRST, answer="换了。"))
    assert (await live.refresh(database, TODAY)).generation == 1
    assert said(live.matcher(TODAY), FIRST.question) == "换了。"
    assert said(in_progress, FIRST.question) == FIRST.answer
    again = live.matcher(TODAY)
    await live.refresh(database, TODAY)
    assert live.matcher(TODAY) is again, "nothing new, nothing made"


async def test_tomorrow_is_made_ready_before_midnight(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = seeded(database, [replace(FIRST, valid_until=TODAY), *SHIPPED[1:]])
    await live.refresh(database, TODAY)
    today = live.matcher(TODAY)
    assert said(today, FIRST.question) == FIRST.answer
    await live.refresh(database, TODAY)

    def too_late(*_: object) -> None:
        raise AssertionError("made while a call waits")

    monkeypatch.setattr(ivr.knowledge_live, "renew", too_late)
    monkeypatch.setattr(ivr.knowledge_live, "prepare", too_late)
    assert said(live.matcher(TODAY + DAY), FIRST.question) != FIRST.answer
    assert live.matcher(TODAY + 300 * DAY) is live.matcher(TODAY + DAY)


async def test_an_entry_that_has_expired_is_not_spoken_though_nothing_was_prepared() -> None:
    live = LiveKnowledge(known_of([replace(FIRST, valid_until=TODAY), *SHIPPED[1:]]))
    assert said(live.matcher(TODAY), FIRST.question) == FIRST.answer
    assert said(live.matcher(TODAY + DAY), FIRST.question) != FIRST.answer
    assert said(live.matcher(TODAY), FIRST.question) == FIRST.answer, "a clock that is put back"


async def test_what_cannot_be_made_leaves_everything_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = seeded(database)
    before = live.matcher(TODAY)
    with database.session() as session:
        put(session, replace(FIRST, answer="换了。"))

    def broken(*_: object) -> None:
        raise RuntimeError("no memory")

    with monkeypatch.context() as patched:
        patched.setattr(ivr.knowledge_live, "renew", broken)
        with pytest.raises(RuntimeError):
            await live.refresh(database, TODAY)
    assert live.matcher(TODAY) is before
    assert live.known.generation == 1
    await live.refresh(database, TODAY)
    assert said(live.matcher(TODAY), FIRST.question) == "换了。"


# --- following ------------------------------------------------------------------------------------


class World:
    """The clock and the voice that `follow` is given: what it has done can be waited for."""

    def __init__(self) -> None:
        self.looks = 0
        self.looked_often = asyncio.Event()
        self.warmed: asyncio.Queue[list[str]] = asyncio.Queue()

    def now(self) -> datetime:
        """Looked at for each poll and each notice."""
        self.looks += 1
        if self.looks > 5:
            self.looked_often.set()
        return NOW

    async def warm(self, texts: Iterable[str]) -> None:
        self.warmed.put_nowait(list(texts))

    @property
    def following(self) -> Following:
        return Following(ZoneInfo("Asia/Shanghai"), self.now, 0.001, 30, self.warm)


async def test_a_publication_is_found_and_its_texts_are_spoken_ahead(database: Database) -> None:
    live, world = seeded(database), World()
    live.matcher(TODAY)
    async with follow(live, database, world.following):
        await database.run(put, replace(FIRST, answer="换了。"))
        assert await world.warmed.get() == ["换了。"]
    assert said(live.matcher(TODAY), FIRST.question) == "换了。"


async def test_units_are_told_once(database: Database) -> None:
    live = seeded(database, [replace(FIRST, valid_until=TODAY + DAY), *SHIPPED[1:]])
    for _ in range(2):
        world = World()
        async with follow(live, database, world.following):
            await world.looked_often.wait()
    told = await database.run(notices)
    assert [(notice.entry, notice.unit, notice.kind) for notice in told] == [
        (FIRST.id, FIRST.unit, "expires")
    ]


async def test_a_failure_is_logged_and_the_old_knowledge_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, world = seeded(database), World()
    before = live.matcher(TODAY)

    def broken(*_: object) -> Known:
        raise RuntimeError("no memory")

    monkeypatch.setattr(ivr.knowledge_live, "news", broken)
    with structlog.testing.capture_logs() as logs:
        async with follow(live, database, world.following):
            await world.looked_often.wait()
    assert len(logs) > 1
    assert {line["event"] for line in logs} == {"knowledge_not_updated"}
    assert logs[0]["error"] == "no memory"
    assert live.matcher(TODAY) is before


async def test_a_voice_that_fails_does_not_stop_the_following(database: Database) -> None:
    live, world = seeded(database), World()
    live.matcher(TODAY)

    async def warm(texts: Iterable[str]) -> None:
        await world.warm(texts)
        raise RuntimeError("no voice")

    async with follow(live, database, replace(world.following, warm=warm)):
        for text in ("换了一。", "换了二。"):
            await database.run(put, replace(FIRST, answer=text))
            assert await world.warmed.get() == [text]
