import pytest

from callback.outcome import TryAgain, decide
from ivr.gateway.sip.outcomes import DIAL_RESULTS, DialFailure, failure
from ivr.gateway.sip.wire import Ended


@pytest.mark.parametrize(
    ("status", "rang", "expected"),
    [
        (486, False, DialFailure.BUSY),
        (600, True, DialFailure.BUSY),
        (603, True, DialFailure.REJECTED),
        (404, False, DialFailure.NOT_FOUND),
        (480, False, DialFailure.UNAVAILABLE),
        (480, True, DialFailure.NO_ANSWER),
        (487, True, DialFailure.NO_ANSWER),
        (403, False, DialFailure.FAILED),
        (503, False, DialFailure.FAILED),
        (0, True, DialFailure.NO_ANSWER),
        (0, False, DialFailure.UNREACHABLE),
    ],
)
def test_each_answer_of_a_trunk_means_something(
    status: int, rang: bool, expected: DialFailure
) -> None:
    assert failure(Ended(1, status, rang)) is expected


def test_the_callback_schedule_understands_every_failure() -> None:
    assert set(DIAL_RESULTS) == set(DialFailure)


@pytest.mark.parametrize("failed", DialFailure)
def test_what_is_not_the_citizens_doing_is_no_try(failed: DialFailure) -> None:
    """A trunk that is down, or rules and bounds of ours, must not use up the citizen's tries."""
    citizens = {"busy", "rejected", "not_found", "unavailable", "no_answer"}
    assert decide(DIAL_RESULTS[failed], None, 0, 3) == TryAgain(our_fault=failed not in citizens)
