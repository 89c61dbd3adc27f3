"""What has been spoken is kept on disk, so that it is spoken once.

One WAV for each text, voice, speed and rate, named by the SHA-256 of these. A disk that is full or
read-only costs the cache, never a call.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import structlog

from ivr.speech.wav import BrokenWav, read_wav, write_wav

_log = structlog.get_logger(__name__)

_KEEP = 0.9
"""Part of the limit that an eviction leaves, so that it is not needed for every file."""


class PromptCache:
    """PCM on disk, shared by threads and processes: a file appears whole or not at all."""

    def __init__(self, folder: Path, limit_mib: int) -> None:
        self._folder = folder
        self._limit = limit_mib * 2**20
        self._bytes: int | None = None

    def get(self, text: str, voice: str, speed: float, rate: int) -> bytes | None:
        """PCM16 mono at the rate, or None. Marks it as used."""
        file = self._file(text, voice, speed, rate)
        try:
            pcm, found_rate = read_wav(file)
        except FileNotFoundError:
            return None
        except (BrokenWav, OSError) as error:
            _log.warning("cached prompt dropped", file=file.name, reason=str(error))
            _remove(file)
            return None
        _touch(file)
        return pcm if found_rate == rate else None

    def put(self, text: str, voice: str, speed: float, rate: int, pcm: bytes) -> None:
        """Keep it; on a disk that refuses, log and go on."""
        file = self._file(text, voice, speed, rate)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(file, pcm, rate)
        except OSError as error:
            _log.warning(
                "prompt cache cannot be written", folder=str(self._folder), reason=str(error)
            )
            return
        if self._bytes is None:
            self._bytes = sum(size for _, size, _ in _files(self._folder))
        else:
            self._bytes += len(pcm)
        if self._bytes > self._limit:
            self._bytes = evict(self._folder, round(self._limit * _KEEP))

    def _file(self, text: str, voice: str, speed: float, rate: int) -> Path:
        key = json.dumps([text, voice, round(speed, 3), rate], ensure_ascii=True)
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / name[:2] / f"{name}.wav"


def evict(folder: Path, limit_bytes: int) -> int:
    """Remove the least recently used prompts until the rest fits; returns the bytes that remain."""
    files = sorted(_files(folder))
    total = sum(size for _, size, _ in files)
    for _, size, file in files:
        if total <= limit_bytes:
            break
        if _remove(file):
            total -= size
    return total


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """(last use, bytes, file) of every prompt; those that vanish meanwhile are left out."""
    found = []
    for file in folder.glob("??/*.wav"):
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((status.st_mtime, status.st_size, file))
    return found


def _write_whole(file: Path, pcm: bytes, rate: int) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        write_wav(part, pcm, rate)
        part.replace(file)
    except OSError:
        _remove(part)
        raise


def _touch(file: Path) -> None:
    try:
        os.utime(file)
    except OSError:
        return  # read-only: it is only the order of eviction that suffers


def _remove(file: Path) -> bool:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return False
    return True
