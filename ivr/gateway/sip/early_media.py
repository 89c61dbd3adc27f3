"""[P] What is heard before a call is answered: ringing, or something else, mostly a recording."""

import numpy as np

from ivr.gateway.pacing import is_quiet
from ivr.gateway.sip.wire import SAMPLE_RATE

RINGBACK_HZ = 450
"""Of the ringback tone in China, one second in five."""
TONE_SHARE = 0.8
"""Of the energy, from which it is that tone."""


class EarlyMedia:
    """Seconds so far: ringback_s of ringing, other_s of speech, music or other tones."""

    def __init__(self) -> None:
        self.ringback_s = self.other_s = 0.0

    def hear(self, pcm: bytes) -> None:
        """PCM16 at 8 kHz, whole samples; some 20 ms at a time."""
        if is_quiet(pcm):
            return
        seconds = len(pcm) / 2 / SAMPLE_RATE
        if _tone_share(pcm) >= TONE_SHARE:
            self.ringback_s += seconds
        else:
            self.other_s += seconds


def _tone_share(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    turns = np.exp(-2j * np.pi * RINGBACK_HZ / SAMPLE_RATE * np.arange(len(samples)))
    tone = 2 * np.abs(samples @ turns) ** 2 / len(samples)
    return float(tone / np.sum(samples**2))
