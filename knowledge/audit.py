"""The audit trail of the knowledge: who did what to which entry, when and why. Append-only.

Functions work inside the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from knowledge.approval import Actor
from knowledge.tables import KbAudit


def note(
    session: Session,
    action: str,
    entry: str,
    actor: Actor,
    now: datetime,
    change: int | None = None,
    version: int | None = None,
    why: str = "",
) -> None:
    """One more line. action: as in `knowledge.tables.KbAudit`; change: its number."""
    session.add(
        KbAudit(
            at=now,
            actor=actor.name,
            role=actor.role,
            unit=actor.unit,
            action=action,
            entry=entry,
            change=change,
            version=version,
            why=why,
        )
    )


def trail(session: Session, entry: str = "", limit: int = 100) -> Sequence[KbAudit]:
    """The newest lines first."""
    statement = select(KbAudit)
    if entry:
        statement = statement.where(KbAudit.entry == entry)
    return session.exec(statement.order_by(col(KbAudit.id).desc()).limit(limit)).all()
