"""Changes to the knowledge on their way to publication, each step with a line of audit.

Functions work inside the caller's transaction and take `now` (aware); see `ivr.database`. Who may
do what is decided by `knowledge.approval`. What was refused has changed nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from knowledge.approval import (
    UNDER_WAY,
    WORDS,
    Actor,
    Event,
    Kind,
    Standing,
    State,
    require_maker,
    transition,
)
from knowledge.audit import note
from knowledge.entries import Entry, check
from knowledge.errors import ChangeRefused, Outdated, Unchanged, UnknownChange, UnknownEntry
from knowledge.plain import recall, to_json
from knowledge.published import content, generation, newest
from knowledge.tables import KbChange, KbVersion
from knowledge.versions import Difference, differences


def propose(
    session: Session,
    entry: Entry,
    actor: Actor,
    now: datetime,
    why: str = "",
    base: int | None = None,
) -> KbChange:
    """Draft a new entry or another version of one; it need not keep the rules of entries before
    it is submitted. base: the version that the maker saw, 0 for none; None takes the present one.

    Raises ChangeRefused, Outdated, or Unchanged where it is as published already.
    """
    _require_published(session)
    present = newest(session, [entry.id]).get(entry.id)
    change = KbChange(
        entry=entry.id,
        kind=Kind.NEW,
        state=State.DRAFT,
        unit=entry.unit,
        base=0,
        content="",
        maker=actor.name,
        why=why.strip(),
        created_at=now,
        changed_at=now,
    )
    _write(change, entry, actor, present, base)
    return _begun(session, change, actor, now)


def propose_retirement(
    session: Session, entry: str, actor: Actor, now: datetime, why: str
) -> KbChange:
    """Draft the end of an entry: once published, it is not spoken any more.

    Raises UnknownEntry, or ChangeRefused, also where no reason is given.
    """
    _require_published(session)
    present = newest(session, [entry]).get(entry)
    spoken = content(present)
    if present is None or spoken is None:
        raise UnknownEntry(f"没有生效的条目 {entry}：编号写对了吗？")
    require_maker(actor, spoken.unit)
    if not why.strip():
        raise ChangeRefused("停用条目要说明理由：写清楚为什么不再适用")
    change = KbChange(
        entry=entry,
        kind=Kind.RETIRE,
        state=State.DRAFT,
        unit=spoken.unit,
        base=present.number,
        content=present.content,
        maker=actor.name,
        why=why.strip(),
        created_at=now,
        changed_at=now,
    )
    return _begun(session, change, actor, now)


def edit(
    session: Session,
    number: int,
    entry: Entry,
    actor: Actor,
    now: datetime,
    why: str = "",
    base: int | None = None,
) -> KbChange:
    """Rewrite a draft, upon the present version. why: "" keeps the words there are; base: as for
    `propose`.

    Raises UnknownChange, ChangeRefused, Outdated or Unchanged.
    """
    change = held(session, number)
    transition(standing(change), Event.EDIT, actor)
    if change.kind == Kind.RETIRE:
        raise ChangeRefused("停用没有可改的内容：先撤回，再起草新的版本")
    if entry.id != change.entry:
        raise ChangeRefused(
            f"修改单 {number} 改的是 {change.entry}，不是 {entry.id}：条目编号不能改"
        )
    _write(change, entry, actor, newest(session, [entry.id]).get(entry.id), base)
    change.why = why.strip() or change.why
    return _stepped(session, change, Event.EDIT, actor, now, "")


def step(
    session: Session, number: int, event: Event, actor: Actor, now: datetime, why: str = ""
) -> KbChange:
    """Submit, approve, reject or withdraw a change.

    Raises UnknownChange or ChangeRefused, also for events that have a function of their own, and
    EntryInvalid for a submitted text that breaks a rule of entries.
    """
    if event in (Event.EDIT, Event.PUBLISH):
        raise ChangeRefused(f"“{WORDS[event]}”不能这样做：用专门的{WORDS[event]}功能")
    change = held(session, number)
    to = transition(standing(change), event, actor, why)
    if event is Event.SUBMIT and change.kind != Kind.RETIRE:
        check(recall(change.content), f"修改单 {number}")
    change.state = to
    if event in (Event.APPROVE, Event.REJECT):
        change.checker = actor.name
        change.answer = why.strip() if event is Event.REJECT else ""
    return _stepped(session, change, event, actor, now, why)


def get(session: Session, number: int) -> KbChange:
    """Raises UnknownChange."""
    found = session.get(KbChange, number)
    if found is None:
        raise _unknown(number)
    return found


def list_changes(
    session: Session,
    states: Iterable[State] = UNDER_WAY,
    unit: str = "",
    entry: str = "",
    limit: int = 100,
) -> Sequence[KbChange]:
    """The newest first; by default those that are on their way. unit: part of its name."""
    statement = select(KbChange).where(col(KbChange.state).in_(list(states)))
    if unit:
        statement = statement.where(col(KbChange.unit).contains(unit, autoescape=True))
    if entry:
        statement = statement.where(KbChange.entry == entry)
    return session.exec(statement.order_by(col(KbChange.id).desc()).limit(limit)).all()


def compare(session: Session, change: KbChange) -> tuple[Difference, ...]:
    """What a change alters: against the version that it was made on, as it was published then."""
    statement = select(KbVersion).where(
        KbVersion.entry == change.entry, KbVersion.number == change.base
    )
    old = content(session.exec(statement).first())
    return differences(old, None if change.kind == Kind.RETIRE else recall(change.content))


def held(session: Session, number: int) -> KbChange:
    """The change, locked until the transaction ends. Raises UnknownChange."""
    statement = select(KbChange).where(KbChange.id == number).with_for_update()
    found = session.exec(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise _unknown(number)
    return found


def standing(change: KbChange) -> Standing:
    """What of it decides who may do what."""
    return Standing(State(change.state), change.maker, change.unit)


# --- small change ---------------------------------------------------------------------------------


def _unknown(number: int) -> UnknownChange:
    return UnknownChange(f"没有修改单 {number}：用 hotline kb changes 查看")


def _require_published(session: Session) -> None:
    """Where a first change came before the seed, the robot would know that one entry only."""
    if not generation(session):
        raise ChangeRefused("知识库还没有发布过：先用 hotline kb publish 接管现有条目")


def _write(
    change: KbChange, entry: Entry, actor: Actor, present: KbVersion | None, base: int | None
) -> None:
    """Put a new text into a draft, upon the present version; all or nothing."""
    spoken = content(present)
    unit = entry.unit if spoken is None else spoken.unit
    require_maker(actor, unit)
    number = 0 if present is None else present.number
    if base is not None and base != number:
        raise Outdated(f"{entry.id} 现在是第 {number} 版，不是第 {base} 版：请看过现在的版本再改")
    if spoken == entry:
        raise Unchanged(f"{entry.id} 与已发布的完全一样：没有要改的")
    change.kind = Kind.NEW if spoken is None else Kind.EDIT
    change.unit, change.base, change.content = unit, number, to_json(entry)


def _begun(session: Session, change: KbChange, actor: Actor, now: datetime) -> KbChange:
    session.add(change)
    session.flush()
    note(session, "propose", change.entry, actor, now, change.id, why=change.why)
    return change


def _stepped(
    session: Session, change: KbChange, event: Event, actor: Actor, now: datetime, why: str
) -> KbChange:
    change.changed_at = now
    session.add(change)
    note(session, event, change.entry, actor, now, change.id, why=why.strip())
    session.flush()
    return change
