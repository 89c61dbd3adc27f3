from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from ivr.speech.recorded import Recordings
from ivr.speech.wav import write_wav

TONE = (np.sin(np.arange(16000) / 8) * 9000).astype("<i2").tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_wav(tmp_path / "greeting.wav", TONE, 16000)
    (tmp_path / "index.tsv").write_text("您好\tgreeting.wav\n\n", "utf-8")
    return tmp_path


def test_found_by_prompt_and_by_exact_text(folder: Path) -> None:
    recordings = Recordings(folder)
    by_prompt = recordings.of_prompt("greeting", 8000)
    assert by_prompt is not None
    assert len(by_prompt) == pytest.approx(len(TONE) // 2, abs=4)
    assert recordings.of_text("您好", 8000) == by_prompt
    assert recordings.has_text("您好")


def test_what_is_not_recorded_is_none(folder: Path) -> None:
    recordings = Recordings(folder)
    assert recordings.of_prompt("goodbye", 8000) is None
    assert recordings.of_prompt("", 8000) is None
    assert recordings.of_text("您好。", 8000) is None
    assert Recordings(None).of_prompt("greeting", 8000) is None


def test_a_broken_recording_is_logged_and_passed_over(folder: Path) -> None:
    (folder / "greeting.wav").write_bytes(b"RIFF....")
    with capture_logs() as logs:
        assert Recordings(folder).of_prompt("greeting", 8000) is None
    assert [entry["log_level"] for entry in logs] == ["warning"]


def test_no_way_out_of_the_folder(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "index.tsv").write_text("您好\t../greeting.wav\n再见 greeting.wav\n", "utf-8")
    with capture_logs() as logs:
        recordings = Recordings(inside)
    assert [entry["line"] for entry in logs] == [1, 2]
    assert recordings.of_text("您好", 8000) is None
    assert recordings.of_prompt("../greeting", 8000) is None


def test_an_unreadable_index_costs_only_the_index(folder: Path) -> None:
    (folder / "index.tsv").write_bytes(b"\xff\xfe\x00")
    with capture_logs() as logs:
        assert Recordings(folder).of_prompt("greeting", 8000)
    assert len(logs) == 1
