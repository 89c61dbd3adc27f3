from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge import store
from knowledge.approval import Actor, Event, Kind, Role, State
from knowledge.audit import trail
from knowledge.entries import Entry
from knowledge.errors import (
    AnswerNotForTheEar,
    ChangeRefused,
    Outdated,
    Unchanged,
    UnknownChange,
    UnknownEntry,
)
from knowledge.plain import recall
from knowledge.publishing import publish, seed
from knowledge.tables import KbChange

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
UNIT, OTHER_UNIT = "住房公积金管理中心", "民政局"
EDITOR = Actor("李编", Role.EDITOR, UNIT)
REVIEWER = Actor("王审", Role.REVIEWER, UNIT)
CHIEF = Actor("赵督", Role.SUPERVISOR)
RENT = Entry(
    id="gjj-rent",
    unit=UNIT,
    question="租房怎么提取公积金",
    variants=("租房取公积金", "公积金付房租", "房租用公积金", "提公积金租房"),
    answer="带身份证到窗口办理。",
    sms="指南",
    source="条例第二十四条",
    field="公积金",
)
NEW = replace(RENT, id="gjj-buy", question="买房怎么提取公积金")
BETTER = replace(RENT, answer="带身份证和无房证明到窗口办理。")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """With RENT published."""
    with database.session() as opened:
        seed(opened, [RENT], CHIEF, NOW)
        yield opened


def proposed(session: Session, entry: Entry = BETTER, why: str = "") -> int:
    number = store.propose(session, entry, EDITOR, NOW, why).id
    assert number is not None
    return number


def approved(session: Session, entry: Entry = BETTER) -> int:
    number = proposed(session, entry)
    store.step(session, number, Event.SUBMIT, EDITOR, NOW)
    store.step(session, number, Event.APPROVE, REVIEWER, NOW)
    return number


def test_a_draft_of_another_version_says_on_which_it_was_made(session: Session) -> None:
    change = store.propose(session, BETTER, EDITOR, NOW, " 政策变了 ")
    assert (change.kind, change.state, change.base) == (Kind.EDIT, State.DRAFT, 1)
    assert (change.unit, change.maker, change.why) == (UNIT, "李编", "政策变了")
    assert recall(change.content) == BETTER
    (found,) = store.compare(session, change)
    assert (found.field, found.old, found.new) == ("answer", RENT.answer, BETTER.answer)


def test_a_draft_of_a_new_entry_is_made_on_nothing(session: Session) -> None:
    change = store.propose(session, NEW, EDITOR, NOW)
    assert (change.kind, change.base, change.unit) == (Kind.NEW, 0, UNIT)
    assert "question" in {each.field for each in store.compare(session, change)}


def test_before_anything_is_published_nothing_is_changed(database: Database) -> None:
    with database.session() as empty:
        with pytest.raises(ChangeRefused, match="用 hotline kb publish 接管"):
            store.propose(empty, NEW, EDITOR, NOW)
        with pytest.raises(ChangeRefused, match="用 hotline kb publish 接管"):
            store.propose_retirement(empty, NEW.id, EDITOR, NOW, "旧")


def test_the_owner_of_the_present_version_decides(session: Session) -> None:
    """Not the unit that the new text names: nobody takes an entry from another unit."""
    taken = replace(BETTER, unit=OTHER_UNIT)
    with pytest.raises(ChangeRefused, match=f"归{UNIT}"):
        store.propose(session, taken, Actor("陈编", Role.EDITOR, OTHER_UNIT), NOW)
    assert store.propose(session, taken, EDITOR, NOW).unit == UNIT


def test_a_change_that_changes_nothing_is_refused(session: Session) -> None:
    with pytest.raises(Unchanged, match="完全一样"):
        store.propose(session, RENT, EDITOR, NOW)
    assert store.list_changes(session) == []


def test_who_saw_another_version_is_told(session: Session) -> None:
    with pytest.raises(Outdated, match="现在是第 1 版，不是第 0 版"):
        store.propose(session, BETTER, EDITOR, NOW, base=0)
    with pytest.raises(Outdated, match="现在是第 0 版，不是第 3 版"):
        store.propose(session, NEW, EDITOR, NOW, base=3)


def test_the_way_of_a_change_and_its_lines(session: Session) -> None:
    number = proposed(session, why="政策变了")
    later = NOW + timedelta(hours=1)
    store.step(session, number, Event.SUBMIT, EDITOR, NOW)
    change = store.step(session, number, Event.REJECT, REVIEWER, later, " 少了材料 ")
    assert (change.state, change.answer, change.checker) == (State.DRAFT, "少了材料", "王审")
    best = replace(BETTER, more=("还要带租房合同。",))
    change = store.edit(session, number, best, EDITOR, later)
    assert (recall(change.content), change.why, change.changed_at) == (best, "政策变了", later)
    store.step(session, number, Event.SUBMIT, EDITOR, later)
    change = store.step(session, number, Event.APPROVE, REVIEWER, later, "可以")
    assert (change.state, change.answer, change.checker) == (State.APPROVED, "", "王审")
    lines = [(line.actor, line.action, line.why) for line in trail(session, RENT.id)[::-1]]
    assert lines == [
        ("赵督", "seed", ""),
        ("李编", "propose", "政策变了"),
        ("李编", "submit", ""),
        ("王审", "reject", "少了材料"),
        ("李编", "edit", ""),
        ("李编", "submit", ""),
        ("王审", "approve", "可以"),
    ]


