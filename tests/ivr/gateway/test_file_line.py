from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.gateway.clock import RealClock, VirtualClock
from ivr.gateway.errors import AudioFileError
from ivr.gateway.file_line import FileLine, Transferred, file_line_from_wav
from ivr.gateway.line import Digit, Frame, HungUp, Line, LineEvent, LineInfo
from ivr.gateway.phone import AtOnce, Keys, Manners, ScriptedCaller, Segment, Speech
from ivr.gateway.wav import read_audio, write_wav

INFO = LineInfo("call-1", "13800138000", "12345", "inbound", 8000, "file")
PROMPT = [np.full(160, 3000 + n, "<i2").tobytes() for n in range(50)]


def tone(seconds: float) -> bytes:
    t = np.arange(round(8000 * seconds)) / 8000
    return (8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2").tobytes()


def two_turns() -> ScriptedCaller:
    return ScriptedCaller(
        [Segment(Speech(tone(0.5))), Segment(Keys("12"))],
        manners=Manners(room_noise=10.0, hang_up_after=2.0),
    )


async def greet_twice(line: Line) -> list[LineEvent]:
    """A robot that speaks for a second at 0 s and at 4 s."""
    events: list[LineEvent] = []
    outgoing: list[bytes] = []
    while True:
        events.append(await line.receive())
        if isinstance(events[-1], HungUp):
            return events
        if isinstance(events[-1], Frame):
            count = sum(isinstance(event, Frame) for event in events)
            if count in (1, 200):
                outgoing = list(PROMPT)
            if outgoing:
                await line.send(outgoing.pop(0))


async def test_two_runs_are_the_same_frame_by_frame() -> None:
    first = FileLine(two_turns(), INFO, VirtualClock())
    second = FileLine(two_turns(), INFO, VirtualClock())
    assert await greet_twice(first) == await greet_twice(second)
    assert first.caller_pcm == second.caller_pcm
    assert first.robot_pcm == second.robot_pcm


async def test_the_real_clock_gives_the_same_call() -> None:
    virtual = FileLine(two_turns(), INFO, VirtualClock())
    real = FileLine(two_turns(), INFO, RealClock(speed=50.0))
    assert await greet_twice(virtual) == await greet_twice(real)


async def test_a_frame_for_every_20_ms_and_keys_in_between() -> None:
    clock = VirtualClock()
    line = FileLine(two_turns(), INFO, clock)
    events = await greet_twice(line)
    frames = [event for event in events if isinstance(event, Frame)]
    assert {len(frame.pcm) for frame in frames} == {320}
    # The tick on which the caller hung up gave no frame.
    assert len(frames) + 1 == round(clock.now() * 50)
    assert [event.digit for event in events if isinstance(event, Digit)] == ["1", "2"]
    assert events[-1] == HungUp("caller")
    assert await line.receive() == HungUp("caller")


async def test_the_caller_hears_what_the_robot_sends() -> None:
    line = FileLine(two_turns(), INFO, VirtualClock())
    await greet_twice(line)
    assert line.robot_pcm.count(b"".join(PROMPT)) == 2
    assert len(line.robot_pcm) == len(line.caller_pcm)
    assert tone(0.5) in line.caller_pcm


async def test_a_flush_drops_what_was_not_played() -> None:
    line = FileLine(two_turns(), INFO, VirtualClock())
    for frame in PROMPT:
        await line.send(frame)
    await line.receive()
    await line.flush()
    await line.receive()
    assert line.robot_pcm == PROMPT[0] + bytes(320)


async def test_hanging_up_waits_for_the_last_words() -> None:
    line = FileLine(two_turns(), INFO, VirtualClock())
    for frame in PROMPT:
        await line.send(frame)
    await line.hang_up()
    assert line.robot_pcm == b"".join(PROMPT)
    assert await line.receive() == HungUp("robot")
    await line.hang_up()
    await line.send(PROMPT[0])
    assert await line.receive() == HungUp("robot")


async def test_a_transfer_ends_the_call_and_is_recorded() -> None:
    line = FileLine(two_turns(), INFO, VirtualClock())
    for frame in PROMPT:
        await line.send(frame)
    assert await line.transfer("agents", {"reason": "asked"})
    assert line.robot_pcm == b"".join(PROMPT)
    assert line.transferred == Transferred("agents", {"reason": "asked"})
    assert await line.receive() == HungUp("transferred")
    assert not await line.transfer("agents", {})


async def test_the_recording_has_the_caller_on_the_left(tmp_path: Path) -> None:
    line = FileLine(two_turns(), INFO, VirtualClock())
    await greet_twice(line)
    line.write_recording(tmp_path / "call.wav")
    samples, rate = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert rate == 8000
    assert samples[:, 0].tobytes() == line.caller_pcm
    assert samples[:, 1].tobytes() == line.robot_pcm


async def test_a_plain_recording_speaks_after_the_greeting(tmp_path: Path) -> None:
    write_wav(tmp_path / "noise complaint.wav", [tone(0.5)], 8000)
    line = file_line_from_wav(tmp_path / "noise complaint.wav", clock=VirtualClock())
    await greet_twice(line)
    assert line.info.call_id == "noise complaint"
    # The greeting reaches the caller one tick after it was sent, and ends a second later.
    assert line.caller_pcm.find(tone(0.5)) / 16000 == pytest.approx(1.02 + 0.7, abs=0.041)


async def test_a_plain_recording_may_start_at_once(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", [tone(0.5)], 16000)
    line = file_line_from_wav(tmp_path / "a.wav", clock=VirtualClock(), when=AtOnce())
    event = await line.receive()
    assert event == Frame(read_audio(tmp_path / "a.wav", 8000)[:320])


def test_a_missing_recording_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="no such file"):
        file_line_from_wav(tmp_path / "none.wav", clock=VirtualClock())


def test_caller_and_line_must_agree_on_the_rate() -> None:
    with pytest.raises(ValueError, match="16000"):
        FileLine(ScriptedCaller([], 16000), INFO, VirtualClock())
