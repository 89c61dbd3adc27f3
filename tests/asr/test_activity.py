import numpy as np
import pytest

from asr.activity import WINDOW_S, ActivityMeter, SileroActivity, Window

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
