import numpy as np
import pytest

from ivr.gateway.pacing import frame_bytes
from ivr.gateway.phone import frames
from ivr.handover.crossing import Crossing


def tone(rate: int, seconds: float = 2.0) -> bytes:
    t = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2").tobytes()


def test_equal_rates_go_through_untouched_in_the_same_tick() -> None:
    crossing = Crossing(8000, 8000)
    for frame in frames(tone(8000), 8000):
        crossing.push(frame)
        assert crossing.pop() == frame


@pytest.mark.parametrize(("ours", "theirs"), [(8000, 16000), (16000, 8000), (8000, 24000)])
def test_other_rates_arrive_whole_and_a_moment_later(ours: int, theirs: int) -> None:
    crossing, out = Crossing(ours, theirs), bytearray()
    for frame in frames(tone(ours), ours):
        crossing.push(frame)
        out += (popped := crossing.pop())
        assert len(popped) == frame_bytes(theirs)
    samples = np.frombuffer(bytes(out), "<i2").astype(float)
    begun = int(np.flatnonzero(np.abs(samples) > 4000)[0])
    assert begun < 0.3 * theirs
    steady = samples[begun + theirs // 50 :]
    assert np.sqrt(np.mean(np.square(steady))) == pytest.approx(8000 / np.sqrt(2), rel=0.03)
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(steady.size)))
    assert spectrum.argmax() * theirs / steady.size == pytest.approx(440, abs=2)
    beside = spectrum.copy()
    beside[abs(np.arange(spectrum.size) * theirs / steady.size - 440) < 20] = 0
    assert beside.max() < spectrum.max() / 300  # no holes in it


def test_silence_before_anything_has_come() -> None:
    assert Crossing(8000, 16000).pop() == bytes(640)