def test_the_maker_cannot_check_in_any_role(session: Session) -> None:
    number = proposed(session)
    store.step(session, number, Event.SUBMIT, EDITOR, NOW)
    for role in (Role.REVIEWER, Role.SUPERVISOR):
        with pytest.raises(ChangeRefused, match="另一个人"):
            store.step(session, number, Event.APPROVE, Actor(EDITOR.name, role, UNIT), NOW)
    assert store.get(session, number).state == State.SUBMITTED
    assert [line.action for line in trail(session)] == ["submit", "propose", "seed"]


def test_a_refused_edit_leaves_the_draft_as_it_was(session: Session) -> None:
    number = proposed(session)
    with pytest.raises(ChangeRefused, match="条目编号不能改"):
        store.edit(session, number, NEW, EDITOR, NOW)
    with pytest.raises(Unchanged):
        store.edit(session, number, RENT, EDITOR, NOW)
    with pytest.raises(Outdated):
        store.edit(session, number, replace(BETTER, sms="新"), EDITOR, NOW, base=7)
    assert recall(store.get(session, number).content) == BETTER


def test_an_edit_is_made_on_what_is_published_now(session: Session) -> None:
    overtaken, first = approved(session, replace(BETTER, sms="另一份")), approved(session)
    publish(session, [first], REVIEWER, NOW)
    store.step(session, overtaken, Event.REJECT, REVIEWER, NOW, "已有新版本")
    change = store.edit(session, overtaken, replace(BETTER, sms="另一份"), EDITOR, NOW)
    assert change.base == 2
    assert [each.field for each in store.compare(session, change)] == ["sms"]


def test_retiring_needs_an_entry_and_a_reason(session: Session) -> None:
    with pytest.raises(UnknownEntry, match="没有生效的条目 gjj-buy"):
        store.propose_retirement(session, NEW.id, EDITOR, NOW, "旧")
    with pytest.raises(ChangeRefused, match="要说明理由"):
        store.propose_retirement(session, RENT.id, EDITOR, NOW, " ")
    change = store.propose_retirement(session, RENT.id, EDITOR, NOW, "业务取消")
    assert (change.kind, change.base, change.unit) == (Kind.RETIRE, 1, UNIT)
    assert all(not each.new for each in store.compare(session, change))
    assert change.id is not None
    with pytest.raises(ChangeRefused, match="没有可改的内容"):
        store.edit(session, change.id, BETTER, EDITOR, NOW)


def test_events_with_a_function_of_their_own_are_no_steps(session: Session) -> None:
    for event in (Event.EDIT, Event.PUBLISH):
        with pytest.raises(ChangeRefused, match="用专门的"):
            store.step(session, approved(session), event, REVIEWER, NOW)


def test_lists_are_newest_first_and_filtered(session: Session) -> None:
    first, second = proposed(session), proposed(session, NEW)
    store.step(session, first, Event.SUBMIT, EDITOR, NOW)
    gone = proposed(session, replace(NEW, id="gjj-old"))
    store.step(session, gone, Event.WITHDRAW, EDITOR, NOW)

    def numbers(changes: list[KbChange]) -> list[int | None]:
        return [change.id for change in changes]

    assert numbers(list(store.list_changes(session))) == [second, first]
    assert numbers(list(store.list_changes(session, [State.SUBMITTED]))) == [first]
    assert numbers(list(store.list_changes(session, State))) == [gone, second, first]
    assert numbers(list(store.list_changes(session, entry=NEW.id))) == [second]
    assert numbers(list(store.list_changes(session, unit="公积金"))) == [second, first]
    assert store.list_changes(session, unit="%") == []
    assert numbers(list(store.list_changes(session, limit=1))) == [second]


def test_an_unknown_number(session: Session) -> None:
    for call in (
        lambda: store.get(session, 99),
        lambda: store.step(session, 99, Event.SUBMIT, EDITOR, NOW),
        lambda: store.edit(session, 99, BETTER, EDITOR, NOW),
    ):
        with pytest.raises(UnknownChange, match="没有修改单 99"):
            call()


def test_what_breaks_a_rule_of_entries_stays_a_draft(session: Session) -> None:
    number = proposed(session, replace(RENT, answer="见www.a.cn"))
    with pytest.raises(AnswerNotForTheEar, match=rf"修改单 {number}: .*web address"):
        store.step(session, number, Event.SUBMIT, EDITOR, NOW)
    assert store.get(session, number).state == State.DRAFT
    store.edit(session, number, BETTER, EDITOR, NOW)
    assert store.step(session, number, Event.SUBMIT, EDITOR, NOW).state == State.SUBMITTED
