import numpy as np
import pytest

from ivr.speech.level import TARGET_DBFS, levelled, louder, loudness, resampled, silence, trimmed

RATE = 8000


def tone(seconds: float, amplitude: float, rate: int = RATE) -> bytes:
    time = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * 400 * time) * amplitude * 32767).astype("<i2").tobytes()


def dbfs(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2") / 32768
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


@pytest.mark.parametrize("amplitude", [0.01, 0.1, 0.9])
def test_speech_is_brought_to_one_level_whatever_the_silence(amplitude: float) -> None:
    speech = tone(0.5, amplitude)
    even = levelled(silence(RATE, 700) + speech + silence(RATE, 300), RATE)
    middle = even[2 * RATE * 800 // 1000 : 2 * RATE * 1100 // 1000]
    assert dbfs(middle) == pytest.approx(TARGET_DBFS, abs=0.3)


def test_peaks_stay_below_full_scale() -> None:
    # A click far above the speech around it.
    speech = np.frombuffer(tone(1.0, 0.05), "<i2").copy()
    speech[4000] = 32767
    peak = np.abs(np.frombuffer(levelled(speech.tobytes(), RATE), "<i2").astype(int)).max()
    assert 0.7 * 32767 < peak <= 32767


def test_silence_stays_silence() -> None:
    assert levelled(silence(RATE, 100), RATE) == silence(RATE, 100)
    assert levelled(b"", RATE) == b""
    assert trimmed(silence(RATE, 100), RATE, 25) == b""
    assert trimmed(b"", RATE, 25) == b""


def test_trimming_keeps_the_speech_and_a_little_around_it() -> None:
    speech = tone(0.4, 0.3)
    kept = trimmed(silence(RATE, 400) + speech + silence(RATE, 800), RATE, 25)
    assert speech in kept
    assert len(kept) - len(speech) <= 2 * RATE * (2 * 25 + 20) // 1000


def test_trimming_takes_nothing_from_speech_without_silence() -> None:
    assert trimmed(tone(0.41, 0.3), RATE, 25) == tone(0.41, 0.3)


@pytest.mark.parametrize(("rate", "target"), [(24000, 8000), (22050, 16000), (8000, 16000)])
def test_resampling_keeps_length_and_level(rate: int, target: int) -> None:
    made = resampled(tone(1.0, 0.5, rate), rate, target)
    assert len(made) // 2 == pytest.approx(target, abs=2)
    assert dbfs(made) == pytest.approx(dbfs(tone(1.0, 0.5)), abs=0.2)


def test_the_same_rate_costs_nothing() -> None:
    pcm = tone(0.1, 0.5)
    assert resampled(pcm, RATE, RATE) is pcm


def test_loudness_is_that_of_speech_not_of_pauses() -> None:
    seconds, level = loudness(silence(RATE, 700) + tone(0.5, 0.1) + silence(RATE, 300), RATE)
    assert seconds == pytest.approx(0.5, abs=0.021)
    assert level == pytest.approx(dbfs(tone(0.5, 0.1)), abs=0.3)
    assert loudness(silence(RATE, 100), RATE) == (0.0, -np.inf)
    assert loudness(b"", RATE) == (0.0, -np.inf)


def test_louder_is_louder_by_as_much_and_never_beyond_full_scale() -> None:
    quiet = tone(0.5, 0.05)
    assert loudness(louder(quiet, 6.0), RATE)[1] - loudness(quiet, RATE)[1] == pytest.approx(
        6, abs=0.1
    )
    loud = louder(tone(0.5, 0.9), 12.0)
    peak = int(np.abs(np.frombuffer(loud, dtype="<i2").astype(int)).max())
    assert 0.9 * 32767 < peak <= 32767
    assert loudness(loud, RATE)[1] < 0
    assert louder(quiet, 0.0) is quiet
