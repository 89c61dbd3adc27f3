"""Changing the rate of a stream (8, 16, 24 kHz …) without a seam between its pieces.

Twice the rate, from the telephone's 8 kHz to the models' 16 kHz, is every caller's way to the ear,
and what it takes the caller waits for: soxr works in blocks, half a tenth of a second behind. So
this one step is done here, 2 ms behind.
"""

from typing import Protocol

import numpy as np
import numpy.typing as npt
import soxr

HALF_TAPS = 16
KAISER = 6.0
"""Between two samples lies the sum of 16 on either side, weighted by a windowed sinc, the same
forwards and backwards: flat to 3.4 kHz, where the telephone ends, and mirror images 60 dB below."""

Samples = npt.NDArray[np.float32]


class _Stream(Protocol):
    def resample_chunk(self, x: Samples, last: bool = False) -> Samples: ...


class StreamResampler:
    """Keeps the filter's state from piece to piece.

    A piece may give nothing and a later one more; the stream never lags by more than about 120 ms
    (2 ms where the rate is doubled), and after `flush` as much time has come out as went in. With
    equal rates every piece is returned as it is.
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
        np.rint(out, out=out)
        np.minimum(out, 32767, out=out)
        np.maximum(out, -32768, out=out)
        rounded: bytes = out.astype("<i2").tobytes()
        return rounded

    def _new_stream(self) -> _Stream | None:
        if self._from == self._to:
            return None
        if self._from * 2 == self._to:
            return _Doubler()
        stream: _Stream = soxr.ResampleStream(self._from, self._to, 1, "float32", "HQ")
        return stream


class _Doubler:
    """Every sample as it is, and one between each and the next."""

    def __init__(self) -> None:
        at = np.arange(-HALF_TAPS, HALF_TAPS) + 0.5
        weights = np.sinc(at) * np.kaiser(2 * HALF_TAPS, KAISER)
        self._weights = (weights / weights.sum()).astype(np.float32)
        self._held: Samples = np.zeros(HALF_TAPS - 1, np.float32)
        """The samples before the next one that is given out, and those after it so far."""

    def resample_chunk(self, x: Samples, last: bool = False) -> Samples:
        ahead = np.zeros(HALF_TAPS if last else 0, np.float32)
        known = np.concatenate((self._held, x, ahead))
        count = len(known) - 2 * HALF_TAPS + 1
        if count <= 0:
            self._held = known
            return np.zeros(0, np.float32)
        self._held = known[count:]
        out = np.empty(2 * count, np.float32)
        out[::2] = known[HALF_TAPS - 1 : HALF_TAPS - 1 + count]
        out[1::2] = np.correlate(known, self._weights, "valid")
        return out
