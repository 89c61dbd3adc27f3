"""Whether what comes from the line is the robot itself: its own voice, sent back. [P]

A telephone that is laid on the table and an old exchange both return the robot's voice, later,
softer and coloured. What is played is known, so it can be asked of a sound whether it could have
been made from that: the lag at which the two agree is looked for (their cross-correlation, with
the spectrum flattened so that one clear peak is left of it), a short filter is fitted there, and
the share of the sound's energy that the filter explains is the answer. A caller who talks over the
echo is not explained by it. A filter that has explained the line for a while is tried first.

A room answers for longer than a short filter does. What is left unexplained is still echo where
the echo's lag and strength are known and the sound is no louder than they let expect.

It works below 2 kHz, where most of a voice's energy lies. Nothing is computed unless it is asked,
and nothing is kept unless the robot has just spoken.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ivr.gateway.line import FRAME_MS

RATE = 4000
"""Samples a second that are compared, where the line's rate is a multiple of it; at most half as
many again where it is not."""
_FLATTEN = 0.7
"""0 leaves the spectrum as it is, 1 makes it flat."""
_RIDGE = 1e-3
_SILENT = 1.0
"""Power of a sound that is none, in squared 16-bit units."""
_SMOOTH = 0.3
"""Weight of the newest in the echo's strength."""

Samples = npt.NDArray[np.floating]


@dataclass(frozen=True)
class EchoSettings:
    """longest_s: lag of the echo behind what is played, seconds. compared_s: sound that is
    compared at a time; newest_s: of it, what is judged. filter_s: length of the echo's own
    colouring that is fitted. explained: share of the newest energy that makes it echo, where of
    all that is compared the share `likely` is explained too; 0 to 1. known: how often in a row
    that must be so at one lag until lag and strength are known, and known_s, for how long. margin:
    power over the expected echo's that may still be echo, as a factor. reverb_s: how long a room
    answers.
    """

    longest_s: float = 0.42
    compared_s: float = 0.256
    newest_s: float = 0.06
    filter_s: float = 0.012
    explained: float = 0.7
    likely: float = 0.5
    known: int = 4
    known_s: float = 2.0
    margin: float = 2.0
    reverb_s: float = 0.12


@dataclass(frozen=True)
class _Known:
    """An echo. lag: samples. gain: its power by that of what is played. first, weights: the filter
    that made it, and where in what is played it begins. at: when, in ticks. seen: how often."""

    lag: int
    gain: float
    first: int
    weights: Samples
    at: int
    seen: int = 1


@dataclass(frozen=True)
class _Fit:
    """lag: samples. filtered: what the line would be if all were echo; the rest as in `_Known`."""

    lag: int
    first: int
    weights: Samples
    filtered: Samples


