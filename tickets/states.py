"""The life of a ticket as a state machine [P].

`TRANSITIONS` is the whole of it: one row for each allowed step, with the roles that may take it.
Source: the shared domain notes, 'Ticket'. Extension and supervision change clocks, not states.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from tickets.errors import TransitionRefused


class State(StrEnum):
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    """Answered directly on the phone."""
    CLOSED = "closed"
    WAITING_DISPATCH = "waiting_dispatch"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    RETURNED = "returned"
    """The unit says that the matter is not its own."""
    REPLIED = "replied"
    REVIEWED = "reviewed"
    COMPLETED = "completed"
    """Done for the unit; the citizen has not been asked yet."""
    CALLBACK = "callback"
    """The citizen is being asked."""
    ARCHIVED = "archived"
    REDO = "redo"
    """On the redo list (再办清单): the citizen was not content."""
    ESCALATED = "escalated"
    """Redone too often; a supervisor decides."""
    WITHDRAWN = "withdrawn"
    """The citizen wants nothing more to be done (撤回)."""


class Event(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"
    SUBMIT = "submit"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    RESUBMIT = "resubmit"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPLY = "reply"
    REJECT = "reject"
    APPROVE = "approve"
    COMPLETE = "complete"
    CALL_BACK = "call_back"
    ARCHIVE = "archive"
    REDO = "redo"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"


class Note(StrEnum):
    """What stands in the log of a ticket and does not move it."""

    URGE = "urge"
    """The citizen asks for haste (催办)."""
    SUPPLEMENT = "supplement"
    """The citizen adds something (补充)."""
    JOIN = "join"
    """Another citizen reports the same (并案)."""
    WRONG_CODE = "wrong_code"
    """Somebody asked for the ticket with a query code that is not its own."""


class Role(StrEnum):
    ROBOT = "robot"
    AGENT = "agent"
    """A person at the hotline (话务员)."""
    UNIT = "unit"
    """The unit that handles the matter (承办单位)."""
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
    """The program itself, on a rule or a clock."""


class Step(NamedTuple):
    """Where an event leads, and who may bring it about."""

    to: State
    roles: frozenset[Role]


def _step(to: State, *roles: Role) -> Step:
    return Step(to, frozenset(roles))


TRANSITIONS: MappingProxyType[tuple[State, Event], Step] = MappingProxyType(
    {
        (State.ACCEPTED, Event.ANSWER): _step(State.ANSWERED, Role.ROBOT, Role.AGENT),
        (State.ACCEPTED, Event.SUBMIT): _step(State.WAITING_DISPATCH, Role.ROBOT, Role.AGENT),
        (State.ANSWERED, Event.CLOSE): _step(State.CLOSED, Role.ROBOT, Role.AGENT, Role.SYSTEM),
        (State.WAITING_DISPATCH, Event.DISPATCH): _step(
            State.DISPATCHED, Role.SYSTEM, Role.AGENT, Role.SUPERVISOR
        ),
        (State.DISPATCHED, Event.SIGN): _step(State.SIGNED, Role.UNIT),
        (State.DISPATCHED, Event.RETURN): _step(State.RETURNED, Role.UNIT),
        (State.SIGNED, Event.RETURN): _step(State.RETURNED, Role.UNIT),
        (State.RETURNED, Event.RESUBMIT): _step(
            State.WAITING_DISPATCH, Role.AGENT, Role.SUPERVISOR
        ),
        (State.SIGNED, Event.START): _step(State.IN_PROGRESS, Role.UNIT),
        (State.IN_PROGRESS, Event.SUSPEND): _step(State.SUSPENDED, Role.UNIT, Role.SUPERVISOR),
        (State.SUSPENDED, Event.RESUME): _step(State.IN_PROGRESS, Role.UNIT, Role.SUPERVISOR),
        (State.IN_PROGRESS, Event.REPLY): _step(State.REPLIED, Role.UNIT),
        (State.REPLIED, Event.APPROVE): _step(State.REVIEWED, Role.REVIEWER),
        (State.REPLIED, Event.REJECT): _step(State.IN_PROGRESS, Role.REVIEWER),
        (State.REVIEWED, Event.COMPLETE): _step(State.COMPLETED, Role.REVIEWER, Role.SYSTEM),
        (State.COMPLETED, Event.CALL_BACK): _step(
            State.CALLBACK, Role.ROBOT, Role.AGENT, Role.SYSTEM
        ),
        (State.COMPLETED, Event.ARCHIVE): _step(State.ARCHIVED, Role.AGENT, Role.SYSTEM),
        (State.CALLBACK, Event.ARCHIVE): _step(State.ARCHIVED, Role.ROBOT, Role.AGENT, Role.SYSTEM),
        (State.CALLBACK, Event.REDO): _step(State.REDO, Role.ROBOT, Role.AGENT),
        (State.CALLBACK, Event.ESCALATE): _step(
            State.ESCALATED, Role.ROBOT, Role.AGENT, Role.SYSTEM
        ),
        (State.REDO, Event.DISPATCH): _step(
            State.DISPATCHED, Role.SYSTEM, Role.AGENT, Role.SUPERVISOR
        ),
        (State.ESCALATED, Event.DISPATCH): _step(State.DISPATCHED, Role.SUPERVISOR),
        (State.ESCALATED, Event.ARCHIVE): _step(State.ARCHIVED, Role.SUPERVISOR),
        **{
            (state, Event.WITHDRAW): _step(State.WITHDRAWN, Role.ROBOT, Role.AGENT)
            for state in (
                State.WAITING_DISPATCH,
                State.DISPATCHED,
                State.SIGNED,
                State.IN_PROGRESS,
                State.SUSPENDED,
                State.RETURNED,
                State.REPLIED,
                State.REVIEWED,
                State.REDO,
            )
        },
    }
)

FINAL_STATES = frozenset({State.CLOSED, State.ARCHIVED, State.WITHDRAWN})

UNDERWAY = frozenset(
    {State.WAITING_DISPATCH, State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.SUSPENDED,
     State.RETURNED, State.REPLIED, State.REVIEWED, State.REDO, State.ESCALATED}
)  # fmt: skip
"""There is work to be done, which can be hurried and added to."""

NOTES: MappingProxyType[Note, tuple[frozenset[State], frozenset[Role]]] = MappingProxyType(
    {
        Note.URGE: (UNDERWAY, frozenset({Role.ROBOT, Role.AGENT})),
        Note.SUPPLEMENT: (UNDERWAY, frozenset({Role.ROBOT, Role.AGENT})),
        Note.JOIN: (UNDERWAY, frozenset({Role.ROBOT, Role.AGENT})),
        Note.WRONG_CODE: (frozenset(State), frozenset({Role.ROBOT, Role.AGENT})),
    }
)
"""The states in which each may be noted, and by whom."""

COMPLETION_ROUTE: MappingProxyType[State, tuple[Event, Role]] = MappingProxyType(
    {
        State.REDO: (Event.DISPATCH, Role.SYSTEM),
        State.DISPATCHED: (Event.SIGN, Role.UNIT),
        State.SIGNED: (Event.START, Role.UNIT),
        State.IN_PROGRESS: (Event.REPLY, Role.UNIT),
        State.REPLIED: (Event.APPROVE, Role.REVIEWER),
        State.REVIEWED: (Event.COMPLETE, Role.REVIEWER),
    }
)
"""The straight way from each state to `COMPLETED`, for a result that is entered in one go."""


def allowed(state: State, role: Role) -> tuple[Event, ...]:
    """Events that this role may bring about in this state, in the order of `Event`."""
    return tuple(
        event
        for event in Event
        if (step := TRANSITIONS.get((state, event))) is not None and role in step.roles
    )


def transition(state: State, event: Event, role: Role) -> State:
    """The state after the event. Raises TransitionRefused, which says what is allowed instead."""
    step = TRANSITIONS.get((state, event))
    if step is not None and role in step.roles:
        return step.to
    may = ", ".join(allowed(state, role)) or "nothing"
    if step is None:
        why = f"a ticket that is {state} does not know '{event}'"
    else:
        why = f"'{event}' is for {' or '.join(sorted(step.roles))}, not for {role}"
    raise TransitionRefused(f"{why}; {role} may: {may}")


def redone_enough(redo_round: int, max_redo: int) -> bool:
    """Whether a supervisor decides on a ticket whose citizen is not content. redo_round: how often
    it has been done again."""
    return redo_round >= max_redo


def may_note(state: State, note: Note, role: Role) -> None:
    """Raises TransitionRefused, which says what is wrong, where the note may not be made."""
    states, roles = NOTES[note]
    if state not in states:
        raise TransitionRefused(f"a ticket that is {state} takes no '{note}' any more")
    if role not in roles:
        raise TransitionRefused(f"'{note}' is for {' or '.join(sorted(roles))}, not for {role}")


def completion_steps(state: State) -> tuple[tuple[Event, Role], ...]:
    """The events that lead from a state to `COMPLETED`. Raises TransitionRefused where none do."""
    steps: list[tuple[Event, Role]] = []
    while state is not State.COMPLETED:
        if state not in COMPLETION_ROUTE:
            able = ", ".join(COMPLETION_ROUTE)
            raise TransitionRefused(
                f"a ticket that is {state} cannot be completed; it must be one of: {able}"
            )
        event, role = COMPLETION_ROUTE[state]
        steps.append((event, role))
        state = transition(state, event, role)
    if not steps:
        raise TransitionRefused("the ticket is completed already")
    return tuple(steps)
