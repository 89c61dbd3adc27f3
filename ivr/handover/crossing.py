"""[P] The sound of one line on its way to another."""

from ivr.gateway.pacing import JitterBuffer
from ivr.gateway.resample import StreamResampler

RESAMPLED_MS = 120
"""What is gathered first where rates differ: the resampler gives its blocks unevenly."""


class Crossing:
    """One direction: 20 ms in at one rate, 20 ms out at another.

    With equal rates every sample goes through as it is, in the same tick.
    """

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._resampler = StreamResampler(from_rate, to_rate)
        prefill_ms = 20 if from_rate == to_rate else RESAMPLED_MS
        self._waiting = JitterBuffer(to_rate, target_ms=2 * RESAMPLED_MS, prefill_ms=prefill_ms)

    def push(self, pcm: bytes) -> None:
        """A frame of the one line."""
        self._waiting.push(self._resampler.push(pcm))

    def pop(self) -> bytes:
        """The frame for the other; silence where none is ready."""
        return self._waiting.pop()