class EchoGate:
    """Of one call. Each tick `heard` takes the caller's frame and then `played` the robot's.

    rate: of both, Hz.
    """

    def __init__(self, rate: int, settings: EchoSettings = EchoSettings()) -> None:
        self._step = max(1, rate // RATE)
        narrow = rate / self._step
        self._silence = bytes(rate * FRAME_MS // 1000 * 2)
        self._settings = settings
        self._compared = round(settings.compared_s * narrow)
        self._newest = round(settings.newest_s * narrow)
        self._reverb = round(settings.reverb_s * narrow)
        self._lags = round(settings.longest_s * narrow)
        self._taps = round(settings.filter_s * narrow)
        taps = np.arange(self._taps)
        self._apart = np.abs(taps[:, None] - taps)
        frames = math.ceil((settings.compared_s + settings.longest_s) * 1000 / FRAME_MS)
        compared = math.ceil(settings.compared_s * 1000 / FRAME_MS)
        self._mine: deque[bytes] = deque(maxlen=frames)
        self._theirs: deque[bytes] = deque(maxlen=compared)
        self._next: bytes | None = None
        self._quiet = frames  # ticks since the robot was last heard
        self._ticks = 0
        self._known: _Known | None = None
        self._answer: bool | None = None

    @property
    def active(self) -> bool:
        """Whether the robot's voice may still be on its way back."""
        return self._quiet < (self._mine.maxlen or 0)

    def played(self, frame: bytes | None) -> None:
        """What the robot plays in this tick; None: nothing."""
        self._next = frame
        if frame is not None:
            self._quiet = 0

    def heard(self, frame: bytes) -> None:
        """What came from the line in this tick. PCM16 at the rate, 20 ms."""
        self._ticks += 1
        self._answer = None
        if not self.active:
            if self._mine:
                self._mine.clear()
                self._theirs.clear()
            return
        self._mine.append(self._next or self._silence)
        self._theirs.append(frame)
        self._next = None
        self._quiet += 1

    def is_echo(self) -> bool:
        """Whether the newest sound from the line is the robot's own voice. It is asked where there
        is voice."""
        if self._answer is None:
            self._answer = self.active and self._compare()
        return self._answer

    def _compare(self) -> bool:
        theirs = self._narrow(self._theirs)[-self._compared :]
        mine = self._narrow(self._mine)
        mine = np.concatenate(
            (np.zeros(max(0, len(theirs) + self._lags - len(mine)), np.float32), mine)
        )[-(len(theirs) + self._lags) :]
        newest = _power(theirs[-self._newest :])
        if newest < _SILENT or _power(mine) < _SILENT:
            return False
        if self._as_before(theirs, mine, newest):
            return True
        fit = self._fitted(theirs, mine)
        rest = theirs - fit.filtered
        likely = 1 - _power(rest) / _power(theirs) >= self._settings.likely
        if likely:
            self._learn(fit, mine)
        explained = 1 - _power(rest[-self._newest :]) / newest >= self._settings.explained
        return (likely and explained) or self._expected(mine, newest)

    def _as_before(self, theirs: Samples, mine: Samples, newest: float) -> bool:
        """Whether the echo that is known explains the newest sound, whatever was there before it:
        what disturbed the line a moment ago does not make a caller of the robot."""
        known = self._known
        if known is None or not self._is_known(known):
            return False
        begin = known.first + len(theirs) - self._newest
        source = mine[begin : begin + self._newest + len(known.weights) - 1]
        rest = theirs[-self._newest :] - _filtered(source, known.weights)
        if 1 - _power(rest) / newest < self._settings.explained:
            return False
        self._known = replace(known, at=self._ticks)
        return True

    def _fitted(self, theirs: Samples, mine: Samples) -> _Fit:
        """The filter that makes of what is played what is most like the line."""
        size = _even(len(mine) + self._taps)
        ours = np.fft.rfft(mine, size)
        cross = ours * np.conj(np.fft.rfft(theirs, size))
        strength = np.abs(cross)
        flat = cross / (strength**_FLATTEN + _RIDGE * strength.max())
        likeness = np.abs(np.fft.irfft(flat, size)[: self._lags + 1])
        peak = int(likeness.argmax())
        last = min(peak + self._taps // 6, self._lags)
        first = max(0, last - self._taps + 1)
        agree = np.fft.irfft(cross, size)[first : last + 1]
        source = mine[first : last + len(theirs)]
        weights = self._solved(source, agree)
        return _Fit(self._lags - peak, first, weights, _filtered(source, weights))

    def _solved(self, source: Samples, agree: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """The filter that makes of the source what agrees best (Wiener's, by autocorrelation)."""
        size = _even(len(source) + self._taps)
        spectrum = np.fft.rfft(source, size)
        alike = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(agree)]
        alike[0] = alike[0] * (1 + _RIDGE) + _SILENT
        return np.linalg.solve(alike[self._apart[: len(agree), : len(agree)]], agree)

    def _learn(self, fit: _Fit, mine: Samples) -> None:
        played = _shifted(mine, fit.lag, len(fit.filtered))
        gain = _power(fit.filtered) / max(_power(played), _SILENT)
        known, seen = self._known, 1
        if known is not None and abs(known.lag - fit.lag) <= self._taps // 2:
            gain = (1 - _SMOOTH) * known.gain + _SMOOTH * gain
            seen = known.seen + 1
        elif known is not None and self._is_known(known):
            return  # by chance; another way of the echo lasts
        self._known = _Known(fit.lag, gain, fit.first, fit.weights, self._ticks, seen)

    def _is_known(self, known: _Known) -> bool:
        recent = (self._ticks - known.at) * FRAME_MS / 1000 <= self._settings.known_s
        return recent and known.seen >= self._settings.known

    def _expected(self, mine: Samples, power: float) -> bool:
        """Whether the sound is no louder than the echo that is known would be."""
        known = self._known
        if known is None or not self._is_known(known):
            return False
        end = len(mine) - known.lag
        begin = max(0, end - self._reverb - self._newest)
        starts = range(begin, end - self._newest + 1, self._newest // 2)
        loudest = max((_power(mine[at : at + self._newest]) for at in starts), default=0.0)
        return power <= self._settings.margin * known.gain * loudest

    def _narrow(self, frames: deque[bytes]) -> Samples:
        """Frames at the comparing rate; the mean over each step is filter enough, and the same
        for both sides."""
        samples = np.frombuffer(b"".join(frames), "<i2").astype(np.float32)
        samples = samples[len(samples) % self._step :]
        narrow = samples[:: self._step].copy()
        for offset in range(1, self._step):
            narrow += samples[offset :: self._step]
        return narrow / np.float32(self._step)


def _power(samples: Samples) -> float:
    return float(np.dot(samples, samples)) / max(len(samples), 1)


def _filtered(source: Samples, weights: Samples) -> Samples:
    return np.convolve(source, weights[::-1], "valid")


def _shifted(mine: Samples, lag: int, count: int) -> Samples:
    end = len(mine) - lag
    return mine[max(0, end - count) : end]


def _even(least: int) -> int:
    """A length that is quick to transform: the next multiple of 128."""
    return -(-least // 128) * 128
