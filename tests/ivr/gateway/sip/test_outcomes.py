import pytest

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
