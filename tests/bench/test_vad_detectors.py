import sys

import numpy as np
import pytest

from bench.vad_detectors import (
    CANDIDATES,
    Candidate,
    Energy,
    NoiseFloor,
    Silero,
    Ten,
    WebRtc,
    missing,
)

WINDOW = 256
QUIET, LOUD = 30.0, 3000.0


def noise(rms: float, windows: int, seed: int = 1) -> list[bytes]:
    samples = np.random.default_rng(seed).normal(0, rms, (windows, WINDOW))
    return [bytes(one.round().astype("<i2").tobytes()) for one in samples]


def test_a_noise_floor_falls_fast_and_rises_slowly() -> None:
    floor = NoiseFloor(0.032)
    quiet, loud = noise(QUIET, 60), noise(LOUD, 60)
    for pcm in quiet:
        floor.above_db(pcm)
    jump = floor.above_db(loud[0])
    assert jump == pytest.approx(20 * np.log10(LOUD / QUIET), abs=3)
    for pcm in loud[1:32]:  # one second: the floor has risen by 3 dB
        last = floor.above_db(pcm)
    assert last == pytest.approx(jump - 3, abs=1.5)
    for pcm in noise(QUIET, 20, seed=2):
        floor.above_db(pcm)
    assert floor.above_db(loud[0]) == pytest.approx(jump, abs=3)


def test_energy_hears_what_is_louder_than_the_line() -> None:
    energy = Energy(0.032)
    assert all(energy.probability(pcm) < 0.3 for pcm in noise(QUIET, 100))
    assert energy.probability(noise(LOUD, 1)[0]) > 0.9
    assert 0 <= energy.probability(bytes(2 * WINDOW)) < 0.3


@pytest.mark.parametrize("name", sorted(CANDIDATES))
def test_every_candidate_that_is_here_judges_silence_as_silence(name: str) -> None:
    candidate = CANDIDATES[name]
    if why := missing(candidate):
        pytest.skip(why)
    detector = candidate.build()
    judged = [detector.probability(bytes(2 * candidate.window)) for _ in range(50)]
    assert all(0 <= one <= 1 for one in judged)
    assert max(judged[25:]) < candidate.start


def test_what_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    why = missing(CANDIDATES["webrtc mode 3"])
    assert "hotline-robot[bench]" in why
    assert "\n" not in why


def test_a_library_that_is_missing_is_told_too() -> None:
    def broken() -> Energy:
        raise OSError("libc++.so.1: cannot open")

    assert "libc++" in missing(Candidate(8000, 160, 0.5, 0.5, broken, "apt install libc++1"))


def test_silero_hears_at_both_rates() -> None:
    for rate, window in ((8000, 256), (16_000, 512)):
        assert 0 <= Silero(rate).probability(bytes(2 * window)) < 0.5


def test_webrtc_and_ten_take_the_windows_they_are_given() -> None:
    pytest.importorskip("webrtcvad", reason="webrtcvad-wheels is not installed")
    assert WebRtc(3, 8000).probability(bytes(320)) == 0
    pytest.importorskip("ten_vad", reason="ten-vad is not installed")
    try:
        ten = Ten(256)
    except OSError as error:
        pytest.skip(str(error))
    assert 0 <= ten.probability(bytes(512)) <= 1
