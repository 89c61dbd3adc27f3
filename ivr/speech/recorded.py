"""Prompts that a person has recorded; they override synthesis.

A folder with `<prompt id>.wav`, and `index.tsv` whose lines are a text, a tab and a file in the
folder. Files are 16-bit mono WAV at any rate.
"""

from pathlib import Path

import structlog

from ivr.speech.level import levelled, resampled
from ivr.speech.wav import BrokenWav, read_wav

INDEX = "index.tsv"

_log = structlog.get_logger(__name__)


class Recordings:
    """The recordings of one folder; looked up at every prompt, so files may come and go."""

    def __init__(self, folder: Path | None) -> None:
        """folder: None where nothing is recorded. The index is read once, here."""
        self._folder = folder
        self._files = _index(folder / INDEX) if folder else {}

    def of_prompt(self, prompt: str, rate: int) -> bytes | None:
        """PCM16 of a whole prompt at the rate, or None where there is no (sound) recording."""
        if self._folder is None or not prompt or not _plain(prompt):
            return None
        return _read(self._folder / f"{prompt}.wav", rate)

    def has_text(self, text: str) -> bool:
        """Whether the index lists exactly this text."""
        return text in self._files

    def of_text(self, text: str, rate: int) -> bytes | None:
        """PCM16 of exactly this text at the rate, or None."""
        name = self._files.get(text)
        if self._folder is None or name is None:
            return None
        return _read(self._folder / name, rate)


def _plain(name: str) -> bool:
    """Whether it names a file in the folder itself."""
    return Path(name).name == name and ":" not in name


def _index(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        _log.warning("recording index cannot be read", file=str(file), reason=str(error))
        return {}
    found = {}
    for number, line in enumerate(lines, 1):
        text, _, name = line.partition("\t")
        if not line.strip():
            continue
        if not name or not _plain(name.strip()):
            _log.warning("recording index: want text, tab, file name", file=str(file), line=number)
            continue
        found[text] = name.strip()
    return found


def _read(file: Path, rate: int) -> bytes | None:
    try:
        pcm, recorded_rate = read_wav(file)
    except FileNotFoundError:
        return None
    except (BrokenWav, OSError) as error:
        _log.warning(
            "recording cannot be used, speaking instead", file=str(file), reason=str(error)
        )
        return None
    return levelled(resampled(pcm, recorded_rate, rate), rate)
