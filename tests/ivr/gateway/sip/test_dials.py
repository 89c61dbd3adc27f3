"""Calls on their way, without a process."""

from ivr.gateway.line import LineInfo
from ivr.gateway.sip.dials import Dials
from ivr.gateway.sip.outcomes import DialFailure

INFO = LineInfo("c", "12345", "1", "outbound", 8000, "sip")


def nothing() -> None:
    """Who dials does not care whether it rings."""


async def test_a_call_is_open_until_nobody_waits_for_it() -> None:
    dials = Dials()
    answer = dials.begin(1, INFO, nothing)
    assert (len(dials), 1 in dials, 3 in dials) == (1, True, False)
    assert dials.info(1) == INFO
    dials.forget(1)
    dials.forget(1)
    assert len(dials) == 0
    assert not answer.done()


async def test_whoever_dials_is_told_that_it_rings() -> None:
    rings: list[str] = []
    dials = Dials()
    dials.begin(1, INFO, lambda: rings.append("ring"))
    dials.hear(1, bytes(320))
    dials.ring(1)
    assert rings == ["ring"]


async def test_the_first_answer_counts() -> None:
    dials = Dials()
    answer = dials.begin(1, INFO, nothing)
    dials.settle(1, DialFailure.BUSY)
    dials.settle(1, DialFailure.NO_LINE)
    assert await answer is DialFailure.BUSY


async def test_all_are_lost_with_the_process() -> None:
    dials = Dials()
    answers = [dials.begin(number, INFO, nothing) for number in (1, 3)]
    dials.settle(1, DialFailure.REJECTED)
    dials.lose()
    assert [await answer for answer in answers] == [DialFailure.REJECTED, DialFailure.NO_LINE]
