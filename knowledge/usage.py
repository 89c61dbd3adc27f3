"""How often entries are spoken, and with what success: counted by entry and day.

Functions work inside the caller's transaction; see `ivr.database`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session, col, select

from knowledge.published import AT_ONCE
from knowledge.tables import KbUse


@dataclass(frozen=True)
class Use:
    """An entry was spoken in a call. then: what the caller did next: 'helped', needed nothing
    more; 'handed_over'; 'ticketed'; or "" for none of these."""

    entry: str
    then: str = ""


@dataclass(frozen=True)
class Counts:
    """Of an entry, in calls."""

    spoken: int = 0
    helped: int = 0
    handed_over: int = 0
    ticketed: int = 0

    @property
    def successes(self) -> int:
        """Calls that needed neither a person nor a ticket after it."""
        return self.spoken - self.handed_over - self.ticketed

    def plus(self, day: KbUse) -> "Counts":
        return Counts(
            self.spoken + day.spoken,
            self.helped + day.helped,
            self.handed_over + day.handed_over,
            self.ticketed + day.ticketed,
        )


_ADD = text(
    "INSERT INTO kb_use (entry, day, spoken, helped, handed_over, ticketed) "
    "VALUES (:entry, :day, 1, :helped, :handed_over, :ticketed) "
    "ON CONFLICT (entry, day) DO UPDATE SET spoken = kb_use.spoken + 1, "
    "helped = kb_use.helped + excluded.helped, "
    "handed_over = kb_use.handed_over + excluded.handed_over, "
    "ticketed = kb_use.ticketed + excluded.ticketed"
).bindparams(bindparam("day", type_=Date()))


def count(session: Session, uses: Iterable[Use], day: date) -> None:
    """Add the uses of a call. day: local. Calls that end together do not lose each other's."""
    # In one order, so that two calls that used the same entries never wait for each other.
    for use in sorted(uses, key=lambda use: use.entry):
        ends = {name: int(use.then == name) for name in ("helped", "handed_over", "ticketed")}
        session.connection().execute(_ADD, {"entry": use.entry, "day": day, **ends})


def counts(session: Session, entries: Sequence[str], since: date) -> dict[str, Counts]:
    """Of each entry from a day on; those that were not spoken have zeros."""
    found = {entry: Counts() for entry in entries}
    for start in range(0, len(entries), AT_ONCE):
        some = col(KbUse.entry).in_(entries[start : start + AT_ONCE])
        for row in session.exec(select(KbUse).where(some, KbUse.day >= since)):
            found[row.entry] = found[row.entry].plus(row)
    return found


def days(session: Session, entry: str, since: date) -> Sequence[KbUse]:
    """The days on which an entry was spoken, the first one first."""
    statement = select(KbUse).where(KbUse.entry == entry, KbUse.day >= since)
    return session.exec(statement.order_by(col(KbUse.day))).all()
