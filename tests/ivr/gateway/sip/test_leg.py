"""One call between two gateways: what one says, the other hears; and a REFER taken by sipp."""

import asyncio
from pathlib import Path

from ivr.gateway.line import Digit, Frame, HungUp, Line, LineInfo
from ivr.gateway.pacing import is_quiet
from ivr.gateway.sip.supervisor import SipGateway
from tests.ivr.gateway.sip.conftest import (
    arrived,
    echo,
    frames,
    free_port,
    needs_sipp,
    needs_stack,
    settings,
    sipp,
    speech_like,
    telephone_settings,
)

pytestmark = [needs_stack]

OUTBOUND = LineInfo("c", "12345", "1", "outbound", 8000, "sip")


async def converse(line: Line, said: bytes, heard: bytearray, digits: list[str]) -> str:
    """Say something and listen until the far end is gone; returns why it ended."""
    waiting = frames(said)
    while True:
        match await line.receive():
            case Frame(pcm):
                heard += pcm
                if waiting:
                    await line.send(waiting.pop(0))
            case Digit(digit):
                digits.append(digit)
            case HungUp(reason):
                return reason


async def test_both_hear_what_the_other_says_and_presses() -> None:
    port = free_port()
    robot_says, citizen_says = speech_like(2.5, seed=1), speech_like(2.5, seed=2)
    robot_heard, citizen_heard = bytearray(), bytearray()
    robot_got, citizen_got, ends = list[str](), list[str](), list[str]()

    async def robot(line: Line) -> None:
        async def press() -> None:
            await asyncio.sleep(0.5)
            await line.press("9*")  # type: ignore[attr-defined]

        pressing = asyncio.create_task(press())
        ends.append(await converse(line, robot_says, robot_heard, robot_got))
        await pressing

    async with (
        SipGateway(settings(port=port), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        talking = asyncio.create_task(converse(line, citizen_says, citizen_heard, citizen_got))
        await asyncio.sleep(1.2)
        await line.press("12#")  # type: ignore[attr-defined]
        await asyncio.sleep(2.3)
        await line.hang_up()
        assert await talking == "robot"
    assert ends == ["caller"]
    assert robot_got == ["1", "2", "#"]
    assert citizen_got == ["9", "*"]
    # Digits take the place of audio on the wire while they are pressed.
    assert arrived(robot_says, bytes(citizen_heard)) > 0.7
    assert arrived(citizen_says, bytes(robot_heard)) > 0.7


async def test_the_last_words_are_heard_before_the_end() -> None:
    port, said, heard = free_port(), speech_like(0.8, seed=4), bytearray()

    async def robot(line: Line) -> None:
        for frame in frames(said):
            await line.send(frame)
        await line.hang_up()

    async with (
        SipGateway(settings(port=port), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        assert await converse(line, b"", heard, []) == "caller"
    assert arrived(said, bytes(heard)) > 0.8


async def test_barge_in_silences_what_was_not_played() -> None:
    port, said, heard = free_port(), speech_like(3.0, seed=5), bytearray()

    async def robot(line: Line) -> None:
        for frame in frames(said):
            await line.send(frame)
        for _ in range(25):
            await line.receive()
        await line.flush()
        for _ in range(25):
            await line.receive()

    async with (
        SipGateway(settings(port=port), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        await converse(line, b"", heard, [])
    voiced = sum(not is_quiet(frame) for frame in frames(bytes(heard)))
    assert 15 <= voiced <= 35


@needs_sipp
async def test_a_caller_is_handed_over(tmp_path: Path) -> None:
    port, results, ends = free_port(), list[bool](), list[str]()

    async def robot(line: Line) -> None:
        results.append(await line.transfer("agents", {"reason": "人工"}))
        ends.append(await converse(line, b"", bytearray(), []))

    async with SipGateway(settings(port=port), robot):
        assert await sipp("refer", tmp_path, "-mp", str(free_port()), to=port) == 0
    assert results == [True]
    assert ends == ["transferred"]


async def test_a_far_end_that_takes_no_transfer_stays_with_the_robot() -> None:
    """The telephone refuses every REFER."""
    port, results, ends = free_port(), list[bool](), list[str]()

    async def robot(line: Line) -> None:
        results.append(await line.transfer("agents", {"reason": "人工"}))
        ends.append(await converse(line, b"", bytearray(), []))

    async with (
        SipGateway(settings(port=port), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        async with asyncio.timeout(30):
            while not results:
                await line.receive()
        await line.hang_up()
    assert results == [False]
    assert ends == ["caller"]
