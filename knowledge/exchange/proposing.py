"""An import as changes of the governed knowledge: drafts, submitted to be checked.

Synchronous; works inside the caller's transaction, see `ivr.database`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from knowledge import store
from knowledge.approval import Actor, Event, State, same_person
from knowledge.entries import Entry
from knowledge.errors import ChangeRefused
from knowledge.plain import recall
from knowledge.published import generation
from knowledge.tables import KbChange


@dataclass(frozen=True)
class Proposed:
    """changes: numbers of submitted changes, by entry. refused: entry → why, where this person may
    not change it."""

    changes: dict[str, int]
    refused: dict[str, str]


def propose_all(
    session: Session, entries: Iterable[Entry], actor: Actor, now: datetime, why: str
) -> Proposed:
    """Draft and submit each entry. What the same person has under way for it is replaced, so that
    a file which was mended can be imported again.

    Raises ChangeRefused where nothing is published yet.
    """
    if not generation(session):
        raise ChangeRefused(
            "还没有发布过知识：请审核人员先运行 hotline kb publish --as 姓名，接管现有的条目"
        )
    proposed = Proposed({}, {})
    for entry in entries:
        try:
            change = _propose(session, entry, actor, now, why)
        except ChangeRefused as error:
            proposed.refused[entry.id] = str(error)
            continue
        proposed.changes[entry.id] = _number(change)
    return proposed


_UNDER_WAY = (State.DRAFT, State.SUBMITTED)


def _propose(session: Session, entry: Entry, actor: Actor, now: datetime, why: str) -> KbChange:
    """Raises ChangeRefused, having changed nothing."""
    own = [
        change
        for change in store.list_changes(session, _UNDER_WAY, entry=entry.id)
        if same_person(change.maker, actor.name)
    ]
    for change in own:
        if change.state == State.SUBMITTED and recall(change.content) == entry:
            return change
    made = store.propose(session, entry, actor, now, why)
    for change in own:
        store.step(session, _number(change), Event.WITHDRAW, actor, now, "重新导入")
    return store.step(session, _number(made), Event.SUBMIT, actor, now)


def _number(change: KbChange) -> int:
    assert change.id is not None  # it has been written
    return change.id
