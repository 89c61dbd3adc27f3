from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ivr.database import Database
from ivr.in_force import InForce, entries_in_force
from knowledge.approval import Actor, Event, Role
from knowledge.entries import Entry
from knowledge.errors import EntriesUnreadable
from knowledge.publishing import publish, seed
from knowledge.store import propose, step
from tests.ivr.conftest import SettingsOf

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
LATE = datetime(2026, 9, 18, 17, 0, tzinfo=UTC)
"""Already the next day in China."""

EDITOR, CHECKER = Actor("张三", Role.SUPERVISOR), Actor("李四", Role.SUPERVISOR)
FOLDER = """\
entries:
  - {id: a, unit: 甲, question: 问, variants: [一, 二, 三, 四], answer: 答, sms: 短, source: 源}
"""


def entry(name: str, until: date | None = None) -> Entry:
    return Entry(
        name,
        "甲",
        f"{name}问",
        ("一", "二", "三", "四"),
        "答",
        "短",
        source="源",
        valid_until=until,
    )


def ids(matcher_of: InForce) -> list[str]:
    return [each.id for each in matcher_of.matcher().entries]


def test_a_folder_holds_until_something_is_published(
    database: Database, settings_of: SettingsOf, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(FOLDER, "utf-8")
    known = InForce(settings_of(knowledge={"dir": tmp_path}), database, lambda: NOON)
    assert ids(known) == ["a"]
    assert known.matcher() is known.matcher()
    with database.session() as session:
        seed(session, (entry("b"),), CHECKER, NOON)
    assert ids(known) == ["b"]


def test_what_is_published_needs_no_folder(
    database: Database, settings_of: SettingsOf, tmp_path: Path
) -> None:
    with database.session() as session:
        seed(session, (entry("b"),), CHECKER, NOON)
    settings = settings_of(knowledge={"dir": tmp_path / "none"})
    assert ids(InForce(settings, database, lambda: NOON)) == ["b"]


def test_commands_read_the_entries_of_the_configured_database(
    database: Database, settings_of: SettingsOf, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(FOLDER, "utf-8")
    url = database.engine.url.render_as_string(hide_password=False)
    settings = settings_of(knowledge={"dir": tmp_path}, database={"url": url})
    assert [each.id for each in entries_in_force(settings)] == ["a"]
    with database.session() as session:
        seed(session, (entry("b"),), CHECKER, NOON)
    assert [each.id for each in entries_in_force(settings)] == ["b"]


def test_a_publication_is_taken_over(database: Database, settings_of: SettingsOf) -> None:
    with database.session() as session:
        seed(session, (entry("b"),), CHECKER, NOON)
    known = InForce(settings_of(), database, lambda: NOON)
    assert ids(known) == ["b"]
    with database.session() as session:
        number = propose(session, entry("c"), EDITOR, NOON).id or 0
        step(session, number, Event.SUBMIT, EDITOR, NOON)
        step(session, number, Event.APPROVE, CHECKER, NOON)
        publish(session, [number], CHECKER, NOON)
    assert sorted(ids(known)) == ["b", "c"]


def test_midnight_in_the_city_ends_an_entry(database: Database, settings_of: SettingsOf) -> None:
    with database.session() as session:
        seed(session, (entry("b"), entry("c", date(2026, 9, 18))), CHECKER, NOON)
    times = iter((NOON, LATE))
    known = InForce(settings_of(), database, lambda: next(times))
    assert ids(known) == ["b", "c"]
    assert ids(known) == ["b"]


def test_a_folder_that_cannot_be_read_is_said(
    database: Database, settings_of: SettingsOf, tmp_path: Path
) -> None:
    settings = settings_of(knowledge={"dir": tmp_path / "none"})
    with pytest.raises(EntriesUnreadable):
        InForce(settings, database, lambda: NOON).matcher()
