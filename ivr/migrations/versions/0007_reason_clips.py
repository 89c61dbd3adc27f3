"""Where in a callback's recording the citizen gave the reason

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dial_attempt") as table:
        table.add_column(sa.Column("reason_at_ms", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reason_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dial_attempt") as table:
        table.drop_column("reason_ms")
        table.drop_column("reason_at_ms")
