"""What the knowledge would be if changes on their way were published."""

from collections.abc import Sequence

from sqlmodel import Session

from knowledge import store
from knowledge.approval import Kind
from knowledge.matcher import Matcher
from knowledge.plain import recall
from knowledge.tables import KbChange

MOST = 10_000
"""Changes on their way at once; there are never so many."""


def in_progress(session: Session, numbers: Sequence[int] | None) -> list[KbChange]:
    """Changes by number, or all that are on their way, oldest first. Raises UnknownChange."""
    if numbers is None:
        return sorted(store.list_changes(session, limit=MOST), key=lambda change: change.id or 0)
    return [store.get(session, number) for number in sorted(set(numbers))]


def draft_matcher(current: Matcher, changes: Sequence[KbChange]) -> Matcher:
    """The matcher in force with the changes in it; of two to one entry the later one counts."""
    last = {change.entry: change for change in changes}
    return current.updated(
        [recall(each.content) for each in last.values() if each.kind != Kind.RETIRE],
        [each.entry for each in last.values() if each.kind == Kind.RETIRE],
    )
