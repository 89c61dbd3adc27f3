"""Whole WAV files of speech: 16-bit mono in, 16-bit mono out."""

import wave
from pathlib import Path


class BrokenWav(Exception):
    """Not a WAV file, not 16-bit mono, or shorter than it says. Never leaves this package."""


def read_wav(file: Path) -> tuple[bytes, int]:
    """PCM16 mono and its rate in Hz. Raises BrokenWav, FileNotFoundError or another OSError."""
    try:
        with wave.open(str(file)) as recording:
            if (recording.getnchannels(), recording.getsampwidth()) != (1, 2):
                raise BrokenWav("not 16-bit mono")
            pcm = recording.readframes(recording.getnframes())
            if not pcm or len(pcm) < 2 * recording.getnframes():
                raise BrokenWav("empty or cut short")
            return pcm, recording.getframerate()
    except (wave.Error, EOFError) as error:
        raise BrokenWav(str(error) or "not a WAV file") from error


def write_wav(file: Path, pcm: bytes, rate: int) -> None:
    """PCM16 mono. Raises OSError."""
    with file.open("wb") as raw, wave.open(raw, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(rate)
        recording.writeframes(pcm)
