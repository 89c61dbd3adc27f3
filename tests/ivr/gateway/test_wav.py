import errno
import io
import math
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.gateway.errors import AudioFileError, GatewayError
from ivr.gateway.wav import read_audio, write_wav


def sine(rate: int, seconds: float = 1.0, hz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * math.pi * hz * np.arange(round(rate * seconds)) / rate)


def wav_bytes(
    samples: np.ndarray, rate: int, container: str = "WAV", subtype: str = "PCM_16"
) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=container, subtype=subtype)
    return buffer.getvalue()


@pytest.mark.parametrize("container", ["WAV", "FLAC"])
def test_16_bit_audio_comes_back_exactly(tmp_path: Path, container: str) -> None:
    pcm = np.array([0, 1, -1, 32767, -32768, 1234], "<i2")
    (tmp_path / "a").write_bytes(wav_bytes(pcm, 8000, container))
    assert read_audio(tmp_path / "a", 8000) == pcm.tobytes()


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "PCM_24", "FLOAT", "PCM_U8"])
def test_other_encodings_are_understood(tmp_path: Path, subtype: str) -> None:
    (tmp_path / "a.wav").write_bytes(wav_bytes(sine(8000), 8000, subtype=subtype))
    heard = np.frombuffer(read_audio(tmp_path / "a.wav", 8000), "<i2") / 32768
    assert np.abs(heard - sine(8000)).max() < 0.03


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 24000, 44100, 48000])
def test_other_rates_are_resampled(tmp_path: Path, rate: int) -> None:
    (tmp_path / "a.wav").write_bytes(wav_bytes(sine(rate), rate))
    heard = np.frombuffer(read_audio(tmp_path / "a.wav", 16000), "<i2") / 32768
    assert len(heard) == 16000
    assert np.abs(heard - sine(16000))[1000:-1000].max() < 0.005


def test_channels_are_mixed(tmp_path: Path) -> None:
    stereo = np.array([[1000, 3000], [-500, 500]], "<i2")
    (tmp_path / "a.wav").write_bytes(wav_bytes(stereo, 8000))
    assert np.frombuffer(read_audio(tmp_path / "a.wav", 8000), "<i2").tolist() == [2000, 0]


def test_too_loud_float_is_clipped_and_nonsense_is_silence(tmp_path: Path) -> None:
    samples = np.array([2.0, -2.0, float("nan")])
    (tmp_path / "a.wav").write_bytes(wav_bytes(samples, 8000, subtype="FLOAT"))
    heard = np.frombuffer(read_audio(tmp_path / "a.wav", 8000), "<i2")
    assert heard.tolist() == [32767, -32768, 0]


GOOD = wav_bytes(sine(8000), 8000)
BAD = {
    "empty": (b"", "is empty"),
    "text": ("您好".encode() * 100, "not a WAV or FLAC file"),
    "cut in the audio": (GOOD[:-1001], "truncated: 16000 bytes of audio announced, 14999 there"),
    "cut in the header": (GOOD[:30], "truncated before its audio"),
    "only the header": (GOOD[:44], "truncated: 16000 bytes of audio announced, 0 there"),
    "no samples": (wav_bytes(np.zeros(0), 8000), "holds no audio"),
    "cut FLAC": (
        wav_bytes(np.random.default_rng(1).normal(0, 0.1, 80000), 8000, "FLAC")[:50000],
        "not a WAV or FLAC|truncated",
    ),
    "unsupported codec": (GOOD[:20] + struct.pack("<H", 0x1234) + GOOD[22:], "not a WAV"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_clear_line(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    with pytest.raises(AudioFileError, match=message) as caught:
        read_audio(path, 8000)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, GatewayError)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="no such file"):
        read_audio(tmp_path / "none.wav", 8000)
    with pytest.raises(AudioFileError, match="cannot be read"):
        read_audio(tmp_path, 8000)


def test_a_wav_from_a_pipe_has_no_length(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(GOOD[:40] + struct.pack("<I", 0xFFFFFFFF) + GOOD[44:])
    assert len(read_audio(tmp_path / "a.wav", 8000)) == 16000


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    pcm = (sine(8000) * 32767).astype("<i2").tobytes()
    write_wav(tmp_path / "a.wav", [pcm], 8000)
    assert read_audio(tmp_path / "a.wav", 8000) == pcm


def test_a_shorter_channel_is_filled_with_silence(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", [b"\1\0\2\0", b"\3\0"], 8000)
    samples, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    assert samples.tolist() == [[1, 3], [2, 0]]


def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(AudioFileError, match="No space left"):
        write_wav(tmp_path / "a.wav", [b"\1\0"], 8000)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="cannot be written"):
        write_wav(tmp_path / "none" / "a.wav", [b"\1\0"], 8000)
