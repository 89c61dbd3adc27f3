"""How well and how fast an engine hears the recorded calls, turn by turn."""

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from asr.pinyin import syllables
from asr.recognizer import Engine
from bench.figures import percentile
from ivr.gateway.wav import read_audio
from ivr.recorded.sidecar import check_spans, load_sidecar, read_manifest
from ivr.recorded.sound import RATE

MARGIN_S = 0.3
"""Sound around a turn: about what the endpointer leaves."""


@dataclass(frozen=True)
class Clip:
    """One turn. reference: toneless syllables. pcm: at the engine's rate."""

    call: str
    reference: tuple[str, ...]
    pcm: bytes


@dataclass(frozen=True)
class Heard:
    """syllable_error: edits a reference syllable, 0 to 1 and over, over all turns. lost: share of
    turns with more than a third of their syllables wrong. rtf: seconds of work a second of sound.
    finish_*: from the last sample to the transcript, milliseconds."""

    engine: str
    model: str
    turns: int
    syllable_error: float
    lost: float
    rtf: float
    finish_p50_ms: float
    finish_p95_ms: float

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def clips(folder: Path, rate: int) -> Iterable[Clip]:
    """Every spoken turn of the recorded calls. Raises SidecarError, AudioFileError."""
    for name, spans in sorted(read_manifest(folder).items()):
        sidecar = load_sidecar(folder / f"{name}.yaml")
        check_spans(sidecar, spans)
        spoken = [turn.say for turn in sidecar.turns if turn.say]
        audio = read_audio(folder / f"{name}.wav", rate)
        for text, span in zip(spoken, spans, strict=True):
            start = max(0.0, span.start / RATE - MARGIN_S)
            end = span.end / RATE + MARGIN_S
            pcm = audio[int(start * rate) * 2 : int(end * rate) * 2]
            reference = syllables("".join(c for c in text if c.isalnum()))
            yield Clip(name, reference, pcm)


def hear(engine: Engine, spoken: Iterable[Clip]) -> Heard:
    """Run every clip through one recogniser, a tenth of a second at a time."""
    recognizer = engine.recognizer()
    step = engine.sample_rate // 10 * 2
    edits = total = turns = lost = 0
    worked = sound = 0.0
    finishes: list[float] = []
    for clip in spoken:
        began = time.perf_counter()
        for at in range(0, len(clip.pcm), step):
            recognizer.accept(clip.pcm[at : at + step])
        heard_all = time.perf_counter()
        transcript = recognizer.finish()
        ended = time.perf_counter()
        wrong = Levenshtein.distance(clip.reference, transcript.syllables)
        edits, total, turns = edits + wrong, total + len(clip.reference), turns + 1
        lost += wrong * 3 > len(clip.reference)
        worked += ended - began
        sound += len(clip.pcm) / 2 / engine.sample_rate
        finishes.append((ended - heard_all) * 1000)
    return Heard(
        engine=engine.name,
        model=engine.model,
        turns=turns,
        syllable_error=edits / max(total, 1),
        lost=lost / max(turns, 1),
        rtf=worked / max(sound, 1e-9),
        finish_p50_ms=percentile(finishes, 50),
        finish_p95_ms=percentile(finishes, 95),
    )
