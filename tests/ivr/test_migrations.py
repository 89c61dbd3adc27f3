from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from ivr.database import Database, open_database
from ivr.migrations import config
from knowledge.approval import Actor, Role
from knowledge.entries import load_default
from knowledge.publishing import seed
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_comparison_would_notice_a_missing_table(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE sms_outbox"))
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert "add_table" in {difference[0] for difference in differences}


def test_starting_again_changes_nothing(database: Database, database_url: str) -> None:
    open_database(database_url).close()
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        assert current == ScriptDirectory.from_config(config(connection)).get_current_head()


def test_there_is_a_way_back(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(config(connection), "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]


def test_callbacks_of_before_are_of_who_filed_the_ticket(database: Database) -> None:
    with database.session() as session:
        draft = TicketDraft(category="求助", content="路灯坏了", area="500000")
        ticket = file_ticket(session, draft, datetime(2026, 9, 18, 12, tzinfo=UTC), Policy())
        ticket.rating = "basically"
        number = ticket.number
    with database.engine.begin() as connection:
        command.downgrade(config(connection), "0007")
        for redo_round, state in enumerate(("redo", "archived")):
            connection.execute(
                text(
                    "INSERT INTO callback (ticket, redo_round, state, turn, queued, created_at,"
                    " reason) VALUES (:ticket, :round, :state, 0, false, '2026-09-18', '')"
                ),
                {"ticket": number, "round": redo_round, "state": state},
            )
        command.upgrade(config(connection), "head")
        rows = connection.execute(
            text("SELECT person, rating FROM callback ORDER BY redo_round")
        ).all()
    assert [tuple(row) for row in rows] == [(0, "unsatisfied"), (0, "basically")]


@pytest.mark.parametrize("table", ["kb_version", "kb_audit"])
@pytest.mark.parametrize("change", ["UPDATE {} SET why = 'x'", "DELETE FROM {}"])
def test_the_database_itself_keeps_what_was_published(
    database: Database, table: str, change: str
) -> None:
    with database.session() as session:
        clerk = Actor("张三", Role.SUPERVISOR)
        seed(session, load_default()[:1], clerk, datetime(2026, 9, 18, 12, tzinfo=UTC))
    with pytest.raises(DBAPIError, match="append-only"), database.session() as session:
        session.connection().execute(text(change.format(table)))


@pytest.mark.parametrize(
    "change", ["UPDATE ticket_event SET actor = 'x'", "DELETE FROM ticket_event"]
)
def test_the_database_itself_keeps_the_log_append_only(database: Database, change: str) -> None:
    with database.session() as session:
        draft = TicketDraft(category="求助", content="路灯坏了", area="500000")
        file_ticket(session, draft, datetime(2026, 9, 18, 12, tzinfo=UTC), Policy())
    with pytest.raises(DBAPIError, match="append-only"), database.session() as session:
        session.connection().execute(text(change))
