"""The robot's own voice on its way back: voices made of noise in syllables, by seed."""

import numpy as np
import numpy.typing as npt
import pytest

from ivr.call.echo import EchoGate

Sound = npt.NDArray[np.float64]


def voice(seed: int, seconds: float, rate: int = 8000) -> Sound:
    """Below 1.5 kHz, in syllables of different loudness, about -24 dB of full scale."""
    random = np.random.default_rng(seed)
    size = round(seconds * rate)
    spectrum = np.fft.rfft(random.normal(size=size))
    hertz = np.fft.rfftfreq(size, 1 / rate)
    spectrum[(hertz < 200) | (hertz > 1500)] = 0
    loudness = np.repeat(random.uniform(0.1, 1, round(seconds * 6) + 1), rate // 6)
    sound = np.fft.irfft(spectrum, size) * np.resize(loudness, size)
    return np.asarray(sound * 2000 / np.sqrt(np.mean(sound**2)))


def echoed(sound: Sound, delay_s: float, db: float, rate: int = 8000) -> Sound:
    """Late, softer, and coloured by a short reflection."""
    late = np.concatenate([np.zeros(round(delay_s * rate)), sound])[: len(sound)]
    again = np.concatenate([np.zeros(rate // 1000), late])[: len(sound)]
    return np.asarray((late - 0.4 * again) * 10 ** (db / 20))


def gated(robot: Sound | None, line: Sound, rate: int = 8000) -> list[bool]:
    """For each frame of the line, whether it is the robot's echo."""
    gate, size, said = EchoGate(rate), rate // 50, []
    for at in range(0, len(line) - size + 1, size):
        gate.heard(line[at : at + size].astype("<i2").tobytes())
        said.append(gate.is_echo())
        ours = None if robot is None else robot[at : at + size]
        gate.played(None if ours is None else ours.astype("<i2").tobytes())
    return said


def share(said: list[bool], begin_s: float, end_s: float = 99) -> float:
    return float(np.mean(said[round(begin_s * 50) : round(end_s * 50)]))


@pytest.mark.parametrize("delay_s", [0.02, 0.05, 0.15, 0.3, 0.43])
@pytest.mark.parametrize("db", [-6, -24])
def test_an_echo_is_the_robot_whatever_its_delay(delay_s: float, db: float) -> None:
    robot = voice(1, 3)
    assert share(gated(robot, echoed(robot, delay_s, db)), delay_s + 0.2) > 0.95


@pytest.mark.parametrize("rate", [8000, 11025, 16000])
def test_at_every_rate_of_a_line(rate: int) -> None:
    robot = voice(1, 2, rate)
    robot = robot[: len(robot) // (rate // 50) * (rate // 50)]
    assert share(gated(robot, echoed(robot, 0.12, -12, rate), rate), 0.4) > 0.9


def test_another_voice_is_no_echo() -> None:
    assert not any(gated(voice(1, 3), voice(2, 3)))


def test_while_the_robot_is_silent_nothing_is_echo() -> None:
    assert not any(gated(None, voice(2, 1)))


def test_silence_is_no_echo() -> None:
    assert not any(gated(voice(1, 1), np.zeros(8000)))


def test_an_echo_under_noise_of_the_line_is_still_the_robot() -> None:
    robot = voice(1, 3)
    noise = np.random.default_rng(3).normal(0, 20, len(robot))
    assert share(gated(robot, echoed(robot, 0.1, -24) + noise), 0.3) > 0.9


def test_a_caller_over_the_echo_is_heard_within_a_few_frames() -> None:
    robot, caller = voice(1, 3), voice(2, 3)
    caller[: 8000 * 3 // 2] = 0
    said = gated(robot, echoed(robot, 0.15, -12) + caller)
    assert share(said, 0.4, 1.5) > 0.95
    assert not any(said[75:80])
    assert share(said, 1.5) < 0.25


def test_an_echo_whose_delay_changes_is_found_again() -> None:
    robot = voice(1, 4)
    line = np.concatenate([echoed(robot, 0.1, -12)[:16000], echoed(robot, 0.18, -12)[16000:]])
    said = gated(robot, line)
    assert share(said, 0.3, 2.0) > 0.95
    assert share(said, 2.3) > 0.9


def test_a_room_that_answers_for_long_is_still_the_robot() -> None:
    robot, random = voice(1, 4), np.random.default_rng(4)
    size = 1600
    room = random.normal(size=size) * np.exp(-np.arange(size) / 230)
    room[0] = np.sqrt(1.5 * (room**2).sum())
    line = np.convolve(echoed(robot, 0.1, -12), room)[: len(robot)] / np.sqrt((room**2).sum())
    assert share(gated(robot, line), 0.6) > 0.8


def test_the_end_of_an_echo_is_heard_after_the_robot_has_ended() -> None:
    robot = voice(1, 1)
    line = np.concatenate([np.zeros(2400), echoed(robot, 0, -12)])  # 0.3 s late
    padded = np.concatenate([robot, np.zeros(2400)])
    assert share(gated(padded, line), 1.0, 1.28) > 0.9


def test_nothing_is_kept_long_after_the_robot_has_spoken() -> None:
    gate, frame = EchoGate(8000), voice(1, 0.02).astype("<i2").tobytes()
    gate.heard(frame)
    gate.played(frame)
    ticks = 0
    while gate.active:
        gate.heard(frame)
        gate.played(None)
        ticks += 1
    assert 0.6 <= ticks * 0.02 <= 0.8
    gate.heard(frame)
    assert not gate._mine
    assert not gate._theirs
    assert not gate.is_echo()
