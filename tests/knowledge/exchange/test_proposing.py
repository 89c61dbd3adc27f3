from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge import store
from knowledge.approval import Actor, Role, State
from knowledge.entries import Entry
from knowledge.errors import ChangeRefused
from knowledge.exchange.proposing import propose_all
from knowledge.plain import recall
from knowledge.publishing import seed

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
EDITOR = Actor("李编", Role.EDITOR, "公积金中心")
COLLEAGUE = Actor("周编", Role.EDITOR, "公积金中心")
CHIEF = Actor("赵督", Role.SUPERVISOR)


@pytest.fixture
def session(database: Database, entry: Entry) -> Iterator[Session]:
    with database.session() as opened:
        seed(opened, [entry], CHIEF, NOW)
        yield opened


def states(session: Session) -> list[tuple[str, str, str]]:
    found = store.list_changes(session, tuple(State))
    return sorted((each.entry, each.maker, each.state) for each in found)


def test_an_import_is_drafted_and_submitted(session: Session, entry: Entry) -> None:
    better = replace(entry, answer="新的答案。")
    added = replace(entry, id="gjj-buy", question="买房怎么提取公积金")
    proposed = propose_all(session, [better, added], EDITOR, NOW, "导入 表.xlsx")
    assert proposed.refused == {}
    assert list(proposed.changes) == ["gjj-rent", "gjj-buy"]
    change = store.get(session, proposed.changes["gjj-rent"])
    assert (change.state, change.maker, change.why) == ("submitted", "李编", "导入 表.xlsx")
    assert recall(change.content) == better


def test_a_file_that_was_mended_replaces_what_the_same_person_has_under_way(
    session: Session, entry: Entry
) -> None:
    first = replace(entry, answer="一。")
    one = propose_all(session, [first], EDITOR, NOW, "").changes
    assert propose_all(session, [first], EDITOR, NOW, "").changes == one
    two = propose_all(session, [replace(entry, answer="二。")], EDITOR, NOW, "").changes
    assert two != one
    propose_all(session, [replace(entry, answer="三。")], COLLEAGUE, NOW, "")
    assert states(session) == [
        ("gjj-rent", "周编", "submitted"),
        ("gjj-rent", "李编", "submitted"),
        ("gjj-rent", "李编", "withdrawn"),
    ]


def test_entries_of_another_unit_are_refused_one_by_one(session: Session, entry: Entry) -> None:
    better = replace(entry, answer="新的答案。")
    foreign = replace(entry, id="hk-move", question="户口怎么迁", unit="公安局")
    proposed = propose_all(session, [foreign, better], EDITOR, NOW, "")
    assert list(proposed.changes) == ["gjj-rent"]
    assert list(proposed.refused) == ["hk-move"]
    assert "公安局" in proposed.refused["hk-move"]
    assert [entry for entry, _, _ in states(session)] == ["gjj-rent"]


def test_before_the_first_publication_nothing_is_proposed(database: Database, entry: Entry) -> None:
    with database.session() as empty, pytest.raises(ChangeRefused, match="hotline kb publish"):
        propose_all(empty, [entry], EDITOR, NOW, "")
