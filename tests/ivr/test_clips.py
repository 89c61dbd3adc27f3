import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.call.recording import Recording
from ivr.clips import AROUND_MS, clip
from ivr.errors import ClipGone

RATE = 8000
FRAME = RATE // 50


def recorded(folder: Path, seconds: int = 4) -> str:
    """Each 20 ms frame of the caller holds its number; the robot's are all -1."""
    with Recording(folder / "a.wav", RATE) as recording:
        for number in range(seconds * 50):
            caller, robot = np.full(FRAME, number), np.full(FRAME, -1)
            recording.add(caller.astype("<i2").tobytes(), robot.astype("<i2").tobytes())
    return "a.wav"


def frames(wav: bytes) -> list[int]:
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="int16", always_2d=True)
    assert rate == RATE
    assert samples.shape[1] == 1
    return sorted({int(sample) for sample in samples[:, 0]})


def test_the_callers_side_of_a_stretch_with_a_little_around(tmp_path: Path) -> None:
    found = frames(clip(tmp_path, recorded(tmp_path), 1000, 500))
    around = AROUND_MS // 20
    assert found == list(range(50 - around, 75 + around))


def test_a_stretch_at_the_edges_is_cut_there(tmp_path: Path) -> None:
    name = recorded(tmp_path)
    assert frames(clip(tmp_path, name, 0, 100))[0] == 0
    assert frames(clip(tmp_path, name, 3900, 5000))[-1] == 199


def test_a_recording_that_was_stopped_before(tmp_path: Path) -> None:
    with pytest.raises(ClipGone, match="stops before"):
        clip(tmp_path, recorded(tmp_path), 4000, 500)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClipGone, match="not recorded"):
        clip(tmp_path, "", 0, 500)
    with pytest.raises(ClipGone, match="is gone"):
        clip(tmp_path, "b.wav", 0, 500)
    (tmp_path / "c.wav").write_text("nothing")
    with pytest.raises(ClipGone, match="cannot be read"):
        clip(tmp_path, "c.wav", 0, 500)


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    recorded(tmp_path)
    (tmp_path / "recordings").mkdir()
    with pytest.raises(ClipGone, match="is gone"):
        clip(tmp_path / "recordings", "../a.wav", 0, 500)
