import struct

import numpy as np
import pytest

from ivr.gateway.line import Digit, Frame, HungUp, LineEvent
from ivr.gateway.phone import (
    AtOnce,
    Keys,
    Manners,
    Over,
    Pause,
    Reply,
    ScriptedCaller,
    Segment,
    Speech,
    frames,
)

ROBOT = struct.pack("<h", 3000) * 160
QUIET_ROBOT = struct.pack("<h", 4) * 160


def words(frame_count: int, level: int = 2000) -> Speech:
    return Speech(struct.pack("<h", level) * 160 * frame_count)


class Conversation:
    """Drives a caller and notes when it did what."""

    def __init__(self, caller: ScriptedCaller) -> None:
        self.caller = caller
        self.tick = 0
        self.events: list[tuple[float, LineEvent]] = []

    def robot(self, seconds: float, frame: bytes | None = ROBOT) -> "Conversation":
        for _ in range(round(seconds * 50)):
            at = self.tick / 50
            self.events += [(at, event) for event in self.caller.hear(frame, at)]
            self.tick += 1
        return self

    def silence(self, seconds: float) -> "Conversation":
        return self.robot(seconds, None)

    @property
    def spoken_at(self) -> list[float]:
        """Beginnings of speech, by level changes from silence."""
        starts, before = [], False
        for at, event in self.events:
            if isinstance(event, Frame):
                speaking = any(event.pcm)
                if speaking and not before:
                    starts.append(at)
                before = speaking
        return starts

    @property
    def hung_up_at(self) -> float | None:
        return next((at for at, event in self.events if isinstance(event, HungUp)), None)


def test_answers_when_the_robot_has_ended() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10))])).robot(2.0).silence(2.0)
    assert call.spoken_at == [pytest.approx(2.0 + 0.7, abs=0.021)]


def test_a_breath_of_the_robot_is_not_its_end() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10))]))
    call.robot(1.0).silence(0.6).robot(1.0).silence(2.0)
    assert call.spoken_at == [pytest.approx(2.6 + 0.7, abs=0.021)]


def test_line_hiss_is_not_speech() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10))])).robot(1.0).robot(1.0, QUIET_ROBOT)
    assert call.spoken_at == [pytest.approx(1.0 + 0.7, abs=0.021)]


def test_takes_turns() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10)), Segment(words(10))]))
    call.robot(1.0).silence(3.0).robot(1.0).silence(2.0)
    assert call.spoken_at == [pytest.approx(1.7, abs=0.021), pytest.approx(5.7, abs=0.021)]


def test_barges_in() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10), Over(1.5))])).silence(1.0).robot(4.0)
    assert call.spoken_at == [pytest.approx(2.5, abs=0.021)]


def test_a_robot_cut_short_has_not_answered_yet() -> None:
    caller = ScriptedCaller([Segment(words(10), Over(1.0)), Segment(words(10))])
    call = Conversation(caller).robot(1.5).silence(1.5).robot(1.0).silence(1.0)
    assert call.spoken_at == [pytest.approx(1.0, abs=0.021), pytest.approx(4.7, abs=0.021)]


def test_a_robot_that_talks_on_has_answered() -> None:
    caller = ScriptedCaller([Segment(words(10), Over(1.0)), Segment(words(10))])
    call = Conversation(caller).robot(4.0).silence(1.0)
    assert call.spoken_at == [pytest.approx(1.0, abs=0.021), pytest.approx(4.7, abs=0.021)]


def test_does_not_wait_for_a_robot_that_says_nothing() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10))], manners=Manners(patience=3.0)))
    assert call.silence(4.0).spoken_at == [pytest.approx(3.0, abs=0.041)]


def test_may_speak_at_once() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10), AtOnce())])).robot(1.0)
    assert call.spoken_at == [0.0]


def test_plays_the_recording_sample_by_sample() -> None:
    pcm = np.arange(1, 1 + 160 * 7 + 33, dtype="<i2").tobytes()
    call = Conversation(ScriptedCaller([Segment(Speech(pcm), AtOnce())])).silence(1.0)
    said = b"".join(event.pcm for _, event in call.events if isinstance(event, Frame))
    assert said[: len(pcm)] == pcm
    assert not any(said[len(pcm) :])


def test_presses_keys_one_after_the_other() -> None:
    call = Conversation(ScriptedCaller([Segment(Keys("1#"))])).robot(1.0).silence(1.5)
    keys = [(at, event.digit) for at, event in call.events if isinstance(event, Digit)]
    assert [digit for _, digit in keys] == ["1", "#"]
    assert keys[1][0] - keys[0][0] == pytest.approx(0.12)
    frames_at = [at for at, event in call.events if isinstance(event, Frame)]
    assert len(frames_at) == len(set(frames_at)) == round(2.5 * 50)


def test_keeps_silent_through_prompts_in_a_pause() -> None:
    caller = ScriptedCaller([Segment(Pause(8.0)), Segment(words(10))])
    call = Conversation(caller).robot(1.0).silence(5.0).robot(1.0).silence(5.0)
    assert call.spoken_at == [pytest.approx(9.7 + 0.7, abs=0.041)]


def test_hangs_up_after_the_last_word_and_stays_gone() -> None:
    call = Conversation(ScriptedCaller([Segment(words(10))], manners=Manners(hang_up_after=2.0)))
    call.robot(1.0).silence(1.0).robot(1.0).silence(3.0)
    assert call.hung_up_at == pytest.approx(5.0, abs=0.041)
    assert call.events[-1][1] == HungUp()


def test_hangs_up_on_a_robot_that_never_answers() -> None:
    call = Conversation(
        ScriptedCaller([Segment(words(10), AtOnce())], manners=Manners(patience=5.0))
    )
    assert call.silence(6.0).hung_up_at == pytest.approx(0.2 + 5.0, abs=0.041)


def test_a_room_is_heard_between_segments_and_the_same_every_time() -> None:
    manners = Manners(room_noise=20.0, seed=7)

    def listen() -> list[tuple[float, LineEvent]]:
        caller = ScriptedCaller([Segment(words(3))], manners=manners)
        return Conversation(caller).robot(1.0).silence(2.0).events

    first = listen()
    assert first == listen()
    assert isinstance(first[0][1], Frame)
    level = np.frombuffer(first[0][1].pcm, "<i2").astype(float).std()
    assert level == pytest.approx(20.0, rel=0.3)


def test_reply_is_what_a_segment_waits_for() -> None:
    assert Segment(words(1)).when == Reply()


def test_frames_are_padded_at_the_end_only() -> None:
    cut = frames(b"\1" * 330, 8000)
    assert [len(piece) for piece in cut] == [320, 320]
    assert cut[1] == b"\1" * 10 + bytes(310)
