"""Return calls; which seat took a call, and for how long

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

from knowledge.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_call",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("slots", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=21), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_index("ix_return_call_state", "return_call", ["state"])
    with op.batch_alter_table("call_record") as table:
        table.add_column(sa.Column("seat", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("waited_s", sa.Float(), nullable=True))
        table.add_column(sa.Column("talked_s", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("call_record") as table:
        table.drop_column("talked_s")
        table.drop_column("waited_s")
        table.drop_column("seat")
    op.drop_table("return_call")
