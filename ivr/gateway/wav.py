"""Recordings as files: WAV and FLAC in, WAV out. PCM in memory is 16-bit mono."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
import soxr

from ivr.gateway.errors import AudioFileError

MAX_SECONDS = 4 * 3600
"""Longer than any call; beyond it a file is refused rather than read into memory."""

UNKNOWN_LENGTH = 0xFFFFFFFF
"""What programs that write a WAV into a pipe put for a length they do not know yet."""


def read_audio(path: Path, sample_rate: int) -> bytes:
    """PCM16 mono of a WAV or FLAC file at `sample_rate`; channels are mixed, other rates resampled.

    Raises AudioFileError where the file is missing, empty, truncated or not audio.
    """
    content = _content(path)
    _refuse_truncated_wav(path, content)
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            rate, announced = int(file.samplerate), int(file.frames)
            if announced > MAX_SECONDS * rate:
                raise AudioFileError(f"{path}: longer than {MAX_SECONDS // 3600} hours; cut it")
            samples = file.read(dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError) as error:
        said = str(error).partition(">: ")[2] or str(error)  # soundfile names our buffer first
        raise AudioFileError(f"{path}: not a WAV or FLAC file that can be read; {said}") from None
    if announced <= 0 or not len(samples):
        raise AudioFileError(f"{path}: holds no audio; record it again")
    if len(samples) < announced:
        raise AudioFileError(
            f"{path}: truncated: {announced} samples announced, {len(samples)} there; copy it again"
        )
    mono = np.nan_to_num(samples.mean(axis=1))
    if rate != sample_rate:
        mono = soxr.resample(mono, rate, sample_rate)
    pcm: bytes = (mono * 32768.0).round().clip(-32768, 32767).astype("<i2").tobytes()
    return pcm


def write_wav(path: Path, channels: Sequence[bytes], sample_rate: int) -> None:
    """Write PCM16 channels (mono: one; a call: caller left, robot right) as a WAV file.

    Shorter channels are filled with silence. Raises AudioFileError where it cannot be written.
    """
    length = max((len(channel) for channel in channels), default=0)
    table = [np.frombuffer(channel.ljust(length, b"\0"), "<i2") for channel in channels]
    buffer = io.BytesIO()
    soundfile.write(buffer, np.stack(table, axis=1), sample_rate, format="WAV", subtype="PCM_16")
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        raise AudioFileError(f"{path}: cannot be written; {error.strerror}") from None


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise AudioFileError(f"{path}: no such file") from None
    except OSError as error:
        raise AudioFileError(f"{path}: cannot be read; {error.strerror}") from None
    if not content:
        raise AudioFileError(f"{path}: the file is empty")
    return content


def _refuse_truncated_wav(path: Path, content: bytes) -> None:
    """libsndfile plays what there is: a caller cut off would pass for one who said little."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        there = len(content) - at - 8
        if name == b"data":
            if there < size != UNKNOWN_LENGTH:
                raise AudioFileError(
                    f"{path}: truncated: {size} bytes of audio announced, {there} there;"
                    " copy it again"
                )
            return
        at += 8 + size + size % 2
    raise AudioFileError(f"{path}: truncated before its audio begins; copy it again")
