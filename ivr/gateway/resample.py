"""Changing the rate of a stream (8, 16, 24 kHz …) without a seam between its pieces."""

import numpy as np
import soxr


class StreamResampler:
    """Keeps the filter's state from piece to piece.

    soxr works in blocks, so a piece may give nothing and a later one more; the stream never lags by
    more than about 120 ms, and after `flush` as much time has come out as went in. With equal rates
    every piece is returned as it is.
    """

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._from = from_rate
        self._to = to_rate
        self._stream = self._new_stream()

    def push(self, pcm: bytes) -> bytes:
        """Resample the next piece: PCM16 mono, whole samples (ValueError otherwise)."""
        return self._resample(pcm, last=False)

    def flush(self) -> bytes:
        """What the filter still holds; the next piece begins a new stream."""
        rest = self._resample(b"", last=True)
        self._stream = self._new_stream()
        return rest

    def _resample(self, pcm: bytes, last: bool) -> bytes:
        if self._stream is None:
            return pcm
        samples = np.frombuffer(pcm, "<i2").astype(np.float32)
        out = self._stream.resample_chunk(samples, last=last)
        # soxr dithers where it writes integers itself, differently every time: no replay is the
        # same then.
        rounded: bytes = out.round().clip(-32768, 32767).astype("<i2").tobytes()
        return rounded

    def _new_stream(self) -> soxr.ResampleStream | None:
        if self._from == self._to:
            return None
        return soxr.ResampleStream(self._from, self._to, 1, dtype="float32", quality="HQ")
