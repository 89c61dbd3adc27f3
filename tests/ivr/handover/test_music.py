from itertools import islice

import numpy as np
import pytest

from asr.activity import ActivityMeter, SileroActivity
from ivr.gateway.pacing import frame_bytes, is_quiet
from ivr.handover.music import music_frames, soft_music, softened


def rms_dbfs(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2") / 32767
    return float(20 * np.log10(np.sqrt(np.mean(np.square(samples)))))


@pytest.mark.parametrize("rate", [8000, 16000])
def test_it_is_soft_but_can_be_heard(rate: int) -> None:
    music = soft_music(rate)
    assert -40 < rms_dbfs(music) < -34
    assert not is_quiet(music)
    assert np.abs(np.frombuffer(music, "<i2")).max() < 3300  # -20 dBFS


@pytest.mark.parametrize("gain", [1.0, 0.3])
def test_nobody_takes_it_for_speech(gain: float) -> None:
    meter = ActivityMeter(SileroActivity())
    music = np.frombuffer(soft_music(16000), "<i2") * gain
    pcm = music.astype("<i2").tobytes() * 2
    assert max(window.probability for window in meter.receive(pcm)) < 0.3


def test_it_goes_round_without_a_seam() -> None:
    music = soft_music(8000)
    assert len(music) % frame_bytes(8000) == 0
    rounds = b"".join(islice(music_frames(music, 8000), 2 * len(music) // frame_bytes(8000)))
    assert rounds == music + music
    joint = np.abs(np.diff(np.frombuffer(rounds, "<i2").astype(int)))
    assert joint[len(music) // 2 - 1] <= joint.max() // 4


def test_a_short_piece_is_padded_and_an_empty_one_is_silence() -> None:
    frames = music_frames(b"\1\0" * 100, 8000)
    assert [len(frame) for frame in islice(frames, 3)] == [320, 320, 320]
    assert next(music_frames(b"", 8000)) == bytes(320)


def test_loud_music_is_brought_down_and_soft_music_left() -> None:
    loud = (20000 * np.sin(np.arange(8000) / 5)).astype("<i2").tobytes()
    assert rms_dbfs(softened(loud)) == pytest.approx(-36, abs=0.1)
    assert softened(soft_music(8000)) == soft_music(8000)
    assert softened(b"") == b""
