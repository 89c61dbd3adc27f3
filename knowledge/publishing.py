"""Bringing checked changes into force, one publication after the other.

Functions work inside the caller's transaction and take `now` (aware); see `ivr.database`. Robots
that run look for the generation, see `ivr.knowledge_live`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from knowledge.approval import Actor, Event, Kind, State, transition
from knowledge.audit import note
from knowledge.entries import Entry
from knowledge.errors import ChangeRefused, Outdated
from knowledge.plain import recall, to_json
from knowledge.published import generation, newest
from knowledge.store import held, list_changes, standing
from knowledge.tables import KbChange, KbVersion

MOST = 100_000
"""Changes in one publication."""


def seed(session: Session, entries: Iterable[Entry], actor: Actor, now: datetime) -> int:
    """Take over the entries of a folder as first versions, where nothing is published yet; how
    many. Does nothing where something is: then the database holds."""
    if generation(session):
        return 0
    number = _next_generation(session)
    if number > 1:
        return 0
    taken = list(entries)
    session.add_all(
        KbVersion(
            entry=entry.id,
            number=1,
            generation=number,
            unit=entry.unit,
            content=to_json(entry),
            maker=actor.name,
            checker="",
            published_at=now,
        )
        for entry in taken
    )
    for entry in taken:
        note(session, "seed", entry.id, actor, now, version=1)
    session.flush()
    return len(taken)


def publish(session: Session, numbers: Sequence[int], actor: Actor, now: datetime) -> int:
    """Bring approved changes into force together; the generation, which live robots look for.

    Raises UnknownChange, ChangeRefused, or Outdated where the entry has got another version since
    the change was made; roll back then, so that it is all or nothing.
    """
    if not numbers:
        raise ChangeRefused("没有可以发布的修改：先审核通过")
    reached = _next_generation(session)  # from here on nobody else publishes
    changes = [held(session, number) for number in dict.fromkeys(numbers)]
    present = newest(session, [change.entry for change in changes])
    for change in changes:
        to = transition(standing(change), Event.PUBLISH, actor)
        require_present(change, present.get(change.entry))
        made = _version(change, reached, now)
        session.add(made)
        present[change.entry] = made
        change.state, change.changed_at, change.published = to, now, made.number
        session.add(change)
        note(session, Event.PUBLISH, change.entry, actor, now, change.id, made.number, change.why)
    session.flush()
    return reached


@dataclass(frozen=True)
class Outlook:
    """Of the approved changes: numbers that this person may publish together, and of the others
    why not."""

    ready: tuple[int, ...]
    held_back: Mapping[int, str]


def outlook(session: Session, actor: Actor) -> Outlook:
    """The oldest of several changes of an entry comes first; those after it must be reworked."""
    approved = list_changes(session, [State.APPROVED], limit=MOST)[::-1]
    present = newest(session, [change.entry for change in approved])
    ready, held_back = list[int](), dict[int, str]()
    for change in approved:
        number = change.id or 0
        try:
            transition(standing(change), Event.PUBLISH, actor)
            require_present(change, present.get(change.entry))
        except ChangeRefused as refused:
            held_back[number] = str(refused)
            continue
        ready.append(number)
        present[change.entry] = _version(change, 0, change.changed_at)
    return Outlook(tuple(ready), held_back)


@dataclass(frozen=True)
class Publication:
    """What came of publishing. generation: the present one. taken_over: entries that became first
    versions. held_back: as in Outlook."""

    generation: int
    published: tuple[int, ...]
    held_back: Mapping[int, str]
    taken_over: int


def publish_what_may(
    session: Session,
    numbers: Sequence[int],
    held_so_far: Callable[[], Iterable[Entry]],
    actor: Actor,
    now: datetime,
) -> Publication:
    """Publish these changes; without any, all approved ones that this person may publish. The first
    publication takes over the entries that have held so far. Raises as `publish`."""
    taken = 0 if generation(session) else seed(session, held_so_far(), actor, now)
    found = Outlook(tuple(numbers), {}) if numbers else outlook(session, actor)
    if found.held_back and not found.ready:
        raise ChangeRefused("；".join(found.held_back.values()))
    if found.ready or not taken:
        publish(session, found.ready, actor, now)
    return Publication(generation(session), found.ready, found.held_back, taken)


def require_present(change: KbChange, present: KbVersion | None) -> None:
    """Raises Outdated where a change was not made on the present version of its entry."""
    number = 0 if present is None else present.number
    if number != change.base:
        raise Outdated(
            f"修改单 {change.id}（{change.entry}）是在第 {change.base} 版上改的，"
            f"现在已是第 {number} 版：请退回，由起草人在现在的版本上重改"
        )


def _next_generation(session: Session) -> int:
    """One atomic statement; its row is locked until the transaction ends."""
    row = session.connection().execute(
        text(
            "INSERT INTO kb_generation (id, number) VALUES (1, 1) "
            "ON CONFLICT (id) DO UPDATE SET number = kb_generation.number + 1 RETURNING number"
        )
    )
    return int(row.scalar_one())


def _version(change: KbChange, reached: int, now: datetime) -> KbVersion:
    return KbVersion(
        entry=change.entry,
        number=change.base + 1,
        generation=reached,
        retired=change.kind == Kind.RETIRE,
        unit=recall(change.content).unit,
        content=change.content,
        maker=change.maker,
        checker=change.checker,
        why=change.why,
        published_at=now,
    )
