"""An engine hears clips one after the other: what it understood, and what that cost."""

import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asr.evaluation import Score, Way, score
from asr.recognizer import SAMPLE_WIDTH, Engine, Transcript

_PIECES_A_SECOND = 10
_STATUS = Path("/proc/self/status")
_PEAK = "VmHWM:"


@dataclass(frozen=True)
class Clip:
    """Something said, as one line brings it. pcm: PCM16 mono at the engine's rate."""

    id: str
    group: str
    mandarin: bool
    way: Way
    said: str
    pcm: bytes


@dataclass(frozen=True)
class ClipHeard:
    """A clip that was heard. sound_s: its length; wall_s: how long the engine took; core_s:
    processor time of all threads, seconds."""

    clip: Clip
    transcript: Transcript
    score: Score
    sound_s: float
    wall_s: float
    core_s: float


def hear(engine: Engine, clips: Iterable[Clip]) -> Iterable[ClipHeard]:
    """Run clips through one recogniser, without hints, a tenth of a second at a time."""
    recognizer = engine.recognizer()
    step = engine.sample_rate // _PIECES_A_SECOND * SAMPLE_WIDTH
    for clip in clips:
        wall, core = time.perf_counter(), time.process_time()
        for at in range(0, len(clip.pcm), step):
            recognizer.accept(clip.pcm[at : at + step])
        transcript = recognizer.finish()
        wall, core = time.perf_counter() - wall, time.process_time() - core
        sound_s = len(clip.pcm) / SAMPLE_WIDTH / engine.sample_rate
        yield ClipHeard(clip, transcript, score(clip.said, transcript), sound_s, wall, core)


def peak_rss_mb() -> float:
    """The most memory this process has held, in MB (10^6 bytes)."""
    if _STATUS.is_file():  # getrusage would count what a parent held before it started us
        for line in _STATUS.read_text("ascii").splitlines():
            if line.startswith(_PEAK):
                return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
