"""Files of entries against the database: read, judged and submitted in short transactions, because
each of them holds up the calls that want to write."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ivr.database import Database
from ivr.in_force import known_in_force
from ivr.settings import Settings
from knowledge.approval import Actor
from knowledge.entries import Entry
from knowledge.exchange.judge import Judgement, judge
from knowledge.exchange.proposing import Proposed, propose_all
from knowledge.exchange.sheets import Source

AT_ONCE = 100
"""Changes in one transaction, some milliseconds each."""


def in_force(database: Database, settings: Settings) -> tuple[Entry, ...]:
    """Every entry. Raises DatabaseError, KnowledgeError."""
    return tuple(known_in_force(database, settings).entries.values())


def judge_import(
    database: Database, settings: Settings, source: Source, now: datetime
) -> Judgement:
    """What a file would change of what is in force. now: aware. Raises as `in_force`."""
    today = now.astimezone(settings.service.zone).date()
    return judge(source, in_force(database, settings), today)


def submit(database: Database, entries: Sequence[Entry], actor: Actor, why: str) -> Proposed:
    """Draft and submit all; what was submitted stays so where a later one fails, and the same file
    imported again goes on from there. Raises DatabaseError, ChangeRefused."""
    proposed = Proposed({}, {})
    for start in range(0, len(entries), AT_ONCE):
        with database.session() as session:
            some = entries[start : start + AT_ONCE]
            done = propose_all(session, some, actor, datetime.now(UTC), why)
        proposed.changes.update(done.changes)
        proposed.refused.update(done.refused)
    return proposed
