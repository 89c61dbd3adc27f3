"""Whose voice it is that is heard over a prompt: the caller's, or none to stop for. [P]

Two that stop nothing: the robot's own voice on its way back (`ivr.call.echo`), and somebody else in
the caller's room, who is softer than the caller. How loud the caller is, is known once it has said
something; before that every voice is taken for the caller's.

While the robot is silent, everything is heard: a caller who has put the telephone on the table
must still be understood.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from ivr.call.echo import EchoGate, EchoSettings
from ivr.gateway.line import FRAME_MS

PEAK_S = 0.3
"""Between two loud vowels of a sentence there is less than this, so that the loudest frame of it is
as loud as the voice is."""
UTTERANCES = 5
"""So many of the caller's last utterances say how loud it usually is: their median, so that one
shout or one voice from the background does not."""


@dataclass(frozen=True)
class ForegroundSettings:
    """background_db: a voice that is so much softer than the caller usually is, is somebody
    else's."""

    background_db: float = 9.0
    echo: EchoSettings = field(default_factory=EchoSettings)


class Foreground:
    """Of one call. Each tick `heard` takes the caller's frame and then `played` the robot's.

    rate: of the line, Hz.
    """

    def __init__(self, rate: int, settings: ForegroundSettings = ForegroundSettings()) -> None:
        self._settings = settings
        self._echo = EchoGate(rate, settings.echo)
        self._recent: deque[bytes] = deque(maxlen=round(PEAK_S * 1000 / FRAME_MS))
        self._robot_speaks = False
        self._levels: list[float] = []
        self._utterances: deque[float] = deque(maxlen=UTTERANCES)
        self._softest_db = -math.inf  # that is taken for the caller over a prompt; of full scale

    def played(self, frame: bytes | None) -> None:
        """What the robot plays in this tick: PCM16 at the line's rate; None: nothing."""
        self._echo.played(frame)
        self._robot_speaks = frame is not None

    def heard(self, frame: bytes) -> None:
        """What came from the line in this tick."""
        self._echo.heard(frame)
        self._recent.append(frame)

    def is_caller(self) -> bool:
        """Whether the newest sound, in which there is voice, is the caller."""
        if self._echo.is_echo():
            return False
        level = _loudest_db(self._recent)
        if self._robot_speaks and level < self._softest_db:
            return False
        self._levels.append(level)
        return True

    def ended(self) -> None:
        """The caller's utterance is over."""
        if self._levels:
            self._utterances.append(median(self._levels))
            self._levels.clear()
            self._softest_db = median(self._utterances) - self._settings.background_db


def _loudest_db(frames: deque[bytes]) -> float:
    """Of the loudest frame."""
    samples = np.frombuffer(b"".join(frames), "<i2").astype(np.float32).reshape(len(frames), -1)
    power = float(np.einsum("ij,ij->i", samples, samples).max()) / samples.shape[1]
    return 10 * math.log10(power / 32768**2 + 1e-12)
