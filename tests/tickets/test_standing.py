from datetime import date

import pytest

from tickets.standing import STAGES, days_left, phase
from tickets.states import FINAL_STATES, UNDERWAY, State
from tickets.workdays import builtin_calendar


def test_every_state_can_be_said() -> None:
    assert set(STAGES) == set(State)
    assert all(STAGES.values())


@pytest.mark.parametrize("state", State)
def test_what_is_final_is_over_and_what_can_be_hurried_is_underway(state: State) -> None:
    if state in UNDERWAY:
        assert phase(state) == "underway"
    if state in FINAL_STATES:
        assert phase(state) == "over"
    assert (phase(state) == "completed") == (state in (State.COMPLETED, State.CALLBACK))


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        ((2026, 9, 18), (2026, 9, 18), 0),
        ((2026, 9, 18), (2026, 9, 20), 1),  # a Sunday that is worked
        ((2026, 9, 30), (2026, 10, 8), 1),  # over the holiday
        ((2026, 12, 10), (2026, 12, 31), 15),
        ((2026, 9, 21), (2026, 9, 18), -2),  # the Sunday and the Monday
        ((2026, 10, 3), (2026, 10, 2), -1),  # late, though nobody worked since
    ],
)
def test_working_days_are_counted_both_ways(
    today: tuple[int, int, int], due: tuple[int, int, int], left: int
) -> None:
    assert days_left(date(*today), date(*due), builtin_calendar()) == left
