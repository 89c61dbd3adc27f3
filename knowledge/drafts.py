"""From what callers said to drafts of changes. Synchronous; works inside the caller's
transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from knowledge import store
from knowledge.approval import Actor, State, same_person
from knowledge.entries import Entry
from knowledge.errors import UnknownEntry
from knowledge.plain import recall
from knowledge.published import content, newest
from knowledge.tables import KbChange

TO_WRITE = "[待填写]"
"""Stands where a new entry still needs words: a draft may hold it, but what is submitted may not,
because nothing with brackets can be spoken."""


def draft_variants(
    session: Session,
    texts: Sequence[str],
    entry: str,
    new_id: str,
    unit: str,
    actor: Actor,
    now: datetime,
    why: str,
) -> KbChange:
    """A draft that adds ways of asking: to `entry`, or where that is "" to a new one.

    What the actor has drafted for the entry before is carried on. A new entry gets `new_id`, the
    first text as its question, and TO_WRITE where somebody has to write. Raises UnknownEntry, or
    what `knowledge.store.propose` raises.
    """
    if not entry:
        question, *variants = texts
        made = Entry(
            id=new_id,
            unit=unit,
            question=question,
            variants=tuple(variants) or (TO_WRITE,),
            answer=TO_WRITE,
            sms=TO_WRITE,
            source=TO_WRITE,
        )
        return store.propose(session, made, actor, now, why)
    drafts = store.list_changes(session, (State.DRAFT,), entry=entry)
    mine = next((each for each in drafts if same_person(each.maker, actor.name)), None)
    if mine is not None and mine.id is not None:
        grown = _with(recall(mine.content), texts)
        return store.edit(session, mine.id, grown, actor, now, f"{mine.why}；{why}")
    present = content(newest(session, [entry]).get(entry))
    if present is None:
        raise UnknownEntry(f"no entry {entry} is published; `hotline kb publish` does it")
    return store.propose(session, _with(present, texts), actor, now, why)


def _with(entry: Entry, texts: Sequence[str]) -> Entry:
    added = (text for text in dict.fromkeys(texts) if text not in entry.phrasings)
    return replace(entry, variants=(*entry.variants, *added))
