"""The knowledge: versions, changes, audit trail, use, notices

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

from knowledge.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("kb_version", "kb_audit")


def upgrade() -> None:
    op.create_table(
        "kb_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("checker", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry", "number"),
    )
    op.create_index("ix_kb_version_generation", "kb_version", ["generation"])

    op.create_table(
        "kb_generation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )

    op.create_table(
        "kb_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("checker", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_kb_change_entry", "kb_change", ["entry"])
    op.create_index("ix_kb_change_state_unit", "kb_change", ["state", "unit"])

    op.create_table(
        "kb_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=128), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["kb_change.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_kb_audit_change", "kb_audit", ["change"])
    op.create_index("ix_kb_audit_entry", "kb_audit", ["entry"])

    op.create_table(
        "kb_use",
        sa.Column("entry", sa.String(length=128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spoken", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("handed_over", sa.Integer(), nullable=False),
        sa.Column("ticketed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "day"),
    )

    op.create_table(
        "kb_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("entry", sa.String(length=128), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry", "valid_until", "kind"),
    )
    op.create_index("ix_kb_notice_unit", "kb_notice", ["unit"])
    _keep_append_only()


def _keep_append_only() -> None:
    """The database itself refuses to alter what was published and who did it."""
    said = "the published knowledge and its audit trail are append-only"
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION kb_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION kb_append_only()"
        )


def downgrade() -> None:
    for table in ("kb_notice", "kb_use", "kb_audit", "kb_change", "kb_generation", "kb_version"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION kb_append_only()")
