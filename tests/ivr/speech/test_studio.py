"""Recordings of a studio are used only where they fit, and what is wrong with others is said."""

from pathlib import Path

import numpy as np
import pytest

from dialog.prompts import Prompt
from dialog.studio import index, sheet
from ivr.speech.recorded import INDEX
from ivr.speech.studio import check
from ivr.speech.wav import write_wav

PARTS = sheet((Prompt("bye", "感谢您的来电，再见。"), Prompt("unit", "这件事由{unit}办理。")))
LENGTH_S = PARTS[0].seconds


def tone(seconds: float = LENGTH_S, level: float = 0.15, rate: int = 16000) -> bytes:
    wave = np.sin(np.arange(int(seconds * rate)) / rate * 2 * np.pi * 200) * level
    return (np.clip(wave, -1, 1) * 32767).astype("<i2").tobytes()


def faults(folder: Path) -> str:
    return "\n".join(check(folder, PARTS).faults)


def test_an_empty_folder_misses_everything(tmp_path: Path) -> None:
    heard = check(tmp_path, PARTS)
    assert [part.file for part in heard.missing] == ["bye.wav", "unit.1.wav", "unit.2.wav"]
    assert (heard.faults, heard.used) == ((), 0)


def test_all_recorded_and_indexed(tmp_path: Path) -> None:
    for part in PARTS:
        write_wav(tmp_path / part.file, tone(part.seconds), 48000 // 3)
    lines = (f"{text}\t{file}\n" for text, file in index(PARTS).items())
    (tmp_path / INDEX).write_text("".join(lines), encoding="utf-8")
    heard = check(tmp_path, PARTS)
    assert (heard.faults, heard.missing, heard.used) == ((), (), 3)


def test_a_piece_that_the_index_does_not_name_is_never_found(tmp_path: Path) -> None:
    write_wav(tmp_path / "unit.1.wav", tone(PARTS[1].seconds), 16000)
    assert f"unit.1.wav: not in {INDEX}" in faults(tmp_path)


@pytest.mark.parametrize(
    ("pcm", "rate", "fault"),
    [
        (tone(rate=8000), 8000, "8000 Hz: record at 16000 Hz"),
        (tone(level=0.005), 16000, "too quiet"),
        (tone(level=0.9), 16000, "too loud"),
        (tone(level=40.0, seconds=0.01) + tone(), 16000, "clipped"),
        (bytes(2 * 16000), 16000, "nothing is said"),
        (bytes(2 * 16000) + tone(1.5), 16000, "silence at its ends"),
        (tone(0.3), 16000, "0.3 s, want about 1.7 s"),
        (tone(9.0), 16000, "9.0 s, want about"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, pcm: bytes, rate: int, fault: str) -> None:
    write_wav(tmp_path / "bye.wav", pcm, rate)
    assert fault in faults(tmp_path)
    assert check(tmp_path, PARTS).used == 0


def test_not_a_recording(tmp_path: Path) -> None:
    (tmp_path / "bye.wav").write_bytes(b"ID3 not a wav")
    assert "save it as WAV, 16 bit, one channel" in faults(tmp_path)


def test_files_that_belong_to_no_prompt(tmp_path: Path) -> None:
    write_wav(tmp_path / "byebye.wav", tone(), 16000)
    write_wav(tmp_path / "unit.wav", tone(), 16000)
    assert "byebye.wav: no such prompt" in faults(tmp_path)
    assert "unit.wav: the prompt has variables" in faults(tmp_path)
