import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.gateway.resample import StreamResampler

RATES = [(a, b) for a in (8000, 16000, 24000) for b in (8000, 16000, 24000)]


def sine(rate: int, seconds: float = 1.0) -> np.ndarray:
    t = np.arange(round(rate * seconds)) / rate
    return (10_000 * np.sin(2 * np.pi * 700 * t)).astype("<i2")


def in_frames(resampler: StreamResampler, pcm: bytes, size: int) -> list[bytes]:
    pieces = [resampler.push(pcm[at : at + size]) for at in range(0, len(pcm), size)]
    return [*pieces, resampler.flush()]


@pytest.mark.parametrize(("from_rate", "to_rate"), RATES)
def test_a_tone_stays_a_tone_across_frames(from_rate: int, to_rate: int) -> None:
    pieces = in_frames(
        StreamResampler(from_rate, to_rate), sine(from_rate).tobytes(), from_rate // 50 * 2
    )
    heard = np.frombuffer(b"".join(pieces), "<i2")
    assert len(heard) == to_rate
    error = (heard.astype(int) - sine(to_rate))[to_rate // 50 : -to_rate // 50]
    assert np.abs(error).max() < 100


@pytest.mark.parametrize(("from_rate", "to_rate"), RATES)
def test_the_same_audio_gives_the_same_bytes(from_rate: int, to_rate: int) -> None:
    voice = np.random.default_rng(1).normal(0, 3000, from_rate).astype("<i2").tobytes()
    once = in_frames(StreamResampler(from_rate, to_rate), voice, from_rate // 50 * 2)
    again = in_frames(StreamResampler(from_rate, to_rate), voice, from_rate // 50 * 2)
    assert once == again


@pytest.mark.parametrize(("from_rate", "to_rate"), RATES)
def test_20_ms_in_are_20_ms_out_on_average(from_rate: int, to_rate: int) -> None:
    resampler = StreamResampler(from_rate, to_rate)
    frame, out = bytes(from_rate // 50 * 2), 0
    for n in range(1, 501):
        out += len(resampler.push(frame))
        lag = n * 0.02 - out / 2 / to_rate
        assert 0 <= lag <= 0.12
    assert out + len(resampler.flush()) == 10 * to_rate * 2


@given(st.lists(st.integers(0, 900), max_size=30), st.sampled_from(RATES))
@settings(max_examples=60, deadline=None)
def test_lengths_are_exact_after_a_flush(counts: list[int], rates: tuple[int, int]) -> None:
    from_rate, to_rate = rates
    resampler = StreamResampler(from_rate, to_rate)
    out = sum(len(resampler.push(bytes(2 * count))) for count in counts) + len(resampler.flush())
    assert abs(out / 2 - sum(counts) * to_rate / from_rate) <= 0.5


def test_equal_rates_change_nothing() -> None:
    resampler = StreamResampler(8000, 8000)
    assert resampler.push(b"\1\2\3\4") == b"\1\2\3\4"
    assert resampler.flush() == b""


def test_a_flush_begins_anew() -> None:
    resampler, pcm = StreamResampler(8000, 16000), sine(8000, 0.3).tobytes()
    assert resampler.push(pcm) + resampler.flush() == resampler.push(pcm) + resampler.flush()


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        StreamResampler(8000, 16000).push(b"\1\2\3")
