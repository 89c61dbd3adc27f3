"""The ledger of what was asked in vain, in the database. Synchronous; each function works inside
the caller's transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from knowledge.ledger_tables import GapDecision, LedgerUtterance

_AT_ONCE = 500
"""Rows named in one statement; databases limit them."""


def note(session: Session, rows: Iterable[LedgerUtterance]) -> None:
    """Keep the rows of a call."""
    session.add_all(rows)
    session.flush()


def get(session: Session, utterance: int) -> LedgerUtterance | None:
    return session.get(LedgerUtterance, utterance)


def everything(session: Session) -> Sequence[LedgerUtterance]:
    """Every utterance, oldest first, in the order in which they are clustered."""
    return session.exec(select(LedgerUtterance).order_by(col(LedgerUtterance.id))).all()


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
    count = func.count(col(LedgerUtterance.id))
    settled = func.count(col(LedgerUtterance.decision))
    first, last = func.min(col(LedgerUtterance.said_at)), func.max(col(LedgerUtterance.said_at))
    statement = (
        select(LedgerUtterance.cluster, count, settled, first, last)
        .where(col(LedgerUtterance.cluster).is_not(None))
        .group_by(col(LedgerUtterance.cluster))
    )
    found = [
        Tally(cluster, total - done, done, begun, ended)
        for cluster, total, done, begun, ended in session.exec(statement).all()
        if cluster is not None
    ]
    return sorted(found, key=lambda each: (-each.open, -each.last.timestamp(), each.cluster))


def place(session: Session, clusters: Mapping[int, int], meant: Mapping[int, str]) -> None:
    """Write down where utterances belong. clusters: utterance id → cluster; meant: the words of
    those that are clustered for the first time."""
    for utterance, words in meant.items():
        statement = update(LedgerUtterance).where(col(LedgerUtterance.id) == utterance)
        session.connection().execute(
            statement.values(meant=words, cluster=clusters.get(utterance, utterance))
        )
    moved: dict[int, list[int]] = {}
    for utterance, cluster in clusters.items():
        if utterance not in meant:
            moved.setdefault(cluster, []).append(utterance)
    for cluster, members in moved.items():
        for at in range(0, len(members), _AT_ONCE):
            some = col(LedgerUtterance.id).in_(members[at : at + _AT_ONCE])
            session.connection().execute(
                update(LedgerUtterance).where(some).values(cluster=cluster)
            )


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
    open_ones = [row for row in of_cluster(session, cluster) if row.decision is None]
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
