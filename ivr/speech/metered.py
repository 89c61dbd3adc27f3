"""A voice for tests and replays: a quiet tone, as long as the words would take.

It needs no model, is fast, and gives the same bytes on every machine, so that turn-taking can be
tested where no voice is installed. It is a fake beside the protocol, not a voice for callers.
"""

import re

import numpy as np

SYLLABLE_S = 0.2
SAMPLE_RATE = 16000

_TONE_HZ = 200
_AMPLITUDE = 0.05
_SYLLABLE = re.compile(r"[㐀-鿿〇]|[A-Za-z0-9]")


class MeteredVoice:
    """0.2 s of tone for each character, divided by the speed."""

    @property
    def name(self) -> str:
        return "metered:tone"

    @property
    def sample_rate(self) -> int:
        return SAMPLE_RATE

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        syllables = len(_SYLLABLE.findall(text))
        samples = round(syllables * SYLLABLE_S / speed * SAMPLE_RATE)
        period = SAMPLE_RATE // _TONE_HZ
        one = np.sin(2 * np.pi * np.arange(period) / period) * _AMPLITUDE * 32767
        return bytes(np.resize(one.round(), samples).astype("<i2").tobytes())
