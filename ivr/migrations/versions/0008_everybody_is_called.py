"""Each of several citizens with one matter is called back and rates it

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from knowledge.columns import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CALLBACK = (
    "ticket", "redo_round", "state", "turn", "queued", "created_at", "next_at", "settled_at",
    "reason",
)  # fmt: skip
_ATTEMPT = (
    "attempt_id", "ticket", "redo_round", "turn", "phone", "started_at", "ended_at", "result",
    "call_id", "verdict", "reason_at_ms", "reason_ms",
)  # fmt: skip


def upgrade() -> None:
    """The keys change, so the tables are written anew. Who was asked until now had filed it."""
    of_filer = {"person": "0"}
    rated = """CASE WHEN state IN ('redo', 'escalated') THEN 'unsatisfied'
        WHEN state IN ('not_rated', 'do_not_call', 'wrong_number') THEN 'not_rated'
        WHEN state = 'archived' THEN (SELECT rating FROM ticket WHERE number = ticket)
        ELSE '' END"""
    _anew("callback", _callback(True), _CALLBACK, {**of_filer, "rating": rated, "solved": "''"})
    _anew("dial_attempt", _attempt(True), _ATTEMPT, of_filer)
    op.create_index("ix_callback_state", "callback", ["state"])


def downgrade() -> None:
    """Those who joined a ticket are forgotten."""
    for table in ("callback", "dial_attempt"):
        op.execute(f"DELETE FROM {table} WHERE person <> 0")
    _anew("callback", _callback(False), _CALLBACK, {})
    _anew("dial_attempt", _attempt(False), _ATTEMPT, {})
    op.create_index("ix_callback_state", "callback", ["state"])


def _anew(table: str, parts: list[SchemaItem], kept: tuple[str, ...], made: dict[str, str]) -> None:
    """Write a table anew. made: values of new columns, as SQL."""
    if table == "callback":
        op.drop_index("ix_callback_state", table)
    op.rename_table(table, f"{table}_before")
    op.create_table(table, *parts)
    into, values = ", ".join((*kept, *made)), ", ".join((*kept, *made.values()))
    op.execute(f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}_before")
    op.drop_table(f"{table}_before")


def _callback(each: bool) -> list[SchemaItem]:
    """each: whether every citizen has one."""
    key = ("ticket", "redo_round", *(("person",) if each else ()))
    return [
        sa.Column("ticket", sa.String(length=21), nullable=False),
        sa.Column("redo_round", sa.Integer(), nullable=False),
        *([sa.Column("person", sa.Integer(), nullable=False)] if each else []),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        *(_rating() if each else []),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"]),
        sa.PrimaryKeyConstraint(*key, name=f"pk_callback_{len(key)}"),
    ]


def _rating() -> list[SchemaItem]:
    return [
        sa.Column("rating", sa.String(length=16), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.String(length=8), nullable=False),
    ]


def _attempt(each: bool) -> list[SchemaItem]:
    key = ("ticket", "redo_round", *(("person",) if each else ()), "turn")
    return [
        sa.Column("attempt_id", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=21), nullable=False),
        sa.Column("redo_round", sa.Integer(), nullable=False),
        *([sa.Column("person", sa.Integer(), nullable=False)] if each else []),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason_at_ms", sa.Integer(), nullable=True),
        sa.Column("reason_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"]),
        sa.PrimaryKeyConstraint("attempt_id", name=f"pk_dial_attempt_{len(key)}"),
        sa.UniqueConstraint(*key, name=f"uq_dial_attempt_{len(key)}"),
    ]
