"""The database of the hotline: one SQLite file, or PostgreSQL.

Tables change only through the migrations in `ivr.migrations`. SQLite runs in WAL mode and every
transaction takes the write lock at its beginning, so that two writers wait for each other instead
of failing when the second one turns from reading to writing.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlmodel import Session

from ivr.errors import IvrError
from ivr.migrations import upgrade

P = ParamSpec("P")
T = TypeVar("T")

_BUSY_TIMEOUT_MS = 10_000
_POOL_SIZE = 10


class DatabaseError(IvrError):
    """The database is full, locked, out of reach or wrongly named."""


class Database:
    """Sessions on one engine. Use `open_database`; call `close` at the end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back where anything is raised.

        Rows stay readable afterwards. Raises DatabaseError for what the database itself refuses.
        """
        with (
            _explained(self.engine.url),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def run(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`work(session, *args, **kwargs)` in one transaction on a worker thread."""

        def in_transaction() -> T:
            with self.session() as session:
                return work(session, *args, **kwargs)

        return await asyncio.to_thread(in_transaction)

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Connect, bring the tables up to date, and return the database. Blocking.

    url: `sqlite:///file` (its folder is made) or `postgresql://…`. Raises DatabaseError.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
    with _explained(parsed):
        engine = _engine(parsed)
        try:
            upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
    return Database(engine)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """As `open_database`, closed when the block ends: for commands."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def database_url(url: str) -> URL:
    """The URL with the driver that is installed here. Raises DatabaseError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseError(
            "database.url cannot be read; write sqlite:///file or postgresql://user@host/name"
        ) from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(
            f"database.url names {parsed.get_backend_name()}; use sqlite or postgresql"
        )
    if parsed.get_backend_name() == "sqlite" and not parsed.database:
        raise DatabaseError("database.url names no SQLite file; write sqlite:///file")
    return parsed


def _make_folder(url: URL) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise DatabaseError(f"the folder {folder} cannot be made ({e.strerror})") from None


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, pool_size=_POOL_SIZE)
            event.listen(engine, "connect", _set_pragmas)
            event.listen(engine, "begin", _begin_immediate)
            return engine
        return create_engine(url, pool_size=_POOL_SIZE, max_overflow=20, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseError(
            "the PostgreSQL driver is missing: pip install 'hotline-robot[postgres]'"
        ) from None


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_immediate
    for pragma in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


_ADVICE = (
    ("disk is full", "the disk is full; free some space"),
    ("no space left", "the disk is full; free some space"),
    ("disk i/o error", "the disk cannot be written; check its health and free space"),
    ("locked", "another program holds its lock; close it and try again"),
    ("readonly", "it is read-only; check the rights of the file and its folder"),
    ("read-only", "it is read-only; check the rights of the file and its folder"),
    ("unable to open", "the file cannot be opened; check its path and rights"),
    ("not a database", "the file is not an SQLite database; choose another path"),
    ("malformed", "the file is damaged; restore a backup"),
    ("password authentication failed", "user or password is wrong; check database.url"),
    ("does not exist", "it does not exist; create it first"),
    ("connection", "the server cannot be reached; check that it runs and database.url"),
)
"""What drivers say (lower case, first match wins), and what to do about it."""


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turn what a driver says into one clear line; programming errors pass as they are."""
    try:
        yield
    except DBAPIError as e:
        said = str(e.orig).strip().lower()
        advice = next((advice for words, advice in _ADVICE if words in said), None)
        if advice is None:
            raise
        # The URL without its password, and without the driver's own many lines.
        shown = url.set(password=None).render_as_string(hide_password=True)
        raise DatabaseError(f"database {shown}: {advice}") from e
