"""The ledger of what callers asked in vain, as clusters that editors decide on.

The work that takes time is done between transactions: callers' records must not wait for it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from ivr.call.store import get_call
from ivr.clips import clip
from ivr.database import Database
from ivr.errors import UnknownGap
from knowledge import ledger
from knowledge.approval import Actor
from knowledge.clusters import Said, cluster, representative, returns, wordings
from knowledge.drafts import draft_variants
from knowledge.ledger import Tally, Verdict
from knowledge.ledger_tables import GapDecision, LedgerUtterance
from knowledge.matcher import Matcher
from knowledge.phrase import clean, strip_fillers
from knowledge.proposals import Proposal, propose
from knowledge.review import NEW, REASONS, Item

MOST_TEXTS = 3
"""Variants proposed for a cluster."""

WRITTEN_AT_ONCE = 1000
"""Rows of one transaction, so that no call waits long to be saved."""

Progress = Callable[[int, int], None]
"""Told how many of how many utterances are done."""


@dataclass(frozen=True)
class Gap:
    """A cluster to decide on. text: what stands for it, as it was said. texts: variants that would
    be added. kinds: of its open utterances, with how many."""

    tally: Tally
    text: str
    texts: tuple[str, ...]
    kinds: dict[str, int]
    proposal: Proposal
    utterances: tuple[LedgerUtterance, ...]

    @property
    def item(self) -> Item:
        """As `knowledge.review` takes it."""
        entry = self.proposal.entry if self.proposal.kind in ("variant", "answered") else NEW
        return Item(self.tally.cluster, self.texts, entry)


def refresh(database: Database, matcher: Matcher, progress: Progress = lambda *_: None) -> int:
    """Cluster the utterances that came since the last time; how many. About 3 ms each."""
    with database.session() as session:
        rows = ledger.to_cluster(session)
    new = {
        row.id: matcher.understood(row.text, row.syllables.split()).text
        for row in rows
        if row.cluster is None
    }
    said = [Said(row.id, new.get(row.id, row.meant), row.cluster) for row in rows]
    placed = sorted(cluster(said, lambda done: progress(done, len(new))).items())
    for at in range(0, len(placed), WRITTEN_AT_ONCE):
        with database.session() as session:
            ledger.place(session, dict(placed[at : at + WRITTEN_AT_ONCE]), new)
    return len(new)


def gaps(
    database: Database, matcher: Matcher, limit: int, everything: bool = False
) -> Iterator[Gap]:
    """Clusters to decide on, those most often asked first. everything: also those that are
    answered today, ask nothing, or were decided on and have not grown."""
    with database.session() as session:
        tallies = ledger.tallies(session)
    shown = 0
    for tally in tallies:
        if shown == limit:
            return
        if not everything and not returns(tally.open, tally.settled):
            continue
        found = _gap(database, matcher, tally)
        if everything or found.proposal.kind in ("variant", "entry"):
            shown += 1
            yield found


def gap(database: Database, matcher: Matcher, number: int) -> Gap:
    """Raises UnknownGap."""
    with database.session() as session:
        tally = next((t for t in ledger.tallies(session) if t.cluster == number), None)
    if tally is None:
        raise UnknownGap(f"没有第 {number} 组，或者已经处理：用 hotline kb gaps 查看")
    return _gap(database, matcher, tally)


def _gap(database: Database, matcher: Matcher, tally: Tally) -> Gap:
    with database.session() as session:
        members = tuple(ledger.of_cluster(session, tally.cluster))
    said = Counter(row.meant for row in members)
    chosen = wordings(said, representative(said), MOST_TEXTS)
    rows = [_best_said(words, members) for words in chosen]
    first, texts = rows[0], [_as_variant(row.text) for row in rows]
    corrected = Counter(row.answered for row in members if _refused(row))
    proposal = propose(
        matcher,
        first.text,
        first.syllables.split(),
        chosen=Counter(row.chosen for row in members if row.chosen),
        refused={entry: n for entry, n in corrected.items() if 2 * n >= len(members)},
    )
    return Gap(
        tally,
        first.text or first.meant,
        tuple(dict.fromkeys(text for text in texts if text)) or (first.meant,),
        dict(Counter(row.kind for row in members if row.decision is None)),
        proposal,
        members,
    )


def _best_said(words: str, members: Sequence[LedgerUtterance]) -> LedgerUtterance:
    """The row whose text is most often said for these words, without masked numbers if any is."""
    same = [row for row in members if row.meant == words]
    often = Counter(row.text for row in same)
    return min(same, key=lambda row: ("*" in row.text, -often[row.text], row.id))


def _refused(row: LedgerUtterance) -> bool:
    return row.kind == "corrected" and bool(row.answered) and row.chosen != row.answered


def _as_variant(text: str) -> str:
    """A text as an entry would hold it; "" for one with a masked number in it."""
    return "" if "*" in text else strip_fillers(clean(text))


def accept(
    session: Session, item: Item, representative: str, unit: str, actor: Actor, now: datetime
) -> GapDecision:
    """Draft a change of the entry, or a new entry for `unit`, and settle the cluster.

    Raises UnknownGap, or what `knowledge.store` raises; nothing is settled then.
    """
    change = draft_variants(
        session,
        item.texts,
        "" if item.entry == NEW else item.entry,
        f"gap-{item.cluster}",
        unit,
        actor,
        now,
        f"来电台账 {item.cluster}：{representative}",
    )
    verdict = Verdict(True, entry=change.entry, texts=item.texts, change=str(change.id))
    return _settled(session, item.cluster, verdict, actor.name, now)


def reject(session: Session, number: int, reason: str, actor: str, now: datetime) -> GapDecision:
    """reason: one of `knowledge.review.REASONS`. Raises UnknownGap."""
    if reason not in REASONS:
        raise UnknownGap(f"no reason {reason!r}: give one of {', '.join(REASONS)}")
    return _settled(session, number, Verdict(False, reason), actor, now)


def _settled(
    session: Session, number: int, verdict: Verdict, actor: str, now: datetime
) -> GapDecision:
    decision = ledger.decide(session, number, verdict, actor, now)
    if decision is None:
        raise UnknownGap(f"cluster {number} has nothing to decide on; `hotline kb gaps` lists them")
    return decision


def clip_of(session: Session, number: int, recordings: Path) -> bytes:
    """The sound of one utterance as a WAV. Raises UnknownGap, ClipGone."""
    row = ledger.get(session, number)
    if row is None:
        raise UnknownGap(f"no utterance {number} in the ledger")
    call = get_call(session, row.call_id)
    return clip(recordings, "" if call is None else call.recording, row.at_ms, row.duration_ms)


def candidates(row: LedgerUtterance) -> list[tuple[str, float]]:
    """(entry id, score), best first, as the robot saw it."""
    return [(str(entry), float(score)) for entry, score in json.loads(row.candidates)]
