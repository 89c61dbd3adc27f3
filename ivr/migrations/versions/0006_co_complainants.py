"""Several citizens with one matter share a ticket

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

from knowledge.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_complainant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=21), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("query_code", sa.String(length=6), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("callback_wanted", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("told_round", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_co_complainant_ticket", "co_complainant", ["ticket"])
    op.create_index("ix_co_complainant_phone", "co_complainant", ["phone"])


def downgrade() -> None:
    op.drop_table("co_complainant")
