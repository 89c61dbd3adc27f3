import numpy as np
import pytest

from asr.activity import WINDOW_S, ActivityMeter, GatedActivity, SileroActivity, Window

SPEECH = "您好我想问一下公积金怎么提取"


def judged(pcm: bytes, frame_bytes: int) -> list[Window]:
    meter = ActivityMeter(SileroActivity())
    starts = range(0, len(pcm), frame_bytes)
    return [
        window for start in starts for window in meter.receive(pcm[start : start + frame_bytes])
    ]


def test_silence_is_no_speech() -> None:
    windows = judged(bytes(32_000), 640)
    assert len(windows) == 31
    assert max(window.probability for window in windows) < 0.2


def test_a_hum_is_no_speech() -> None:
    hum = 8000 * np.sin(2 * np.pi * 50 * np.arange(16_000) / 16_000)
    windows = judged(hum.astype("<i2").tobytes(), 640)
    assert np.mean([window.probability for window in windows]) < 0.3


@pytest.mark.model
def test_speech_is_speech(say) -> None:
    windows = judged(say("zh", SPEECH), 640)
    assert np.mean([window.probability > 0.5 for window in windows]) > 0.5


@pytest.mark.model
def test_windows_do_not_depend_on_how_the_audio_is_cut(say) -> None:
    pcm = say("zh", SPEECH)
    assert judged(pcm, 640) == judged(pcm, 1024) == judged(pcm, 999_999 * 2)


def test_windows_follow_each_other_in_time() -> None:
    windows = judged(bytes(32_000), 640)
    assert [window.at_s for window in windows] == [n * WINDOW_S for n in range(len(windows))]


@pytest.mark.model
def test_reset_begins_another_call(say) -> None:
    pcm = say("zh", SPEECH)
    meter = ActivityMeter(SileroActivity())
    first = meter.receive(pcm)
    meter.reset()
    assert meter.receive(pcm) == first


def test_a_window_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1024 bytes"):
        SileroActivity().probability(bytes(640))


class Noting:
    """A judge that takes everything for speech, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def probability(self, pcm: bytes) -> float:
        self.asked.append(pcm)
        return 1.0

    def reset(self) -> None:
        self.asked.clear()


def noise(windows: int, rms: float, seed: int = 1) -> list[bytes]:
    samples = np.random.default_rng(seed).normal(0, rms, (windows, 512))
    return [row.round().astype("<i2").tobytes() for row in samples]


def test_an_idle_line_is_not_judged_once_its_noise_is_known() -> None:
    judge = Noting()
    gated = GatedActivity(judge)
    assert {gated.probability(window) for window in [bytes(1024)] * 50} == {0.0}
    for window in noise(200, 40):
        gated.probability(window)
    known = len(judge.asked)
    assert known < 170
    assert {gated.probability(window) for window in noise(300, 40, seed=2)} == {0.0}
    assert len(judge.asked) == known


def test_speech_is_judged_with_what_came_before_and_after_it() -> None:
    judge = Noting()
    gated = GatedActivity(judge)
    quiet, loud, after = noise(5, 5), noise(4, 500), noise(40, 5)
    heard = [gated.probability(window) for window in [*quiet, *loud, *after]]
    assert heard[:5] == [0.0] * 5
    assert heard[5:9] == [1.0] * 4
    assert judge.asked[:7] == [*quiet[-3:], *loud]
    hang = heard[9:].index(0.0) * WINDOW_S
    assert 0.3 < hang < 0.5
    assert set(heard[-10:]) == {0.0}


def test_speech_over_a_noisy_line_is_judged() -> None:
    judge = Noting()
    gated = GatedActivity(judge)
    for window in noise(900, 400):
        gated.probability(window)
    judge.asked.clear()
    assert [gated.probability(window) for window in noise(5, 900)] == [1.0] * 5
    gated.reset()
    assert judge.asked == []
    assert gated.probability(noise(1, 400)[0]) == 1.0
