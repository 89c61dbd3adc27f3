"""The ledger of what was asked in vain, in the database. Synchronous; each function works inside
the caller's transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from knowledge.ledger_tables import GapDecision, LedgerUtterance


def note(session: Session, rows: Iterable[LedgerUtterance]) -> None:
    """Keep the rows of a call."""
    session.add_all(rows)
    session.flush()


def get(session: Session, utterance: int) -> LedgerUtterance | None:
    return session.get(LedgerUtterance, utterance)


def everything(session: Session) -> Sequence[LedgerUtterance]:
    """Every utterance, oldest first, in the order in which they are clustered."""
    return session.exec(select(LedgerUtterance).order_by(col(LedgerUtterance.id))).all()


@dataclass(frozen=True)
class Noted:
    """What of an utterance its cluster depends on. meant: "" and cluster: None where it has none
    yet."""

    id: int
    text: str
    syllables: str
    meant: str
    cluster: int | None


def to_cluster(session: Session) -> list[Noted]:
    """Every utterance, oldest first; none at all where each has its cluster."""
    new = select(LedgerUtterance.id).where(col(LedgerUtterance.cluster).is_(None)).limit(1)
    if session.exec(new).first() is None:
        return []
    row = LedgerUtterance
    statement = sqlalchemy.select(
        col(row.id), col(row.text), col(row.syllables), col(row.meant), col(row.cluster)
    ).order_by(col(row.id))
    return [
        Noted(number or 0, text, syllables, meant, cluster)
        for number, text, syllables, meant, cluster in session.connection().execute(statement).all()
    ]


def of_cluster(session: Session, cluster: int) -> Sequence[LedgerUtterance]:
    """The utterances that ask the same, oldest first."""
    statement = select(LedgerUtterance).where(LedgerUtterance.cluster == cluster)
    return session.exec(statement.order_by(col(LedgerUtterance.id))).all()


@dataclass(frozen=True)
class Tally:
    """A cluster by its numbers. open: utterances that nobody has decided on; settled: the rest."""

    cluster: int
    open: int
    settled: int
    first: datetime
    last: datetime


def tallies(session: Session) -> list[Tally]:
    """Every cluster, the one with most open utterances first, then the newest."""
    row = LedgerUtterance
    statement = sqlalchemy.select(
        col(row.cluster),
        func.count(col(row.id)),
        func.count(col(row.decision)),
        func.min(col(row.said_at)),
        func.max(col(row.said_at)),
    ).group_by(col(row.cluster))
    found = [
        Tally(cluster, total - settled, settled, first, last)
        for cluster, total, settled, first, last in session.connection().execute(statement).all()
        if cluster is not None
    ]
    return sorted(found, key=lambda each: (-each.open, -each.last.timestamp(), each.cluster))


def place(session: Session, clusters: Mapping[int, int], meant: Mapping[int, str]) -> None:
    """Write down where utterances belong. clusters: utterance id → cluster; meant: the words of
    those of them that are clustered for the first time."""
    which = col(LedgerUtterance.id) == bindparam("number")
    new = [{"number": u, "place": c, "words": meant[u]} for u, c in clusters.items() if u in meant]
    moved = [{"number": u, "place": c} for u, c in clusters.items() if u not in meant]
    statement = update(LedgerUtterance).where(which)
    if new:
        values = statement.values(meant=bindparam("words"), cluster=bindparam("place"))
        session.connection().execute(values, new)
    if moved:
        session.connection().execute(statement.values(cluster=bindparam("place")), moved)


@dataclass(frozen=True)
class Verdict:
    """accepted: texts became variants of `entry`, or "" asks for a new entry; else rejected, with
    `reason`. change: the draft that was made of it."""

    accepted: bool
    reason: str = ""
    entry: str = ""
    texts: tuple[str, ...] = ()
    change: str = ""


def decide(
    session: Session, cluster: int, verdict: Verdict, actor: str, now: datetime
) -> GapDecision | None:
    """Settle the open utterances of a cluster; None where there are none left to settle."""
    mine = select(LedgerUtterance).where(
        LedgerUtterance.cluster == cluster, col(LedgerUtterance.decision).is_(None)
    )
    # Locked: two editors do not settle the same.
    open_ones = session.exec(mine.order_by(col(LedgerUtterance.id)).with_for_update()).all()
    if not open_ones:
        return None
    decision = GapDecision(
        at=now,
        actor=actor,
        verdict="accepted" if verdict.accepted else "rejected",
        reason=verdict.reason,
        entry=verdict.entry,
        texts=json.dumps(verdict.texts, ensure_ascii=False),
        change=verdict.change,
        count=len(open_ones),
    )
    session.add(decision)
    session.flush()
    for row in open_ones:
        row.decision = decision.id
        session.add(row)
    session.flush()
    return decision


def decisions(session: Session, limit: int = 100) -> Sequence[GapDecision]:
    """Newest first."""
    newest = col(GapDecision.at).desc(), col(GapDecision.id).desc()
    return session.exec(select(GapDecision).order_by(*newest).limit(limit)).all()
