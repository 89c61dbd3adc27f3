"""Which entries expire, and telling their units of it.

`expiring` is pure; `tell` and `notices` work inside the caller's transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session, col, select

from knowledge.columns import UtcDateTime
from knowledge.entries import Entry
from knowledge.tables import KbNotice


@dataclass(frozen=True)
class Expiring:
    """An entry near its end, or past it. kind: 'expires', or 'expired': it is not spoken."""

    unit: str
    entry: str
    question: str
    valid_until: date
    kind: str


def expiring(entries: Iterable[Entry], today: date, days: int) -> tuple[Expiring, ...]:
    """Those that have expired or will within so many days, by unit, the most urgent first."""
    last = today + timedelta(days=days)
    found = [
        Expiring(
            entry.unit,
            entry.id,
            entry.question,
            entry.valid_until,
            "expired" if entry.valid_until < today else "expires",
        )
        for entry in entries
        if entry.valid_until is not None and entry.valid_until <= last
    ]
    return tuple(sorted(found, key=lambda each: (each.unit, each.valid_until, each.entry)))


_TELL = text(
    "INSERT INTO kb_notice (unit, entry, question, valid_until, kind, at) "
    "VALUES (:unit, :entry, :question, :valid_until, :kind, :at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("valid_until", type_=Date()), bindparam("at", type_=UtcDateTime()))


def tell(session: Session, found: Iterable[Expiring], now: datetime) -> int:
    """Write a notice for each unit that was not told yet; how many were written. Another date is
    another notice. Servers that do so at the same time write it once."""
    rows = (session.connection().execute(_TELL, {**vars(each), "at": now}) for each in found)
    return sum(row.rowcount for row in rows)


def notices(session: Session, unit: str = "", limit: int = 100) -> Sequence[KbNotice]:
    """The newest first. unit: its name; "" for all."""
    statement = select(KbNotice)
    if unit:
        statement = statement.where(KbNotice.unit == unit)
    return session.exec(statement.order_by(col(KbNotice.id).desc()).limit(limit)).all()
