"""Whose voice counts; what an echo is, `test_echo` tells, and talk in a room, `test_room`."""

import numpy as np
import pytest

from ivr.call.foreground import Foreground, ForegroundSettings

PROMPT = (3000 * np.sin(np.arange(160) * 0.3)).astype("<i2").tobytes()


def frame(db: float, seed: int = 0) -> bytes:
    """20 ms of noise so many dB below full scale."""
    noise = np.random.default_rng(seed).normal(0, 32768 * 10 ** (db / 20), 160)
    return noise.clip(-32768, 32767).astype("<i2").tobytes()


class Scene:
    """Someone speaks for a while; what the gate says of each frame."""

    def __init__(self, background_db: float = 9.0) -> None:
        self.foreground = Foreground(8000, ForegroundSettings(background_db))
        self.robot: bytes | None = None
        self.frames = 0

    def speak(self, db: float, seconds: float = 1.0) -> list[bool]:
        said = []
        for _ in range(round(seconds * 50)):
            self.frames += 1
            self.foreground.heard(frame(db, self.frames))
            said.append(self.foreground.is_caller())
            self.foreground.played(self.robot)
        return said

    def utterance(self, db: float) -> None:
        assert all(self.speak(db))
        self.foreground.ended()


def test_before_the_caller_has_spoken_every_voice_counts() -> None:
    scene = Scene()
    scene.robot = PROMPT
    assert all(scene.speak(-50))


@pytest.mark.parametrize(("below_db", "counts"), [(0, True), (7, True), (12, False), (25, False)])
def test_over_a_prompt_a_voice_much_softer_than_the_caller_does_not_count(
    below_db: float, counts: bool
) -> None:
    scene = Scene()
    scene.utterance(-24)
    scene.robot = PROMPT
    scene.speak(-70, 0.4)
    assert scene.speak(-24 - below_db)[-1] is counts


def test_how_much_softer_is_a_setting() -> None:
    scene = Scene(background_db=20)
    scene.utterance(-24)
    scene.robot = PROMPT
    assert all(scene.speak(-40)[15:])


def test_while_the_robot_is_silent_every_voice_counts() -> None:
    scene = Scene()
    scene.utterance(-24)
    assert all(scene.speak(-50))


def test_one_shout_does_not_make_the_caller_too_soft() -> None:
    scene = Scene()
    for db in (-24, -8, -24):
        scene.utterance(db)
    scene.robot = PROMPT
    scene.speak(-70, 0.4)
    assert scene.speak(-24)[-1]


def test_a_caller_who_now_speaks_softer_is_known_after_some_utterances() -> None:
    scene = Scene()
    for db in (-20, -20, -36, -36, -36):
        scene.utterance(db)
    scene.robot = PROMPT
    scene.speak(-70, 0.4)
    assert scene.speak(-40)[-1]


def test_an_utterance_without_voice_changes_nothing() -> None:
    scene = Scene()
    scene.foreground.ended()
    scene.robot = PROMPT
    assert all(scene.speak(-60))


def test_the_robots_echo_is_not_the_caller_and_not_how_loud_it_is() -> None:
    foreground = Foreground(8000)
    random = np.random.default_rng(5)
    frames = [random.normal(0, 3000, 160).astype("<i2") for _ in range(100)]
    said = []
    for n, ours in enumerate(frames):
        foreground.heard((frames[n - 6] // 4).tobytes() if n >= 6 else bytes(320))
        said.append(n > 20 and foreground.is_caller())
        foreground.played(ours.tobytes())
    assert not any(said)
    foreground.ended()
    assert foreground._utterances.maxlen == 5
    assert not foreground._utterances


class BusyRoom:
    """People talk all the time; a window of voice activity with each frame."""

    def __init__(self) -> None:
        self.foreground = Foreground(8000)
        self.frames = 0
        self.rose = 0

    def hear(self, db: float, seconds: float, speaking: bool, robot: bytes | None = None) -> float:
        """Share of what counts as the caller's."""
        said = []
        for _ in range(round(seconds / 0.032)):
            for _ in range(2 if self.frames % 5 else 1):
                self.frames += 1
                self.foreground.heard(frame(db, self.frames))
                self.foreground.played(robot)
            said.append(self.foreground.is_caller(speaking))
            self.rose += self.foreground.rose
        return sum(said) / max(len(said), 1)

    def first_words(self) -> None:
        self.hear(-36, 2.0, True)
        self.hear(-20, 1.0, True)
        assert self.rose == 1


def test_what_came_before_the_caller_rose_is_not_how_loud_the_caller_is() -> None:
    room = BusyRoom()
    room.first_words()
    room.foreground.ended()
    room.hear(-36, 0.5, False, PROMPT)
    assert room.hear(-36, 1.0, False, PROMPT) == 0


def test_talk_behind_the_caller_makes_an_utterance_no_longer() -> None:
    room = BusyRoom()
    room.first_words()
    assert room.hear(-36, 0.35, True) > 0.9, "a pause of the caller's is not yet the end"
    assert room.hear(-36, 2.0, True) < 0.1
    assert not room.foreground.muted, "and it is the endpointer's silence alone"
    assert room.hear(-20, 1.0, True) > 0.8, "the caller goes on"


def test_talk_begins_no_utterance_for_some_seconds_and_then_it_does() -> None:
    room = BusyRoom()
    room.first_words()
    room.hear(-36, 0.6, True)
    room.foreground.ended()
    assert room.hear(-36, 3.5, False) == 0
    assert room.hear(-36, 1.5, False) > 0.5, "a caller far from the telephone must be understood"
    room.hear(-36, 0.2, False, PROMPT)
    assert room.hear(-36, 3.0, False) == 0, "the robot has spoken: it is another turn"


def test_a_room_in_which_nobody_talks_any_more_is_forgotten() -> None:
    room = BusyRoom()
    room.first_words()
    room.foreground.ended()
    for _ in range(70):
        room.foreground.quiet()
    assert room.hear(-40, 1.0, False) == 1
