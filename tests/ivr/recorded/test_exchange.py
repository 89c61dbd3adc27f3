import numpy as np
import pytest

from ivr.recorded.exchange import at_rate, through_exchange
from ivr.recorded.sound import RATE


def tone(hertz: float, rate: int = RATE, seconds: float = 1.0) -> bytes:
    time = np.arange(round(rate * seconds)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * time)).round().astype("<i2").tobytes()


def level(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize(
    ("hertz", "passes"), [(50, False), (440, True), (3000, True), (3800, False)]
)
def test_the_exchange_lets_the_telephone_band_through(hertz: float, passes: bool) -> None:
    before = tone(hertz)
    kept = level(through_exchange(before)) / level(before)
    assert kept == pytest.approx(1, abs=0.05) if passes else kept < 0.05


def test_the_exchange_leaves_values_of_a_law_only() -> None:
    noise = np.random.default_rng(5).normal(0, 6000, RATE).clip(-32768, 32767).astype("<i2")
    assert len(set(np.frombuffer(through_exchange(noise.tobytes()), "<i2").tolist())) <= 256


@pytest.mark.parametrize("samples", [0, 1, 8000, 8001])
@pytest.mark.parametrize("rate", [8000, 16_000])
def test_the_way_up_keeps_the_time(samples: int, rate: int) -> None:
    up = at_rate(bytes(2 * samples), rate)
    assert len(up) == 2 * samples * rate // RATE


def test_the_way_up_keeps_sound_in_its_place() -> None:
    """No delay between what went in and what comes out, or edges of words would be lost."""
    before = np.zeros(RATE)
    before[3000:5000] = np.frombuffer(tone(1000), "<i2")[:2000]
    up = np.frombuffer(at_rate(before.astype("<i2").tobytes(), 16_000), "<i2")
    loud = np.nonzero(np.abs(up.astype(int)) > 4000)[0]
    assert loud[0] == pytest.approx(6000, abs=20)
    assert loud[-1] == pytest.approx(10_000, abs=20)
