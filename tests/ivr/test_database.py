import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from ivr.call.tables import CallRecord
from ivr.database import Database, DatabaseError, database_url, open_database

NOON = datetime(2026, 9, 18, 12, tzinfo=UTC)


def _call(call_id: str) -> CallRecord:
    return CallRecord(
        call_id=call_id, direction="inbound", started_at=NOON, ended_at=NOON, outcome="answered"
    )


def _add(session: Session, call_id: str) -> CallRecord:
    record = _call(call_id)
    session.add(record)
    return record


def _set_pragma_from_now_on(database: Database, pragma: str) -> None:
    event.listen(database.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA {pragma}"))
    database.engine.dispose()


def _ids(session: Session) -> list[str]:
    return list(session.connection().scalars(text("SELECT call_id FROM call_record ORDER BY 1")))


async def test_a_transaction_is_committed_at_the_end(database: Database) -> None:
    record = await database.run(_add, "a")
    assert record.outcome == "answered"  # readable after the session is gone
    assert await database.run(_ids) == ["a"]


async def test_a_transaction_is_rolled_back_by_any_exception(database: Database) -> None:
    def add_and_fail(session: Session) -> float:
        _add(session, "a")
        session.flush()
        return 1 / 0

    with pytest.raises(ZeroDivisionError):
        await database.run(add_and_fail)
    assert await database.run(_ids) == []


async def test_writers_wait_for_each_other(database: Database) -> None:
    def read_then_write(session: Session, call_id: str) -> None:
        _ids(session)
        _add(session, call_id)

    await asyncio.gather(*(database.run(read_then_write, f"{n:02}") for n in range(20)))
    assert len(await database.run(_ids)) == 20


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    with database.session() as session:
        _add(session, "a")
    with database.session() as session:
        found = session.get(CallRecord, "a")
        assert found is not None
        assert found.started_at == NOON
        assert found.started_at.tzinfo is UTC


def test_a_time_without_zone_is_refused(database: Database) -> None:
    call = _call("a")
    call.started_at = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="no time zone"), database.session() as session:
        session.add(call)


def test_sqlite_runs_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'hotline.db'}")
    with database.session() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://somewhere/db", "names mysql"),
        ("sqlite://", "names no SQLite file"),
        ("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2", "cannot be reached"),
    ],
)
def test_a_wrong_url_is_explained_in_one_line(url: str, says: str) -> None:
    with pytest.raises(DatabaseError, match=says) as raised:
        open_database(url)
    assert "\n" not in str(raised.value)


def test_the_password_is_never_shown() -> None:
    with pytest.raises(DatabaseError) as raised:
        open_database("postgresql://nobody:geheim@127.0.0.1:1/none?connect_timeout=2")
    assert "geheim" not in str(raised.value)


def test_postgresql_gets_the_driver_that_is_installed() -> None:
    assert database_url("postgresql://a@b/c").drivername == "postgresql+psycopg"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(b"this is a text, not a database, and long enough to be sure" * 20)
    with pytest.raises(DatabaseError, match="not an SQLite database"):
        open_database(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'sub' / 'hotline.db'}")


def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_full_disk(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'hotline.db'}")
    # SQLite's own limit raises the very error of a full disk (SQLITE_FULL).
    _set_pragma_from_now_on(database, "max_page_count=1")
    with pytest.raises(DatabaseError, match="the disk is full"), database.session() as session:
        session.add_all(_call(f"{n}") for n in range(2000))
    database.close()


def test_a_lock_held_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    database = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    _set_pragma_from_now_on(database, "busy_timeout=1")
    with (
        pytest.raises(DatabaseError, match="another program holds its lock"),
        database.session() as session,
    ):
        session.add(_call("a"))
    other.execute("ROLLBACK")
    other.close()
    database.close()


def test_a_read_only_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    open_database(f"sqlite:///{path}").close()
    database = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(DatabaseError, match="read-only"), database.session() as session:
        session.add(_call("a"))
    database.close()
