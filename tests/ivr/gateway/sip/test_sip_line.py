import asyncio

import pytest

from ivr.gateway.clock import VirtualClock
from ivr.gateway.line import Digit, Frame, HungUp, LineInfo
from ivr.gateway.sip.sip_line import SipLine, ended_because
from ivr.gateway.sip.wire import (
    Audio,
    Ended,
    Flush,
    HangUp,
    Message,
    Pressed,
    SendDigits,
    Transfer,
    TransferAnswered,
)
from tests.ivr.gateway.sip.conftest import until

FRAME = bytes(range(1, 161)) * 2


class Call:
    """A line and what it has posted."""

    def __init__(self) -> None:
        self.posted: list[Message] = []
        info = LineInfo("c", "138", "12345", "inbound", 8000, "sip", {"peer": "pbx"})
        self.line = SipLine(
            2,
            info,
            self.posted.append,
            VirtualClock(),
            transfer_uri="sip:{target}@{peer}",
            transfer_s=0.0,
        )


@pytest.fixture
def call() -> Call:
    return Call()


async def test_every_tick_gives_a_frame_silence_where_nothing_came(call: Call) -> None:
    assert await call.line.receive() == Frame(bytes(320))
    call.line.hear(Audio(2, FRAME * 2))
    assert await call.line.receive() == Frame(FRAME)


async def test_one_frame_goes_out_a_tick(call: Call) -> None:
    await call.line.send(FRAME)
    await call.line.send(FRAME[::-1])
    await call.line.receive()
    assert call.posted == [Audio(2, FRAME)]
    await call.line.receive()
    assert call.posted[1:] == [Audio(2, FRAME[::-1])]


async def test_digits_come_before_audio(call: Call) -> None:
    call.line.hear(Pressed(2, "1"))
    call.line.hear(Pressed(2, "#"))
    assert [await call.line.receive() for _ in range(2)] == [Digit("1"), Digit("#")]


async def test_barge_in_reaches_the_far_end(call: Call) -> None:
    await call.line.send(FRAME)
    await call.line.flush()
    await call.line.receive()
    assert call.posted == [Flush(2)]


async def test_what_was_said_before_the_end_is_still_heard(call: Call) -> None:
    call.line.hear(Audio(2, FRAME))
    call.line.hear(Ended(2, detail="Connection reset by peer [104]"))
    assert await call.line.receive() == Frame(FRAME)
    assert await call.line.receive() == HungUp("caller")
    assert await call.line.receive() == HungUp("caller")
    assert call.line.settled


async def test_a_key_that_comes_with_the_end_is_not_lost(call: Call) -> None:
    waiting = asyncio.create_task(call.line.receive())
    await asyncio.sleep(0)
    call.line.hear(Pressed(2, "1"))
    call.line.hear(Ended(2))
    assert await waiting == Digit("1")
    assert await call.line.receive() == HungUp("caller")


async def test_hanging_up_waits_for_the_last_words(call: Call) -> None:
    await call.line.send(FRAME)
    await call.line.hang_up()
    await call.line.hang_up()
    assert call.posted == [Audio(2, FRAME), HangUp(2)]
    assert await call.line.receive() == HungUp("robot")
    assert not call.line.settled


async def test_nothing_is_sent_after_the_end(call: Call) -> None:
    call.line.lose("gateway lost")
    await call.line.send(FRAME)
    await call.line.flush()
    await call.line.press("1")
    await call.line.hang_up()
    assert not await call.line.transfer("agents", {})
    assert await call.line.receive() == HungUp("gateway lost")
    assert call.posted == []


async def test_keys_are_pressed(call: Call) -> None:
    await call.line.press("12#")
    assert call.posted == [SendDigits(2, "12#")]


async def begin_transfer(call: Call) -> asyncio.Task[bool]:
    task = asyncio.create_task(call.line.transfer("agents", {"reason": "x"}))
    await until(lambda: bool(call.posted))
    return task


async def test_an_accepted_transfer_ends_the_call_as_transferred(call: Call) -> None:
    task = await begin_transfer(call)
    call.line.hear(Ended(2, detail="Call transfered"))
    assert not call.line.settled
    call.line.hear(TransferAnswered(2, True))
    assert call.line.settled
    assert await task
    assert call.posted[0] == Transfer(2, "<sip:agents@pbx?X-Hotline-Reason=x>")
    assert await call.line.receive() == HungUp("transferred")


async def test_after_a_refused_transfer_the_call_goes_on(call: Call) -> None:
    task = await begin_transfer(call)
    call.line.hear(TransferAnswered(2, False))
    assert not await task
    assert await call.line.receive() == Frame(bytes(320))


async def test_a_lost_gateway_ends_an_open_transfer(call: Call) -> None:
    task = await begin_transfer(call)
    call.line.lose("gateway lost")
    assert not await task


@pytest.mark.parametrize(
    ("detail", "reason"),
    [("Connection reset by peer [104]", "caller"), ("rtp stream error", "peer lost")],
)
def test_the_stack_says_why_a_call_ended(detail: str, reason: str) -> None:
    assert ended_because(detail) == reason
