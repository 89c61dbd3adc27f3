from datetime import UTC, datetime

import pytest

from ivr.database import Database
from knowledge import store
from knowledge.approval import Actor, Event, Kind, Role, State
from knowledge.drafts import TO_WRITE, draft_variants
from knowledge.entries import Entry
from knowledge.errors import EntryInvalid, Unchanged, UnknownEntry
from knowledge.plain import recall
from knowledge.publishing import publish, seed
from knowledge.tables import KbChange

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
EDITOR, CHECKER = Actor("张三", Role.SUPERVISOR), Actor("李四", Role.SUPERVISOR)
RENT = Entry(
    "gjj-rent",
    "公积金中心",
    "租房怎么提取公积金",
    ("房租甲", "房租乙", "房租丙", "房租丁"),
    "可以提取。",
    "指南",
    source="条例",
)


@pytest.fixture
def published(database: Database) -> Database:
    with database.session() as session:
        seed(session, (RENT,), CHECKER, NOON)
    return database


def drafted(
    database: Database, *texts: str, entry: str = "gjj-rent", actor: Actor = EDITOR
) -> KbChange:
    with database.session() as session:
        return draft_variants(session, texts, entry, "gap-7", "民政局", actor, NOON, "来电台账 7")


def test_texts_become_variants_of_what_is_published(published: Database) -> None:
    change = drafted(published, "房租能取公积金吗", "房租甲")
    assert (change.kind, change.state, change.maker) == (Kind.EDIT, State.DRAFT, "张三")
    assert change.why == "来电台账 7"
    assert recall(change.content).variants == (*RENT.variants, "房租能取公积金吗")


def test_an_editors_own_draft_is_carried_on(published: Database) -> None:
    first = drafted(published, "房租能取公积金吗")
    second = drafted(published, "交房租能用公积金吗")
    assert second.id == first.id
    assert recall(second.content).variants[-2:] == ("房租能取公积金吗", "交房租能用公积金吗")


def test_somebody_elses_draft_is_left_alone(published: Database) -> None:
    first = drafted(published, "房租能取公积金吗")
    second = drafted(published, "交房租能用公积金吗", actor=CHECKER)
    assert second.id != first.id
    assert "房租能取公积金吗" not in recall(second.content).variants


def test_what_is_being_checked_is_not_changed_any_more(published: Database) -> None:
    first = drafted(published, "房租能取公积金吗")
    with published.session() as session:
        store.step(session, first.id or 0, Event.SUBMIT, EDITOR, NOON)
    assert drafted(published, "交房租能用公积金吗").id != first.id


def test_nothing_new_is_no_change(published: Database) -> None:
    with pytest.raises(Unchanged):
        drafted(published, "房租甲")


def test_an_entry_that_is_not_published_gets_no_variants(published: Database) -> None:
    with pytest.raises(UnknownEntry, match="gjj-loan"):
        drafted(published, "公积金贷款", entry="gjj-loan")


def test_a_new_entry_is_drafted_with_what_is_still_to_be_written(published: Database) -> None:
    change = drafted(published, "无人机去哪里备案", "无人机备案", entry="")
    entry = recall(change.content)
    assert (change.kind, change.entry, entry.unit) == (Kind.NEW, "gap-7", "民政局")
    assert (entry.question, entry.variants) == ("无人机去哪里备案", ("无人机备案",))
    assert TO_WRITE in entry.answer


def test_what_is_not_written_yet_cannot_be_submitted(published: Database) -> None:
    texts = ("无人机甲", "无人机乙", "无人机丙", "无人机丁", "无人机戊")
    for change in (drafted(published, *texts, entry=""), drafted(published, "一句", entry="")):
        with pytest.raises(EntryInvalid), published.session() as session:
            store.step(session, change.id or 0, Event.SUBMIT, EDITOR, NOON)


def test_accepted_variants_can_be_published(published: Database) -> None:
    change = drafted(published, "房租能取公积金吗")
    number = change.id or 0
    with published.session() as session:
        store.step(session, number, Event.SUBMIT, EDITOR, NOON)
        store.step(session, number, Event.APPROVE, CHECKER, NOON)
        assert publish(session, [number], CHECKER, NOON) == 2
