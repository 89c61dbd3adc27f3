from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ivr import exchange
from ivr.database import Database
from ivr.exchange import in_force, judge_import, submit
from ivr.settings import load_settings
from knowledge.approval import Actor, Role
from knowledge.entries import Entry, load_default
from knowledge.exchange.formats import read_file, write_entries
from knowledge.publishing import seed
from knowledge.store import list_changes

NOW = datetime(2026, 9, 18, 20, 0, tzinfo=UTC)
CHIEF = Actor("赵督", Role.SUPERVISOR)


@pytest.fixture
def entries() -> tuple[Entry, ...]:
    return load_default()[:5]


def test_before_the_first_publication_the_folder_is_in_force(
    database: Database, entries: tuple[Entry, ...]
) -> None:
    assert in_force(database, load_settings()) == load_default()
    with database.session() as session:
        seed(session, entries, CHIEF, NOW)
    assert set(in_force(database, load_settings())) == set(entries)


def test_a_file_is_judged_by_the_local_day(database: Database, entries: tuple[Entry, ...]) -> None:
    ending = replace(entries[0], valid_until=datetime(2026, 9, 18, tzinfo=UTC).date())
    source = read_file(write_entries([ending], "json"), "a.json")
    judged = judge_import(database, load_settings(), source, NOW)  # 04:00 of the 19th there
    assert [step.kind for step in judged.steps] == ["changed"]
    assert [warned.found for warned in judged.warnings] == ["已于 2026-09-18 失效，机器人不会念"]


def test_many_changes_are_submitted_in_several_transactions(
    database: Database, entries: tuple[Entry, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "AT_ONCE", 2)
    with database.session() as session:
        seed(session, entries, CHIEF, NOW)
    changed = [replace(entry, answer="新的答案。") for entry in entries]
    done = submit(database, changed, CHIEF, "导入")
    assert list(done.changes) == [entry.id for entry in entries]
    with database.session() as session:
        assert {change.id for change in list_changes(session)} == set(done.changes.values())
