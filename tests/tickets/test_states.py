from itertools import product

import pytest

from tickets.errors import TransitionRefused
from tickets.states import (
    COMPLETION_ROUTE,
    FINAL_STATES,
    NOTES,
    TRANSITIONS,
    UNDERWAY,
    Event,
    Note,
    Role,
    State,
    allowed,
    completion_steps,
    may_note,
    transition,
)


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_every_state_with_every_event_and_role(state: State, event: Event) -> None:
    step = TRANSITIONS.get((state, event))
    for role in Role:
        if step is not None and role in step.roles:
            assert transition(state, event, role) is step.to
            assert event in allowed(state, role)
        else:
            assert event not in allowed(state, role)
            with pytest.raises(TransitionRefused):
                transition(state, event, role)


MAIN_ROAD = [
    (Event.SUBMIT, Role.ROBOT, State.WAITING_DISPATCH),
    (Event.DISPATCH, Role.SYSTEM, State.DISPATCHED),
    (Event.SIGN, Role.UNIT, State.SIGNED),
    (Event.START, Role.UNIT, State.IN_PROGRESS),
    (Event.REPLY, Role.UNIT, State.REPLIED),
    (Event.APPROVE, Role.REVIEWER, State.REVIEWED),
    (Event.COMPLETE, Role.REVIEWER, State.COMPLETED),
    (Event.CALL_BACK, Role.SYSTEM, State.CALLBACK),
    (Event.REDO, Role.ROBOT, State.REDO),
    (Event.DISPATCH, Role.SYSTEM, State.DISPATCHED),
]


def test_the_road_of_a_ticket_that_goes_round() -> None:
    state = State.ACCEPTED
    for event, role, then in MAIN_ROAD:
        state = transition(state, event, role)
        assert state is then


def test_a_refusal_says_what_is_allowed_instead() -> None:
    with pytest.raises(TransitionRefused, match="unit may: sign, return"):
        transition(State.DISPATCHED, Event.REPLY, Role.UNIT)
    with pytest.raises(TransitionRefused, match="'sign' is for unit, not for robot"):
        transition(State.DISPATCHED, Event.SIGN, Role.ROBOT)
    with pytest.raises(TransitionRefused, match="may: nothing"):
        transition(State.ARCHIVED, Event.REDO, Role.ROBOT)


def test_a_unit_cannot_approve_its_own_reply_nor_end_a_ticket() -> None:
    for (_, event), step in TRANSITIONS.items():
        if event in (Event.APPROVE, Event.COMPLETE, Event.ARCHIVE, Event.CLOSE):
            assert Role.UNIT not in step.roles


def _reachable(start: State) -> set[State]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {step.to for (state, _), step in TRANSITIONS.items() if state in fresh} - found
        found |= fresh
    return found


def test_every_state_is_reached_and_none_but_the_final_ones_is_a_dead_end() -> None:
    assert _reachable(State.ACCEPTED) == set(State)
    assert {s for s in State if _reachable(s) == {s}} == FINAL_STATES
    assert all(_reachable(state) & FINAL_STATES for state in State)


@pytest.mark.parametrize("state", COMPLETION_ROUTE)
def test_the_completion_route_ends_in_completed(state: State) -> None:
    for event, role in completion_steps(state):
        state = transition(state, event, role)
    assert state is State.COMPLETED


@pytest.mark.parametrize("state", [s for s in State if s not in COMPLETION_ROUTE])
def test_no_result_for_a_ticket_that_is_elsewhere(state: State) -> None:
    with pytest.raises(TransitionRefused, match="completed"):
        completion_steps(state)


@pytest.mark.parametrize(("state", "note"), list(product(State, Note)))
def test_every_note_in_every_state_by_every_role(state: State, note: Note) -> None:
    states, roles = NOTES[note]
    for role in Role:
        if state in states and role in roles:
            may_note(state, note, role)
        else:
            with pytest.raises(TransitionRefused):
                may_note(state, note, role)


def test_what_is_done_cannot_be_hurried_nor_withdrawn() -> None:
    for state in (State.COMPLETED, State.CALLBACK, *FINAL_STATES):
        assert state not in UNDERWAY
        assert (state, Event.WITHDRAW) not in TRANSITIONS


def test_a_unit_cannot_withdraw_what_a_citizen_wants() -> None:
    for (_, event), step in TRANSITIONS.items():
        if event is Event.WITHDRAW:
            assert step.roles == {Role.ROBOT, Role.AGENT}
