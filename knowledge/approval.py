"""The life of a change to the knowledge, as a state machine: nothing is spoken unchecked. [P]

`TRANSITIONS` is the whole of it. A change concerns one entry. Its maker writes it, somebody else of
the unit that owns the entry checks it: the checker is never the maker, whatever their roles are.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from knowledge.errors import ChangeRefused


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Waits for a checker."""
    APPROVED = "approved"
    """Checked; not in force yet."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Role(StrEnum):
    EDITOR = "editor"
    """Writes entries of their own unit."""
    REVIEWER = "reviewer"
    """Checks entries of their own unit."""
    SUPERVISOR = "supervisor"
    """Does both, for every unit."""


class Kind(StrEnum):
    """What a change does to its entry."""

    NEW = "new"
    EDIT = "edit"
    RETIRE = "retire"


WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        State.DRAFT: "草稿",
        State.SUBMITTED: "待审核",
        State.APPROVED: "已通过",
        State.PUBLISHED: "已发布",
        State.WITHDRAWN: "已撤回",
        Event.EDIT: "修改",
        Event.SUBMIT: "提交",
        Event.APPROVE: "通过",
        Event.REJECT: "退回",
        Event.PUBLISH: "发布",
        Event.WITHDRAW: "撤回",
        Role.EDITOR: "编辑",
        Role.REVIEWER: "审核人",
        Role.SUPERVISOR: "主管",
        Kind.NEW: "新增",
        Kind.RETIRE: "停用",
    }
)
"""What people who keep the knowledge call them. Kind.EDIT is Event.EDIT: equal texts."""


class Step(NamedTuple):
    """Where an event leads; the roles that may bring it about on a change of their own (makers),
    and on somebody else's (checkers)."""

    to: State
    makers: frozenset[Role] = frozenset()
    checkers: frozenset[Role] = frozenset()


_WRITE = frozenset({Role.EDITOR, Role.SUPERVISOR})
_CHECK = frozenset({Role.REVIEWER, Role.SUPERVISOR})
_CLEAR = frozenset({Role.SUPERVISOR})

TRANSITIONS: MappingProxyType[tuple[State, Event], Step] = MappingProxyType(
    {
        (State.DRAFT, Event.EDIT): Step(State.DRAFT, makers=_WRITE),
        (State.DRAFT, Event.SUBMIT): Step(State.SUBMITTED, makers=_WRITE),
        (State.DRAFT, Event.WITHDRAW): Step(State.WITHDRAWN, makers=_WRITE, checkers=_CLEAR),
        (State.SUBMITTED, Event.APPROVE): Step(State.APPROVED, checkers=_CHECK),
        (State.SUBMITTED, Event.REJECT): Step(State.DRAFT, checkers=_CHECK),
        (State.SUBMITTED, Event.WITHDRAW): Step(State.WITHDRAWN, makers=_WRITE, checkers=_CLEAR),
        (State.APPROVED, Event.PUBLISH): Step(State.PUBLISHED, checkers=_CHECK),
        # What has been overtaken by another change goes back to its maker.
        (State.APPROVED, Event.REJECT): Step(State.DRAFT, checkers=_CHECK),
        (State.APPROVED, Event.WITHDRAW): Step(State.WITHDRAWN, makers=_WRITE, checkers=_CLEAR),
    }
)

FINAL_STATES = frozenset({State.PUBLISHED, State.WITHDRAWN})
UNDER_WAY = tuple(state for state in State if state not in FINAL_STATES)
REASONED = frozenset({Event.REJECT})
"""Events that need a reason."""


@dataclass(frozen=True)
class Actor:
    """Who acts. unit: theirs; a supervisor's may be ""."""

    name: str
    role: Role
    unit: str = ""


@dataclass(frozen=True)
class Standing:
    """What of a change decides who may do what. unit: the entry's owner."""

    state: State
    maker: str
    unit: str


def allowed(standing: Standing, actor: Actor) -> tuple[Event, ...]:
    """What this person may do now, in the order of `Event`."""
    if not _of_unit(actor, standing.unit):
        return ()
    return tuple(
        event
        for event in Event
        if (step := TRANSITIONS.get((standing.state, event)))
        and actor.role in _roles(step, standing, actor)
    )


def transition(standing: Standing, event: Event, actor: Actor, why: str = "") -> State:
    """The state after the event. Raises ChangeRefused, which says what may be done instead."""
    _require_name(actor)
    step = TRANSITIONS.get((standing.state, event))
    if step is None or actor.role not in step.makers | step.checkers:
        refusal = _unknown(standing, event, step, actor)
    elif not _of_unit(actor, standing.unit):
        refusal = _stranger(actor, standing.unit)
    elif actor.role not in _roles(step, standing, actor):
        refusal = _own(event) if same_person(actor.name, standing.maker) else _others(standing)
    elif event in REASONED and not why.strip():
        refusal = f"{WORDS[event]}要说明理由：写清楚要改什么"
    else:
        return step.to
    raise ChangeRefused(refusal)


def require_maker(actor: Actor, unit: str) -> None:
    """Refuse a change by somebody who may not write for the unit. Raises ChangeRefused."""
    _require_name(actor)
    if actor.role not in _WRITE:
        raise ChangeRefused(f"只有{_named(_WRITE)}可以起草修改，{WORDS[actor.role]}不可以")
    if not _of_unit(actor, unit):
        raise ChangeRefused(_stranger(actor, unit))


def same_person(name: str, other: str) -> bool:
    """Whether two names are one: wide letters, capitals and spaces make no second person."""
    return _folded(name) == _folded(other)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _roles(step: Step, standing: Standing, actor: Actor) -> frozenset[Role]:
    return step.makers if same_person(actor.name, standing.maker) else step.checkers


def _of_unit(actor: Actor, unit: str) -> bool:
    return actor.role is Role.SUPERVISOR or actor.unit.strip() == unit


def _named(what: Collection[Role] | Collection[Event]) -> str:
    """In the order in which the enum lists them."""
    return "、".join(WORDS[each] for each in (*Role, *Event) if each in what)


def _require_name(actor: Actor) -> None:
    if not _folded(actor.name):
        raise ChangeRefused("没有写姓名：请写明是谁在操作")


def _unknown(standing: Standing, event: Event, step: Step | None, actor: Actor) -> str:
    may = _named(allowed(standing, actor)) or "没有"
    if step is None:
        return f"{WORDS[standing.state]}的修改不能{WORDS[event]}；您现在可以做的：{may}"
    roles = _named(step.makers | step.checkers)
    return f"{WORDS[event]}由{roles}做，{WORDS[actor.role]}不可以；您现在可以做的：{may}"


def _stranger(actor: Actor, unit: str) -> str:
    own = actor.unit.strip()
    theirs = f"属于{own}" if own else "没有写明单位"
    return f"这个条目归{unit}，{actor.name}{theirs}：请{unit}的人来做"


def _own(event: Event) -> str:
    return f"起草人不能{WORDS[event]}自己的修改：要由另一个人审核"


def _others(standing: Standing) -> str:
    return f"这是{standing.maker}起草的修改：请本人来做，或由主管撤回"
