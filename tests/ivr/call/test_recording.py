import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from structlog.testing import capture_logs

from ivr.call.recording import Recording

RATE = 8000
FRAME = 160


def side(first: int, frames: int) -> list[bytes]:
    """Frames of counting samples, so that each can be recognised."""
    samples = np.arange(first, first + frames * FRAME, dtype="<i2")
    return [piece.tobytes() for piece in np.split(samples, frames)]


def test_the_caller_is_left_and_the_robot_right_sample_by_sample(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "call.wav"
    caller, robot = side(0, 120), side(-20000, 120)
    with Recording(path, RATE) as recording:
        for pair in zip(caller, robot, strict=True):
            recording.add(*pair)
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == RATE
    assert samples[:, 0].tobytes() == b"".join(caller)
    assert samples[:, 1].tobytes() == b"".join(robot)
    assert soundfile.info(path).subtype == "PCM_16"


def test_a_silent_robot_is_silence(tmp_path: Path) -> None:
    caller = side(0, 3)
    with Recording(tmp_path / "call.wav", RATE) as recording:
        recording.add(caller[0], None)
        recording.add(caller[1], caller[2])
        recording.add(caller[2], None)
    samples, _ = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert samples[:, 1].tobytes() == bytes(320) + caller[2] + bytes(320)


def test_each_second_is_on_disk_before_the_call_ends(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    with Recording(path, RATE) as recording:
        for frame in side(0, 120):
            recording.add(frame, None)
        samples, _ = soundfile.read(path)
        assert len(samples) == 2 * RATE
    assert soundfile.info(path).frames == 120 * FRAME


def test_an_error_in_the_call_keeps_what_was_said(tmp_path: Path) -> None:
    caller = side(0, 10)

    def broken_call() -> None:
        with Recording(tmp_path / "call.wav", RATE) as recording:
            for frame in caller:
                recording.add(frame, None)
            raise RuntimeError("call")

    with pytest.raises(RuntimeError, match="call"):
        broken_call()
    samples, _ = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert samples[:, 0].tobytes() == b"".join(caller)


def test_no_folder_means_no_recording_and_the_call_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with capture_logs() as logs, Recording(tmp_path / "file" / "call.wav", RATE) as recording:
        for frame in side(0, 120):
            recording.add(frame, None)
    assert [entry["event"] for entry in logs] == ["recording_failed"]


def test_memory_stays_flat_without_a_recording(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with Recording(tmp_path / "file" / "call.wav", RATE) as recording:
        for frame in side(0, 200) * 5:
            recording.add(frame, None)
            assert len(recording._caller) <= 2 * RATE


FULL_DISK = """
import resource, sys
from pathlib import Path
from ivr.call.recording import Recording
with Recording(Path(sys.argv[1]), 8000) as recording:
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
    for _ in range(300):
        recording.add(bytes(320), bytes(320))
print("the call went on")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits on Windows")
def test_a_disk_that_fills_up_ends_the_recording_not_the_call(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "call.wav")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert "the call went on" in done.stdout, done.stderr
    assert (done.stdout + done.stderr).count("recording_failed") == 1
