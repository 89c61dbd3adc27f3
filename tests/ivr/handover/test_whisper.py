import asyncio
from collections.abc import AsyncIterator

import pytest

from dialog.events import Say
from ivr.gateway.phone import Segment
from ivr.handover.whisper import Answer, keep, tell, whisper
from tests.ivr.handover.conftest import (
    WHISPER,
    House,
    PressedLine,
    Voice,
    hears,
    presses,
    tone,
    waits,
)

ABOUT = Say("whisper", ("转接来电，路灯不亮。按一马上接听，按星号不接。",))


async def answered(house: House, line: PressedLine, gone: bool = False) -> Answer:
    caller_gone = asyncio.Event()
    if gone:
        caller_gone.set()
    async with house.time.passing():
        answer = await whisper(line, Voice(), ABOUT, caller_gone)
        await line.hang_up()
    return answer


@pytest.mark.parametrize(
    ("does", "answer"),
    [
        ((waits(9.0),), Answer.ACCEPTED),
        ((waits(0.8), presses("1")), Answer.ACCEPTED),
        ((waits(0.8), presses("*")), Answer.REFUSED),
        ((waits(0.2), presses("5"), waits(9.0)), Answer.ACCEPTED),
    ],
)
async def test_how_an_agent_answers(
    house: House, does: tuple[Segment, ...], answer: Answer
) -> None:
    assert await answered(house, house.line(*does)) is answer


async def test_hanging_up_refuses(house: House) -> None:
    assert await answered(house, house.line(leaves_s=0.9)) is Answer.REFUSED


async def test_a_caller_who_is_gone_ends_it(house: House) -> None:
    assert await answered(house, house.line(), gone=True) is Answer.CALLER_GONE


async def test_it_is_heard_whole_after_a_moment_of_silence(house: House) -> None:
    line = house.line(waits(9.0))
    await answered(house, line)
    spoken = tone(0.05 * len(ABOUT.text), WHISPER)
    begun = line.robot_pcm.index(spoken[:320]) / 16000
    assert 0.5 <= begun <= 0.6
    assert spoken[: len(spoken) // 320 * 320] in line.robot_pcm


async def test_a_voice_that_breaks_down_accepts(house: House) -> None:
    class Hoarse:
        async def stream(
            self, pieces: tuple[str, ...], rate: int, prompt: str = "", **manner: float
        ) -> AsyncIterator[bytes]:
            raise RuntimeError("no voice")
            yield b""

    async with house.time.passing():
        answer = await whisper(house.line(), Hoarse(), ABOUT, asyncio.Event())
    assert answer is Answer.ACCEPTED


async def test_something_is_told_without_an_answer(house: House) -> None:
    line = house.line()
    async with house.time.passing():
        await tell(line, Voice(), Say("whisper_gone", ("来电人已经挂机。",)))
        await line.hang_up()
    assert hears(line.robot_pcm, WHISPER)


async def test_a_line_is_kept_until_it_is_lost(house: House) -> None:
    line = house.line(presses("5"), leaves_s=3.0)
    async with house.time.passing():
        await keep(line)
    assert house.time.now() >= 2.9
