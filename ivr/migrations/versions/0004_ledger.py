"""What callers asked and the robot could not answer well

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

from knowledge.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kb_gap_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "kb_utterance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("syllables", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("candidates", sa.String(), nullable=False),
        sa.Column("answered", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("meant", sa.String(), nullable=False),
        sa.Column("cluster", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision"], ["kb_gap_decision.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "turn"),
    )
    op.create_index("ix_kb_utterance_said_at", "kb_utterance", ["said_at"])
    op.create_index("ix_kb_utterance_cluster", "kb_utterance", ["cluster"])
    op.create_index("ix_kb_utterance_decision", "kb_utterance", ["decision"])


def downgrade() -> None:
    op.drop_table("kb_utterance")
    op.drop_table("kb_gap_decision")
