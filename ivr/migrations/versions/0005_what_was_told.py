"""What a caller told of a matter: when, what is wanted, where exactly, its levels in the tree

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = {
    "matter_level_1": sa.String(length=32),
    "matter_level_2": sa.String(length=32),
    "matter_level_3": sa.String(length=32),
    "event_time": sa.String(),
    "wants": sa.String(),
    "street": sa.String(length=64),
    "community": sa.String(length=64),
}


def upgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index("ix_ticket_matter_level_1", "ticket", ["matter_level_1"])


def downgrade() -> None:
    op.drop_index("ix_ticket_matter_level_1", "ticket")
    with op.batch_alter_table("ticket") as table:
        for name in COLUMNS:
            table.drop_column(name)
