"""What may be heard while the robot speaks: callers, and what is no reason to stop. [P]

All sounds are samples at 8 kHz in the telephone band, speech at `SPEECH_DB`. What nobody recorded
is made: a cough is a burst of air, then a hoarse vowel that dies away; a door is a blow below
300 Hz with its rattle; clicks are those of a receiver that is put down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.vad_scenes import SPEECH_DB, Samples, Voice, voice_of, voices
from dialog.events import Heard
from dialog.grammar.phrases import find
from dialog.grammar.utterance import heard
from ivr.gateway.wav import read_audio
from ivr.recorded.sidecar import load_sidecar, read_manifest
from ivr.recorded.sound import RATE, band

MURMURS = ("嗯。", "嗯嗯。", "好。", "好的。", "对。", "是的。", "哦。")
SHORTEST = 4
"""Characters of what counts as an interruption."""
BACKGROUND_DB = (-15.0, -20.0, -25.0)
BACKGROUND_S = 1.6
_ROW = {"123A": 697, "456B": 770, "789C": 852, "*0#D": 941}
_COLUMN = {"147*": 1209, "2580": 1336, "369#": 1477, "ABCD": 1633}


@dataclass(frozen=True)
class Talker:
    """first: said to begin with, so that the robot has something to answer. over: said over the
    answer. begins_s: where speech begins in it."""

    first: Samples
    over: Samples
    begins_s: float


def recorded_talkers(folder: Path) -> tuple[Talker, ...]:
    """The recorded calls in which at least two things are said, noise apart. Raises SidecarError,
    AudioFileError."""
    found = []
    for name, spans in sorted(read_manifest(folder).items()):
        texts = [turn.say for turn in load_sidecar(folder / f"{name}.yaml").turns if turn.say]
        audio = read_audio(folder / f"{name}.wav", RATE)
        turns = [voice_of(name, audio[2 * span.start : 2 * span.end]) for span in spans]
        said = [(v, t) for v, t in zip(turns, texts, strict=True) if v is not None and meant(t)]
        found += [_talker(first, over) for (first, _), (over, _) in pairwise(said)]
    return tuple(found)


def listed_talkers(manifest: Path, most: int, seed: int) -> tuple[Talker, ...]:
    """Real people: one clip of each is said over the answer to another. Raises
    EvaluationUnreadable."""
    over, first = voices(manifest, most, seed)
    return tuple(_talker(a, b) for a, b in zip(first, over, strict=False) if b.spans[-1][1] > 0.6)


def meant(text: str) -> bool:
    """Whether a text is an interruption: neither a murmur nor a syllable or two."""
    plain = "".join(c for c in text if c.isalnum())
    return len(plain) >= SHORTEST and find("backchannel", heard(Heard(plain))) is None


def _talker(first: Voice, over: Voice) -> Talker:
    return Talker(first.samples, over.samples, over.spans[0][0])


def disturbances(
    murmurs: Sequence[Samples], talkers: Sequence[Talker], random: np.random.Generator
) -> Mapping[str, tuple[Samples, ...]]:
    """By kind, what must not stop the robot. murmurs: spoken back-channels, at any level."""
    others = [talker.over[: round(BACKGROUND_S * RATE)] for talker in talkers]
    return {
        "murmur": tuple(levelled(sound, SPEECH_DB) for sound in murmurs),
        "cough": tuple(levelled(cough(random), SPEECH_DB + 3) for _ in range(9)),
        **{
            f"background {db:.0f} dB": tuple(sound * 10 ** (db / 20) for sound in others)
            for db in BACKGROUND_DB
        },
        "door": tuple(levelled(door(random), SPEECH_DB + 6) for _ in range(6)),
        "clicks": tuple(clicks(random) for _ in range(6)),
        "keys": tuple(levelled(keys(d), SPEECH_DB + 6) for d in ("1", "0", "42", "13")),
    }


def cough(random: np.random.Generator) -> Samples:
    """One to three pulses within a second."""
    pulses = []
    for _ in range(int(random.integers(1, 4))):
        burst = random.normal(size=_count(random.uniform(0.03, 0.06)))
        burst *= np.exp(-np.arange(len(burst)) / _count(0.03))
        size = _count(random.uniform(0.12, 0.22))
        time = np.arange(size) / RATE
        pitch = random.uniform(150, 350) * (1 - 0.4 * time / time[-1])
        hoarse = np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE)) * 0.3
        vowel = (hoarse + random.normal(size=size)) * np.exp(-time / 0.07)
        vowel = _around(vowel, random.uniform(600, 900), 300) + _around(
            vowel, random.uniform(1200, 1700), 400
        )
        pulses += [2 * burst, vowel, np.zeros(_count(random.uniform(0.05, 0.15)))]
    return band(np.concatenate(pulses))


def door(random: np.random.Generator) -> Samples:
    size = _count(0.5)
    time = np.arange(size) / RATE
    blow = _around(random.normal(size=size), 250, 200) * np.exp(-time / 0.05)
    rattle = random.normal(size=size) * np.exp(-time / 0.12) * 0.2
    return band(blow + rattle)


def clicks(random: np.random.Generator) -> Samples:
    """Three or four, each 5 ms, as loud as they get."""
    sound = np.zeros(_count(0.8))
    for _ in range(int(random.integers(3, 5))):
        at = int(random.integers(0, len(sound) - 40))
        sound[at : at + 40] += random.normal(size=40) * 0.3 * np.exp(-np.arange(40) / 12)
    return band(sound)


def keys(digits: str) -> Samples:
    """Telephone keys as tones (ITU-T Q.23), 120 ms each with pauses of 80 ms."""
    time = np.arange(_count(0.12)) / RATE
    pieces = []
    for digit in digits:
        low = next(hertz for row, hertz in _ROW.items() if digit in row)
        high = next(hertz for column, hertz in _COLUMN.items() if digit in column)
        pieces += [np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)]
        pieces += [np.zeros(_count(0.08))]
    return np.concatenate(pieces)


def levelled(sound: Samples, db: float) -> Samples:
    """Brought to a level where it is loud: dB of full scale, over its loudest fifth of a second."""
    window = _count(0.2)
    power = np.convolve(sound**2, np.ones(window) / window, "full").max()
    return np.asarray(sound * (10 ** (db / 20) / np.sqrt(max(float(power), 1e-12))))


def _around(sound: Samples, hertz: float, width: float) -> Samples:
    spectrum = np.fft.rfft(sound)
    at = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.asarray(
        np.fft.irfft(spectrum * np.exp(-(((at - hertz) / width) ** 2)), len(sound)), np.float64
    )


def _count(seconds: float) -> int:
    return round(seconds * RATE)
