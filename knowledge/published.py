"""The published knowledge in the database: what is in force, and every version before it.

Functions work inside the caller's transaction; see `ivr.database`.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from knowledge.entries import Entry
from knowledge.errors import UnknownEntry
from knowledge.plain import recall
from knowledge.tables import KbGeneration, KbVersion

AT_ONCE = 500
"""Ids in one query: databases allow only so many parameters."""


def generation(session: Session) -> int:
    """How often something was published; 0 where nothing was, and the folder of entries holds."""
    found = session.exec(select(KbGeneration.number)).first()
    return 0 if found is None else found


def current(session: Session) -> tuple[Entry, ...]:
    """Every entry in force, by id; retired ones are gone. About 0.1 ms an entry."""
    newest = (
        select(KbVersion.entry, func.max(KbVersion.number).label("number"))
        .group_by(KbVersion.entry)
        .subquery()
    )
    statement = select(KbVersion.content).join(
        newest,
        (col(KbVersion.entry) == newest.c.entry) & (col(KbVersion.number) == newest.c.number),
    )
    in_force = statement.where(col(KbVersion.retired).is_(False))
    return tuple(sorted(map(recall, session.exec(in_force)), key=lambda entry: entry.id))


def since(session: Session, known: int) -> Mapping[str, Entry | None]:
    """What publications after generation `known` changed: the entry, None where it is retired."""
    statement = select(KbVersion.entry, KbVersion.content, KbVersion.retired)
    later = statement.where(KbVersion.generation > known).order_by(col(KbVersion.id))
    newest = {entry: (content, retired) for entry, content, retired in session.exec(later)}
    return {
        entry: None if retired else recall(content) for entry, (content, retired) in newest.items()
    }


def versions(session: Session, entry: str) -> Sequence[KbVersion]:
    """Of an entry, the newest first; empty where it was never published."""
    statement = select(KbVersion).where(KbVersion.entry == entry)
    return session.exec(statement.order_by(col(KbVersion.number).desc())).all()


def version(session: Session, entry: str, number: int) -> KbVersion:
    """Raises UnknownEntry."""
    statement = select(KbVersion).where(KbVersion.entry == entry, KbVersion.number == number)
    found = session.exec(statement).first()
    if found is None:
        raise UnknownEntry(f"{entry} 没有第 {number} 版：用 hotline kb history {entry} 查看")
    return found


def newest(session: Session, entries: Sequence[str]) -> dict[str, KbVersion]:
    """The present version, retired or not, of each entry that has one."""
    found: dict[str, KbVersion] = {}
    for start in range(0, len(entries), AT_ONCE):
        some = select(KbVersion).where(col(KbVersion.entry).in_(entries[start : start + AT_ONCE]))
        for each in session.exec(some.order_by(col(KbVersion.number))):
            found[each.entry] = each
    return found


def content(kept: KbVersion | None) -> Entry | None:
    """The entry of a version, None where there is none in force."""
    return None if kept is None or kept.retired else recall(kept.content)
