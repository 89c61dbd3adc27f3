"""Alembic's entry point: runs on the connection that `ivr.migrations` passes in."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

import callback.tables  # noqa: F401  (fills the metadata)
import ivr.call.tables
import ivr.handover.tables  # noqa: F401  (fills the metadata)
import knowledge.ledger_tables
import knowledge.tables  # noqa: F401  (fills the metadata)
import tickets.tables  # noqa: F401  (fills the metadata)
from knowledge.columns import UtcDateTime


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types into new migrations without the names of this program's versions."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Programs that start together migrate one after the other; SQLite locks by itself.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(12345)")
        context.run_migrations()


run(context.config.attributes["connection"])
