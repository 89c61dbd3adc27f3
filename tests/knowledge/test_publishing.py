import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge import store
from knowledge.approval import Actor, Event, Role, State
from knowledge.audit import trail
from knowledge.entries import load_default
from knowledge.errors import ChangeRefused, Outdated, UnknownChange
from knowledge.published import current, generation, version, versions
from knowledge.publishing import (
    Publication,
    outlook,
    publish,
    publish_what_may,
    seed,
)
from tests.knowledge.test_store import BETTER, CHIEF, EDITOR, NEW, RENT, REVIEWER, approved

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        seed(opened, [RENT], CHIEF, NOW)
        yield opened


def test_the_first_publication_takes_over_what_there_is(database: Database) -> None:
    shipped = load_default()
    with database.session() as session:
        assert (generation(session), current(session)) == (0, ())
        assert seed(session, shipped, CHIEF, NOW) == len(shipped)
        assert generation(session) == 1
    with database.session() as session:
        assert set(current(session)) == set(shipped)
        assert seed(session, [RENT], CHIEF, NOW) == 0
        assert set(current(session)) == set(shipped)
        lines = trail(session, limit=1000)
    assert {(line.action, line.actor, line.version) for line in lines} == {("seed", "赵督", 1)}
    assert len(lines) == len(shipped)


def test_what_is_approved_comes_into_force_with_its_version(session: Session) -> None:
    number = approved(session)
    assert current(session) == (RENT,)
    assert publish(session, [number, approved(session, NEW)], REVIEWER, NOW) == 2
    assert current(session) == (NEW, BETTER)
    change = store.get(session, number)
    assert (change.state, change.published) == (State.PUBLISHED, 2)
    new = version(session, RENT.id, 2)
    assert (new.generation, new.maker, new.checker) == (2, EDITOR.name, REVIEWER.name)
    assert [kept.number for kept in versions(session, RENT.id)] == [2, 1]
    line = trail(session, RENT.id)[0]
    assert (line.action, line.actor, line.change, line.version) == ("publish", "王审", number, 2)


def test_what_is_not_approved_is_not_published(session: Session) -> None:
    number = store.propose(session, BETTER, EDITOR, NOW).id
    assert number is not None
    for step in (None, Event.SUBMIT):
        if step:
            store.step(session, number, step, EDITOR, NOW)
        with pytest.raises(ChangeRefused, match="不能发布"):
            publish(session, [number], REVIEWER, NOW)
    with pytest.raises(ChangeRefused, match="没有可以发布的"):
        publish(session, [], REVIEWER, NOW)
    with pytest.raises(UnknownChange):
        publish(session, [77], REVIEWER, NOW)


@pytest.mark.parametrize("name", [EDITOR.name, "李 编"])
def test_the_maker_does_not_publish(session: Session, name: str) -> None:
    number = approved(session)
    with pytest.raises(ChangeRefused, match="另一个人审核"):
        publish(session, [number], Actor(name, Role.SUPERVISOR), NOW)


def test_a_change_on_an_old_version_is_refused_and_nothing_is_published(
    database: Database,
) -> None:
    with database.session() as session:
        seed(session, [RENT], CHIEF, NOW)
        late, first = approved(session, replace(BETTER, sms="另一份")), approved(session)
        other = approved(session, NEW)
        publish(session, [first], REVIEWER, NOW)
    says = f"修改单 {late}（gjj-rent）是在第 1 版上改的，现在已是第 2 版：请退回"
    with pytest.raises(Outdated, match=says), database.session() as session:
        publish(session, [other, late], REVIEWER, NOW)
    with database.session() as session:
        assert current(session) == (BETTER,)
        assert generation(session) == 2
        assert store.get(session, other).state == State.APPROVED


def test_two_changes_of_one_entry_are_not_published_together(session: Session) -> None:
    both = [approved(session, replace(BETTER, sms="另一份")), approved(session)]
    with pytest.raises(Outdated):
        publish(session, both, REVIEWER, NOW)


def test_what_may_be_published_and_what_not(session: Session) -> None:
    first, late = approved(session), approved(session, replace(BETTER, sms="另一份"))
    own = store.propose(session, NEW, CHIEF, NOW).id
    assert own is not None
    store.step(session, own, Event.SUBMIT, CHIEF, NOW)
    store.step(session, own, Event.APPROVE, REVIEWER, NOW)
    store.propose(session, replace(NEW, id="gjj-draft"), EDITOR, NOW)
    found = outlook(session, CHIEF)
    assert found.ready == (first,)
    assert set(found.held_back) == {late, own}
    assert "现在已是第 2 版" in found.held_back[late]
    assert "要由另一个人审核" in found.held_back[own]
    publish(session, outlook(session, REVIEWER).ready, REVIEWER, NOW)
    assert current(session) == (NEW, BETTER)
    assert outlook(session, REVIEWER).ready == ()


def test_without_numbers_all_is_published_that_may_be(database: Database) -> None:
    with database.session() as session:
        first = publish_what_may(session, (), lambda: [RENT], CHIEF, NOW)
        assert first == Publication(1, (), {}, taken_over=1)
        with pytest.raises(ChangeRefused, match="没有可以发布的修改"):
            publish_what_may(session, (), lambda: [RENT], REVIEWER, NOW)
        number, late = approved(session), approved(session, replace(BETTER, sms="另一份"))
        done = publish_what_may(session, (), list, REVIEWER, NOW)
        assert (done.generation, done.published, done.taken_over) == (2, (number,), 0)
        assert list(done.held_back) == [late]
        with pytest.raises(ChangeRefused, match="请退回"):
            publish_what_may(session, (), list, REVIEWER, NOW)
        new = approved(session, NEW)
        assert publish_what_may(session, [new], list, REVIEWER, NOW).published == (new,)


def test_a_retired_entry_is_gone_and_may_come_again(session: Session) -> None:
    number = store.propose_retirement(session, RENT.id, EDITOR, NOW, "业务取消").id
    assert number is not None
    store.step(session, number, Event.SUBMIT, EDITOR, NOW)
    store.step(session, number, Event.APPROVE, REVIEWER, NOW)
    publish(session, [number], REVIEWER, NOW)
    assert current(session) == ()
    assert generation(session) == 2
    publish(session, [approved(session, BETTER)], REVIEWER, NOW)
    assert current(session) == (BETTER,)
    assert [(kept.number, kept.retired) for kept in versions(session, RENT.id)] == [
        (3, False),
        (2, True),
        (1, False),
    ]


async def test_of_those_who_publish_at_the_same_time_one_comes_first(database: Database) -> None:
    def prepared(session: Session) -> list[int]:
        seed(session, [RENT], CHIEF, NOW)
        return [approved(session, replace(BETTER, sms=f"第{i}份")) for i in range(4)]

    numbers = await database.run(prepared)
    outcomes = await asyncio.gather(
        *(database.run(publish, [number], REVIEWER, NOW) for number in numbers),
        return_exceptions=True,
    )
    assert sum(outcome == 2 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Outdated) for outcome in outcomes) == 3
    assert len(await database.run(versions, RENT.id)) == 2
