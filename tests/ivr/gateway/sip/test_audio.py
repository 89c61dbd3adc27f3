"""What is said at one end of a call over SIP against what is heard at the other."""

import asyncio

import numpy as np
import pytest

from asr.recognizer import Engine, Hints
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.line import Frame, HungUp, Line, LineInfo
from ivr.gateway.resample import StreamResampler
from ivr.gateway.sip.settings import Codec
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.wav import read_audio
from tests.asr.conftest import SHARED, load
from tests.ivr.gateway.sip.aligned import BLOCK, Comparison, compare
from tests.ivr.gateway.sip.conftest import (
    echo,
    frames,
    free_port,
    needs_stack,
    settings,
    telephone_settings,
)

OUTBOUND = LineInfo("c", "12345", "1", "outbound", 8000, "sip")
SECONDS = 5.0
MOST = round(0.04 * SECONDS * 8000)
"""Samples that may be missing, or inserted, on a machine that is never quiet: one in 25."""


def speech(seconds: float, seed: int) -> bytes:
    """Noise of changing loudness up to full scale, whatever G.711 makes of it."""
    random = np.random.default_rng(seed)
    count = int(seconds * 8000)
    loud = 300 + 8000 * np.abs(np.sin(np.arange(count) / 1700))
    return bytes((random.normal(0, 1, count) * loud).clip(-32768, 32767).astype("<i2").tobytes())


async def speak(line: Line, said: bytes, heard: bytearray) -> None:
    """Until the far end is gone."""
    waiting = frames(said)
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Frame):
            heard += event.pcm
            if waiting:
                await line.send(waiting.pop(0))


async def conversation(robot_says: bytes, citizen_says: bytes, codec: Codec) -> tuple[bytes, bytes]:
    """What the citizen has heard, and what the robot has."""
    port, citizen_heard, robot_heard = free_port(), bytearray(), bytearray()
    longest = max(len(robot_says), len(citizen_says)) / 16000

    async def robot(line: Line) -> None:
        await speak(line, robot_says, robot_heard)

    async with (
        SipGateway(settings(port=port, codecs=(codec,)), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        talking = asyncio.create_task(speak(line, citizen_says, citizen_heard))
        await asyncio.sleep(longest + 1.0)
        await line.hang_up()
        await talking
    return bytes(citizen_heard), bytes(robot_heard)


async def best_of_three(
    robot_says: bytes, citizen_says: bytes, codec: Codec
) -> tuple[bytes, Comparison, Comparison]:
    """What the robot has heard, how that compares, and how what the citizen has heard.

    On a quiet machine the first call is as good as any: nothing is missing, nothing inserted. Where
    a process does not get the processor for a while, buffers run dry or over, as in no call of an
    installation that has room; up to two such calls are passed over.
    """
    best = None
    for _ in range(3):
        citizen_heard, robot_heard = await conversation(robot_says, citizen_says, codec)
        there, back = compare(robot_says, citizen_heard), compare(citizen_says, robot_heard)
        if best is None or there.disturbed + back.disturbed < best[1].disturbed + best[2].disturbed:
            best = robot_heard, back, there
        if best[1].disturbed + best[2].disturbed == 0:
            break
    assert best is not None
    return best


@needs_stack
@pytest.mark.parametrize("codec", ["pcma", "pcmu"])
async def test_both_hear_what_the_other_says_sample_by_sample(codec: Codec) -> None:
    robot_says, citizen_says = speech(SECONDS, seed=1), speech(SECONDS, seed=2)
    _, *found = await best_of_three(robot_says, citizen_says, codec)
    for heard in found:
        # Half a step of G.711 is what its rounding costs; nothing else is changed on the way.
        assert heard.off <= 0.5
        assert heard.missing <= MOST
        assert heard.inserted <= MOST


@needs_stack
@pytest.mark.shared
@pytest.mark.parametrize("clip", ["ai1_S0724_121", "ai1_S0724_122"])
async def test_the_robot_understands_what_was_played(clip: str) -> None:
    """The same syllables as without a network in between."""
    engine = load("sherpa")
    path = SHARED / "audio" / "clips" / f"{clip}.flac"
    if not path.is_file():
        pytest.skip("needs the clips of ../shared/audio")
    played = read_audio(path, 8000)
    heard, found, _ = await best_of_three(b"", played, "pcma")
    if found.disturbed:
        pytest.skip("this machine is too busy for a call without disturbances")
    # From where it begins: a recogniser that takes audio in pieces hears it differently elsewhere.
    understood = transcribed(engine, heard[2 * found.delay :][: len(played)])
    expected = transcribed(engine, decode_alaw(encode_alaw(played)))
    assert len(expected) > 8
    assert understood == expected


def transcribed(engine: Engine, pcm: bytes) -> tuple[str, ...]:
    """Syllables of telephone audio."""
    up = StreamResampler(8000, engine.sample_rate)
    recognizer = engine.recognizer(Hints())
    recognizer.accept(up.push(pcm) + up.flush())
    return recognizer.finish().syllables


def test_a_comparison_of_what_is_the_same() -> None:
    said = speech(2.0, seed=3)
    heard = bytes(2 * 500) + said
    assert compare(said, heard) == Comparison(500, 0, 0, 0.0)


def test_a_comparison_finds_what_is_missing_and_what_is_inserted() -> None:
    said, block = speech(2.0, seed=3), 2 * BLOCK
    dropped = said[: 60 * block] + said[62 * block :]
    assert compare(said, dropped) == Comparison(0, 2 * BLOCK, 0, 0.0)
    stretched = said[: 60 * block] + bytes(700) + said[60 * block :]
    assert compare(said, stretched) == Comparison(0, 0, 350, 0.0)
    replaced = said[: 60 * block] + bytes(block) + said[61 * block :]
    assert compare(said, replaced) == Comparison(0, BLOCK, BLOCK, 0.0)


def test_a_comparison_finds_what_is_not_the_same() -> None:
    said = speech(2.0, seed=3)
    assert compare(said, speech(2.0, seed=4)).missing > 0.95 * 2.0 * 8000
    louder = (np.frombuffer(said, "<i2") * 0.9).astype("<i2").tobytes()
    assert compare(said, louder).off > 1


def test_a_comparison_allows_for_g711() -> None:
    said = speech(2.0, seed=3)
    found = compare(said, decode_alaw(encode_alaw(said)))
    assert (found.missing, found.inserted) == (0, 0)
    assert 0 < found.off <= 0.5
