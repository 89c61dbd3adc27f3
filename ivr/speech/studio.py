"""Whether recordings from a studio can be used: format, rate, loudness, length; what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dialog.studio import Part, index
from ivr.speech.level import loudness
from ivr.speech.recorded import INDEX
from ivr.speech.wav import BrokenWav, read_wav

LOWEST_RATE = 16_000
"""Hz. The telephone takes 8 kHz, but wideband lines and browsers are better."""

QUIETEST_DBFS, LOUDEST_DBFS = -36.0, -9.0
"""RMS of active speech: between these it can be brought to the line's level without harm."""

CLIPPED = 0.999
MOST_CLIPPED = 0.0005
"""Part of the samples that may reach full scale."""

LONGEST_SILENCE_S = 0.5
"""At both ends together: what is more makes every answer late."""

FASTEST, SLOWEST = 0.45, 2.2
"""Of the expected length: beyond it, it is another text."""


@dataclass(frozen=True)
class Heard:
    """What a folder holds. faults: one line each, with the file. missing: parts not recorded yet,
    which the voice speaks. used: files that are as they should be."""

    faults: tuple[str, ...]
    missing: tuple[Part, ...]
    used: int


def check(folder: Path, parts: Sequence[Part]) -> Heard:
    """parts: of all prompts, from `dialog.studio.sheet`."""
    faults: list[str] = []
    missing: list[Part] = []
    wanted = {part.file: part for part in parts}
    for part in parts:
        if not (folder / part.file).exists():
            missing.append(part)
            continue
        faults += [f"{part.file}: {fault}" for fault in _faults(folder / part.file, part)]
    present = {path.name for path in folder.glob("*.wav")}
    indexed = _indexed(folder)
    gaps = {f"{part.prompt}.wav" for part in parts if part.indexed}
    for name in sorted(present - wanted.keys() - set(indexed.values())):
        why = (
            "the prompt has variables: record it around them" if name in gaps else "no such prompt"
        )
        faults.append(f"{name}: {why}, see `hotline prompts script`")
    there = {text: file for text, file in index(parts).items() if file in present}
    faults += [
        f"{file}: not in {INDEX} with its text: copy the index that `hotline prompts script` writes"
        for text, file in there.items()
        if text not in indexed
    ]
    faulty = {fault.partition(":")[0] for fault in faults}
    return Heard(tuple(faults), tuple(missing), len((present & wanted.keys()) - faulty))


def _indexed(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / INDEX).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    rows = (line.partition("\t") for line in lines if line.strip())
    return {text: name.strip() for text, _, name in rows}


def _faults(file: Path, part: Part) -> list[str]:
    try:
        pcm, rate = read_wav(file)
    except (BrokenWav, OSError) as error:
        return [f"{error}: save it as WAV, 16 bit, one channel"]
    faults = []
    if rate < LOWEST_RATE:
        faults.append(f"{rate} Hz: record at {LOWEST_RATE} Hz or more")
    spoken_s, level = loudness(pcm, rate)
    if not spoken_s:
        return [*faults, "nothing is said in it"]
    if level < QUIETEST_DBFS:
        faults.append(f"too quiet, {level:.0f} dBFS: at least {QUIETEST_DBFS:.0f}")
    if level > LOUDEST_DBFS:
        faults.append(f"too loud, {level:.0f} dBFS: at most {LOUDEST_DBFS:.0f}")
    samples = np.abs(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768))
    if float(np.mean(samples >= CLIPPED)) > MOST_CLIPPED:
        faults.append("clipped: record it again at a lower level")
    length_s = len(pcm) / 2 / rate
    if _edges_s(samples, rate) > LONGEST_SILENCE_S:
        faults.append(f"more than {LONGEST_SILENCE_S} s of silence at its ends: cut it off")
    if not FASTEST <= length_s / max(part.seconds, 0.3) <= SLOWEST:
        faults.append(f"{length_s:.1f} s, want about {part.seconds:.1f} s: is it “{part.text}”?")
    return faults


def _edges_s(samples: npt.NDArray[np.float32], rate: int) -> float:
    """Seconds before the first and after the last sound of more than a hundredth of the peak."""
    loud = np.flatnonzero(samples > samples.max() / 100)
    return float(loud[0] + samples.size - 1 - loud[-1]) / rate
