import numpy as np
import pytest

from bench.barge_in_line import CLEAN, CONDITIONS, ECHOES, Condition, Echo, LineCaller
from ivr.gateway.line import Frame, HungUp
from ivr.gateway.pacing import is_quiet

WORDS = 0.2 * np.sin(np.arange(8000) * 0.4)
ROBOT = (6000 * np.sin(np.arange(160) * 0.25)).astype("<i2").tobytes()


def held(
    condition: Condition, answered: bool = True, seed: int = 1
) -> tuple[LineCaller, list[bytes]]:
    """A call in which the robot speaks from 2 s on: what it hears."""
    caller = LineCaller(WORDS, WORDS, 1.0, condition, (), seed)
    heard: list[bytes] = []
    robot = ROBOT * (condition.rate // 8000)
    for tick in range(1000):
        (event,) = caller.hear(robot if answered and tick >= 100 else None, tick * 0.02)
        if isinstance(event, HungUp):
            return caller, heard
        assert isinstance(event, Frame)
        heard.append(event.pcm)
    raise AssertionError("never hung up")


def level(frames: list[bytes], begin_s: float, end_s: float) -> float:
    pcm = np.frombuffer(b"".join(frames[round(begin_s * 50) : round(end_s * 50)]), "<i2") / 32768
    return float(10 * np.log10(np.mean(pcm**2) + 1e-12))


def test_the_caller_speaks_first_and_then_over_the_answer() -> None:
    caller, heard = held(CLEAN)
    assert caller.over_at == pytest.approx(3.0, abs=0.05)
    assert level(heard, 0.4, 1.2) == pytest.approx(-17, abs=0.5)
    assert level(heard, 1.5, 2.9) < -60
    assert level(heard, 3.1, 3.9) == pytest.approx(-17, abs=0.5)
    assert len(heard) * 0.02 == pytest.approx(4.0 + 1.6, abs=0.1)


def test_without_an_answer_the_caller_gives_up() -> None:
    caller, heard = held(CLEAN, answered=False)
    assert caller.over_at is None
    assert len(heard) * 0.02 == pytest.approx(1.3 + 6, abs=0.1)


def test_the_same_seed_is_the_same_call() -> None:
    bad = Condition("bad", noise="white", loss=0.1, jitter=True, echo=Echo(-12, 150, True))
    assert held(bad)[1] == held(bad)[1]
    assert held(bad)[1] != held(bad, seed=2)[1]


@pytest.mark.parametrize("gain_db", [-20, 6])
def test_level_is_the_callers(gain_db: float) -> None:
    _, heard = held(Condition("x", gain_db=gain_db))
    assert level(heard, 0.4, 1.2) == pytest.approx(-17 + gain_db, abs=0.6)


def test_noise_is_so_far_below_speech() -> None:
    _, heard = held(Condition("x", noise="white", snr_db=10))
    assert level(heard, 1.5, 1.9) == pytest.approx(-36, abs=0.7)


@pytest.mark.parametrize("room", [False, True])
def test_echo_is_the_robot_late_and_softer(room: bool) -> None:
    _, heard = held(Condition("x", echo=Echo(-12, 200, room)))
    assert level(heard, 2.0, 2.18) < -60
    robot = 20 * np.log10(6000 / 32768) - 3
    assert level(heard, 2.5, 2.98) == pytest.approx(robot - 12, abs=7)


def test_what_is_lost_is_silence() -> None:
    _, heard = held(Condition("x", loss=0.1))
    words = heard[20:60]
    assert 1 <= sum(map(is_quiet, words)) <= 12


def test_jitter_loses_nothing_of_what_is_said() -> None:
    _, heard = held(Condition("x", jitter=True), seed=3)
    assert sum(not is_quiet(frame) for frame in heard) == pytest.approx(100, abs=3)
    assert sum(map(is_quiet, heard[15:65])) >= 0


def test_at_16_khz_frames_are_twice_as_long() -> None:
    _, heard = held(Condition("x", rate=16_000))
    assert {len(frame) for frame in heard} == {640}


def test_conditions_have_names_of_their_own() -> None:
    names = [condition.name for condition in (*CONDITIONS, *ECHOES)]
    assert len(set(names)) == len(names)
