import asyncio

import pytest

from ivr.gateway.clock import VirtualClock
from ivr.gateway.duplex import MAX_DIGITS, Duplex, Question
from ivr.gateway.line import Digit, Frame, HungUp
from ivr.gateway.pacing import JitterBuffer

SILENCE = bytes(320)


def frame(n: int) -> bytes:
    return bytes([n, 16]) * 160


class Call:
    """A duplex and what it has played to the far end."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.duplex = Duplex(JitterBuffer(8000), VirtualClock(), self.played.append)


@pytest.fixture
def call() -> Call:
    return Call()


async def test_every_tick_gives_a_frame_and_takes_one(call: Call) -> None:
    call.duplex.hear(frame(1))
    call.duplex.say(frame(2))
    call.duplex.say(frame(3))
    assert await call.duplex.receive() == Frame(frame(1))
    assert call.played == [frame(2)]
    assert await call.duplex.receive() == Frame(SILENCE)
    assert call.played == [frame(2), frame(3)]


async def test_keys_come_first_and_never_too_many(call: Call) -> None:
    call.duplex.hear(frame(1))
    for digit in "9" * 5 + "1" * MAX_DIGITS:
        call.duplex.press(digit)
    assert [await call.duplex.receive() for _ in range(MAX_DIGITS)] == [Digit("1")] * MAX_DIGITS
    assert await call.duplex.receive() == Frame(frame(1))


async def test_what_is_hushed_is_not_played(call: Call) -> None:
    call.duplex.say(frame(1))
    call.duplex.hush()
    await call.duplex.receive()
    assert call.played == []


async def test_what_the_far_end_does_not_take_waits(call: Call) -> None:
    call.duplex.flowing = False
    call.duplex.say(frame(1))
    await call.duplex.receive()
    assert call.played == []
    await call.duplex.play_out(most_s=0.1)
    assert call.played == []
    call.duplex.flowing = True
    await call.duplex.play_out()
    assert call.played == [frame(1)]


async def test_what_was_said_before_the_end_is_received_and_the_first_reason(call: Call) -> None:
    call.duplex.hear(frame(1))
    call.duplex.say(frame(2))
    call.duplex.end("peer lost")
    call.duplex.end("caller")
    call.duplex.hear(frame(3))
    call.duplex.press("1")
    call.duplex.say(frame(4))
    assert call.duplex.over
    assert await call.duplex.receive() == Frame(frame(1))
    assert [await call.duplex.receive() for _ in range(2)] == [HungUp("peer lost")] * 2
    assert call.played == []


async def test_a_key_that_comes_with_the_end_is_received_before_it(call: Call) -> None:
    waiting = asyncio.create_task(call.duplex.receive())
    await asyncio.sleep(0)
    call.duplex.press("1")
    call.duplex.end("caller")
    assert await waiting == Digit("1")
    assert await call.duplex.receive() == HungUp("caller")


async def test_when_we_leave_nothing_more_is_heard_whoever_was_first(call: Call) -> None:
    call.duplex.hear(frame(1))
    call.duplex.end("caller")
    call.duplex.leave("transferred")
    assert await call.duplex.receive() == HungUp("transferred")


@pytest.mark.parametrize("yes", [True, False])
async def test_a_question_is_answered_once(yes: bool) -> None:
    question = Question()
    asking = asyncio.create_task(question.asked(10.0))
    await asyncio.sleep(0)
    assert question.open
    question.answer(yes)
    question.answer(not yes)
    assert not question.open
    assert await asking is yes


async def test_no_answer_means_no() -> None:
    question = Question()
    question.answer(True)  # to nobody
    assert not await question.asked(0.0)
    assert not question.open
