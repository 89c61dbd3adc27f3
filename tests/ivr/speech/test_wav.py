import wave
from pathlib import Path

import pytest

from ivr.speech.wav import BrokenWav, read_wav, write_wav

PCM = bytes(range(200))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", PCM, 8000)
    assert read_wav(tmp_path / "a.wav") == (PCM, 8000)


@pytest.mark.parametrize("keep", [0, 10, 44, 100])
def test_a_file_cut_short_is_broken(tmp_path: Path, keep: int) -> None:
    file = tmp_path / "a.wav"
    write_wav(file, PCM, 8000)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(BrokenWav):
        read_wav(file)


def test_stereo_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as recording:
        recording.setnchannels(2)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(PCM)
    with pytest.raises(BrokenWav):
        read_wav(tmp_path / "a.wav")


def test_a_missing_file_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_wav(tmp_path / "none.wav")
