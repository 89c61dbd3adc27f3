"""[P] Between the network's chunks and the call's 20 ms: what waits to be played, either way."""

from array import array
from collections import deque

from ivr.gateway.line import FRAME_MS

QUIET_PEAK = 100
"""A frame whose loudest sample is below this (of 32767) carries no speech: −50 dBFS."""

NOISE_RISE = 1.01
"""A frame: what the noise of a line is taken to be doubles in 1.4 s, and falls at once."""
OVER_NOISE = 2.0
LOUDEST_NOISE = 600.0
"""Peak, −35 dBFS; what is louder is never taken for noise."""


def frame_bytes(sample_rate: int) -> int:
    """Bytes of 20 ms of PCM16 mono."""
    return sample_rate * FRAME_MS // 1000 * 2


def is_quiet(pcm: bytes) -> bool:
    """Whether nothing can be heard in whole samples of PCM16."""
    return peak(pcm) < QUIET_PEAK


def peak(pcm: bytes) -> int:
    """Of whole samples of PCM16, 0 to 32768."""
    samples = array("h", pcm)
    return max(max(samples), -min(samples)) if samples else 0


class Pacer:
    """Frames on their way out, taken one a tick.

    dropped: frames lost because more than `max_frames` were waiting (the oldest go).
    """

    def __init__(self, max_frames: int = 500) -> None:
        self._frames: deque[bytes] = deque(maxlen=max_frames)
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._frames)

    def push(self, frame: bytes) -> None:
        if len(self._frames) == self._frames.maxlen:
            self.dropped += 1
        self._frames.append(frame)

    def pop(self) -> bytes | None:
        """The frame for this tick, or None where nothing is to be played."""
        return self._frames.popleft() if self._frames else None

    def flush(self) -> int:
        """Forget what has not been taken; returns how many frames that was."""
        count = len(self._frames)
        self._frames.clear()
        return count


class JitterBuffer:
    """Chunks of any length in, exactly one 20 ms frame a tick out.

    Where nothing has come in time the frame is silence, and playing starts again when `prefill_ms`
    have gathered. More than `max_ms` are never held: the oldest go. So that a hiccup of the network
    does not delay the rest of the call, quiet frames are left out while more than `target_ms` wait:
    those in which nothing can be heard, or nothing but the line's own noise.

    underruns: times that audio ran dry; dropped: frames lost to `max_ms`; skipped: quiet ones
    left out.
    """

    def __init__(
        self, sample_rate: int, *, max_ms: int = 1000, target_ms: int = 160, prefill_ms: int = 20
    ) -> None:
        self._frame = frame_bytes(sample_rate)
        self._max = max(1, max_ms // FRAME_MS) * self._frame
        self._target = max(1, target_ms // FRAME_MS) * self._frame
        self._prefill = max(1, prefill_ms // FRAME_MS) * self._frame
        self._waiting = bytearray()
        self._playing = False
        self._finished = False
        self._noise = QUIET_PEAK / OVER_NOISE
        self.underruns = 0
        self.dropped = 0
        self.skipped = 0

    def __len__(self) -> int:
        """Bytes waiting."""
        return len(self._waiting)

    def push(self, chunk: bytes) -> None:
        self._waiting += chunk
        excess = len(self._waiting) - self._max
        if excess > 0:
            frames = -(-excess // self._frame)
            del self._waiting[: frames * self._frame]
            self.dropped += frames

    def pop(self) -> bytes:
        """The frame for this tick; silence where none is ready."""
        if not self._playing and (self._finished or len(self._waiting) >= self._prefill):
            self._playing = True
        if not self._playing:
            return bytes(self._frame)
        if len(self._waiting) < self._frame and not self._finished:
            self._playing = False
            self.underruns += 1
            return bytes(self._frame)
        self._leave_out_quiet()
        frame = bytes(self._waiting[: self._frame]).ljust(self._frame, b"\0")
        del self._waiting[: self._frame]
        heard = max(peak(frame), QUIET_PEAK / OVER_NOISE)
        self._noise = min(LOUDEST_NOISE, heard, self._noise * NOISE_RISE)
        return frame

    def finish(self) -> None:
        """No more will come: what waits is played out, the last frame padded with silence."""
        self._finished = True

    def flush(self) -> None:
        """Forget what has not been taken."""
        self._waiting.clear()
        self._playing = False

    def _leave_out_quiet(self) -> None:
        audible = max(QUIET_PEAK, self._noise * OVER_NOISE)
        while len(self._waiting) > self._target:
            if peak(bytes(self._waiting[: self._frame])) >= audible:
                return
            del self._waiting[: self._frame]
            self.skipped += 1
