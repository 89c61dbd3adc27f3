"""Telephone calls with known beginnings and ends of speech, for the measuring of voice activity.

A scene is clips of real people, each alone, laid into silence, with one noise under all of it, as
it comes out of the telephone network: 300–3,400 Hz, noise added, A-law. Where speech is, is told
from the energy of each clip before any noise: 10 ms frames within 30 dB of the clip's loud ones,
gaps under 0.2 s closed, bursts under 60 ms dropped. Only clips whose own background lies 35 dB
under their speech are taken, or the rule would call their room speech.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from asr.errors import EvaluationUnreadable
from asr.evaluation_manifest import read_manifest
from ivr.gateway.errors import AudioFileError
from ivr.gateway.wav import read_audio
from ivr.recorded.exchange import through_exchange
from ivr.recorded.sound import RATE, band

Samples = npt.NDArray[np.float64]
Noise = Literal["none", "white", "babble", "music", "hum"]
Span = tuple[float, float]
"""Beginning and end, seconds."""

SPEECH_DB = -26.0
"""Level of speech where it is active, dB of full scale: the usual telephone level (ITU-T P.56)."""
IDLE_DB = -60.0
"""Level of a line on which nobody speaks, dB of full scale."""
_FULL_SCALE = 32768.0
_FRAME_S = 0.01
_FRAME = round(RATE * _FRAME_S)
_UNDER_LOUD_DB = 30.0
_QUIET_DB = 35.0
_CLOSED_S, _DROPPED_S = 0.2, 0.06
_GAP_S = (1.5, 3.5)
_SHORTEST_S, _LONGEST_S = 0.3, 9.0
_SILENT_DB = -120.0


@dataclass(frozen=True)
class Voice:
    """A clip at 8 kHz in the telephone band, at SPEECH_DB. spans: where it is speech."""

    id: str
    samples: Samples
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Scene:
    """pcm: PCM16 at 8 kHz. utterances: the spans of speech of each clip."""

    noise: Noise
    snr_db: float | None
    pcm: bytes
    utterances: tuple[tuple[Span, ...], ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE


def voices(manifest: Path, most: int, seed: int) -> tuple[tuple[Voice, ...], tuple[Voice, ...]]:
    """Clips for the foreground, and others for the babble: at most as many each, drawn at random,
    groups in turn. Raises EvaluationUnreadable, also where too few are quiet enough."""
    rows = list(read_manifest(manifest))
    random = np.random.default_rng(seed)
    random.shuffle(rows)
    by_group = groupby(sorted(rows, key=lambda row: row.group), key=lambda row: row.group)
    queues = [list(group) for _, group in by_group]
    turns = (row for turn in range(len(rows)) for q in queues if turn < len(q) for row in [q[turn]])
    found: list[Voice] = []
    for row in turns:
        try:
            voice = voice_of(row.id, read_audio(row.path, RATE))
        except AudioFileError:
            continue
        if voice is not None:
            found.append(voice)
        if len(found) == 2 * most:
            break
    if len(found) < 2:
        raise EvaluationUnreadable(
            f"{manifest}: fewer than two clips with a quiet background; list others"
        )
    return tuple(found[::2]), tuple(found[1::2])


def voice_of(name: str, pcm: bytes) -> Voice | None:
    """A clip (PCM16 at 8 kHz) as a voice, None where it is too noisy, too short or too long."""
    samples = band(np.frombuffer(pcm, "<i2").astype(np.float64) / _FULL_SCALE)
    levels = _levels(samples)
    if not _SHORTEST_S <= len(levels) * _FRAME_S <= _LONGEST_S:
        return None
    loud, quiet = np.percentile(levels, (95, 5))
    spans = _spans(levels > loud - _UNDER_LOUD_DB)
    if loud - quiet < _QUIET_DB or not spans:
        return None
    active = np.concatenate([samples[_at(begin) : _at(end)] for begin, end in spans])
    return Voice(name, samples * _gain(active, SPEECH_DB), spans)


def scene(
    foreground: Sequence[Voice],
    background: Sequence[Voice],
    noise: Noise,
    snr_db: float | None,
    seed: int,
) -> Scene:
    """Lay voices into silence of 1.5 to 3.5 s each, and noise under everything.

    snr_db: of active speech over noise, both in the telephone band; None for no noise. The same
    seed gives the same places, whatever the noise.
    """
    random = np.random.default_rng(seed)
    gaps = [round(RATE * gap) for gap in random.uniform(*_GAP_S, len(foreground) + 1)]
    pieces = [np.zeros(gaps[0])]
    utterances: list[tuple[Span, ...]] = []
    at = gaps[0] / RATE
    for voice, gap in zip(foreground, gaps[1:], strict=True):
        pieces += [voice.samples, np.zeros(gap)]
        utterances.append(tuple((at + begin, at + end) for begin, end in voice.spans))
        at += (len(voice.samples) + gap) / RATE
    speech = np.concatenate(pieces)
    if snr_db is not None:
        made = band(_NOISES[noise](len(speech), background, random))
        speech = speech + made * _gain(made, SPEECH_DB - snr_db)
    pcm = (speech * _FULL_SCALE).round().clip(-32768, 32767).astype("<i2").tobytes()
    return Scene(noise, snr_db, through_exchange(pcm), tuple(utterances))


def idle_line(seconds: float, seed: int) -> bytes:
    """PCM16 at 8 kHz of a line on which nobody speaks: the faint hiss of a telephone."""
    random = np.random.default_rng(seed)
    hiss = band(white(round(seconds * RATE), (), random))
    pcm = hiss * _gain(hiss, IDLE_DB) * _FULL_SCALE
    return through_exchange(pcm.round().astype("<i2").tobytes())


def white(size: int, _: Sequence[Voice], random: np.random.Generator) -> Samples:
    return random.normal(size=size)


def hum(size: int, _: Sequence[Voice], random: np.random.Generator) -> Samples:
    """Mains of 50 Hz with its harmonics up to 2 kHz, as beside a badly shielded cable."""
    time = np.arange(size) / RATE
    tones = (
        np.sin(2 * np.pi * 50 * n * time + random.uniform(0, 2 * np.pi)) / n for n in range(1, 41)
    )
    return np.asarray(sum(tones), np.float64)


def babble(size: int, voices: Sequence[Voice], random: np.random.Generator) -> Samples:
    """Six people at once, each saying other clips without a pause."""
    talk = np.zeros(size)
    for _ in range(6):
        order = [voices[i].samples for i in random.permutation(len(voices))]
        one = np.concatenate(order)
        talk += np.resize(np.roll(one, int(random.integers(len(one)))), size)
    return talk


def music(size: int, _: Sequence[Voice], random: np.random.Generator) -> Samples:
    """Chords of plucked notes, a bass and a drum at 110 beats a minute."""
    beat = round(RATE * 60 / 110)
    time = np.arange(beat) / RATE
    played = np.zeros(size + beat)
    roots = (220.0, 174.6, 261.6, 196.0)
    for number, start in enumerate(range(0, size, beat)):
        root = roots[number // 4 % len(roots)]
        notes = [
            root / 2,
            root,
            root * 5 / 4,
            root * 3 / 2,
            root * float(random.choice((2, 2.25, 2.5))),
        ]
        for note in notes:
            decay = np.exp(-time * float(random.uniform(2, 5)))
            overtones = sum(np.sin(2 * np.pi * note * n * time) / n for n in range(1, 8))
            played[start : start + beat] += np.asarray(overtones) * decay
        played[start : start + beat] += random.normal(size=beat) * np.exp(-time * 40)
    return played[:size]


_NOISES: Mapping[Noise, Callable[[int, Sequence[Voice], np.random.Generator], Samples]] = {
    "white": white,
    "babble": babble,
    "music": music,
    "hum": hum,
}
NOISES: tuple[Noise, ...] = tuple(_NOISES)


def _levels(samples: Samples) -> Samples:
    """Level of each 10 ms, dB of full scale."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.mean(frames**2, axis=1)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_SILENT_DB / 10))), np.float64)


def _spans(loud: npt.NDArray[np.bool_]) -> tuple[Span, ...]:
    """Where frames are loud, gaps closed and bursts dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    spans = [(a * _FRAME_S, b * _FRAME_S) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(span for span in _closed(spans) if span[1] - span[0] >= _DROPPED_S)


def _closed(spans: Sequence[Span]) -> Iterator[Span]:
    if not spans:
        return
    cuts = [at for at, (a, b) in enumerate(pairwise(spans), 1) if b[0] - a[1] >= _CLOSED_S]
    for first, last in pairwise((0, *cuts, len(spans))):
        yield float(spans[first][0]), float(spans[last - 1][1])


def _gain(samples: Samples, level_db: float) -> float:
    """What brings samples to a level."""
    rms = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    return float(10 ** (level_db / 20) / rms) if rms > 0 else 0.0


def _at(seconds: float) -> int:
    return round(seconds * RATE)
