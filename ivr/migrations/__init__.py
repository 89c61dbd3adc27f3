"""Schema migrations, run by the program itself at start; there is no alembic.ini."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection, for `command` and for tests."""
    made = Config()
    made.set_main_option("script_location", "ivr:migrations")
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to a revision, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(config(connection), revision)
