"""Whose voice it is that is heard: the caller's, or none to stop for and to wait for. [P]

Over a prompt two stop nothing: the robot's own voice on its way back (`ivr.call.echo`), and
somebody else in the caller's room, who is softer than the caller. How loud the caller is, is known
once it has said something; before that every voice is taken for the caller's.

While the robot is silent everything is heard, as a caller who has put the telephone on the table
must still be understood, but for the talk of a room out of which the caller has been heard to rise
(`ivr.call.room`): it begins no utterance for some seconds, and makes none longer.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
import numpy.typing as npt

from asr.activity import WINDOW_S
from ivr.call.echo import EchoGate, EchoSettings
from ivr.call.room import LOUDNESS_S, Room, RoomSettings, loudness
from ivr.gateway.line import FRAME_MS

PEAK_FRAMES = round(0.3 * 1000 / FRAME_MS)
"""Between two loud vowels of a sentence there is less than this, so that the loudest frame of it is
as loud as the voice is."""
UTTERANCES = 5
"""So many of the caller's last utterances say how loud it usually is: their median, so that one
shout or one voice from the background does not."""
_FADES_DB = 1.0 * WINDOW_S
"""A caller may get softer while speaking, by 1 dB a second."""


@dataclass(frozen=True)
class ForegroundSettings:
    """background_db: a voice over a prompt that is so much softer than the caller usually is, is
    somebody else's."""

    background_db: float = 9.0
    echo: EchoSettings = field(default_factory=EchoSettings)
    room: RoomSettings = field(default_factory=RoomSettings)


class Foreground:
    """Of one call. Each tick `heard` takes the caller's frame and then `played` the robot's;
    between them each window of voice activity is judged, by `is_caller` or as `quiet`.

    rate: of the line, Hz. rose: the window that was judged last is where the caller's voice rose
    out of that of others. muted: it must not be recognised either.
    """

    def __init__(self, rate: int, settings: ForegroundSettings = ForegroundSettings()) -> None:
        self._settings = settings
        self._echo = EchoGate(rate, settings.echo)
        self._room = Room(settings.room)
        self._recent: deque[bytes] = deque(maxlen=round(LOUDNESS_S * 1000 / FRAME_MS))
        self._robot_speaks = False
        self._silent_s = 0.0  # of the robot, and of the caller
        self._levels: list[float] = []
        self._utterances: deque[float] = deque(maxlen=UTTERANCES)
        self._softest_db = -math.inf  # that is taken for the caller over a prompt; of full scale
        self._loudest_db = -math.inf  # of this utterance, fading
        self.rose = self.muted = False

    def played(self, frame: bytes | None) -> None:
        """What the robot plays in this tick: PCM16 at the line's rate; None: nothing."""
        self._echo.played(frame)
        self._robot_speaks = frame is not None

    def heard(self, frame: bytes) -> None:
        """What came from the line in this tick."""
        self._echo.heard(frame)
        self._recent.append(frame)

    def quiet(self) -> None:
        """In the newest window there is no voice."""
        self.rose = self.muted = False
        self._pass_time()
        self._room.quiet()

    def is_caller(self, speaking: bool = False) -> bool:
        """Whether the newest window, in which there is voice, is the caller. speaking: an utterance
        of the caller goes on."""
        self.rose = False
        self._pass_time()
        self.muted = self._echo.is_echo()
        if self.muted:
            return False
        levels = _levels_db(self._recent)
        loud = loudness(levels)
        self.rose = self._room.voiced(loud)
        if self.rose:
            self._levels.clear()
            self._loudest_db = loud
        peak = float(levels[-PEAK_FRAMES:].max())
        self.muted = self._robot_speaks and peak < self._softest_db
        if self.muted or self._is_talk(loud, speaking):
            return False
        self._levels.append(peak)
        return True

    def ended(self) -> None:
        """The caller's utterance is over."""
        self._room.ended()
        self._silent_s, self._loudest_db = 0.0, -math.inf
        if self._levels:
            self._utterances.append(median(self._levels))
            self._levels.clear()
            self._softest_db = median(self._utterances) - self._settings.background_db

    def _pass_time(self) -> None:
        self._silent_s = 0.0 if self._robot_speaks else self._silent_s + WINDOW_S

    def _is_talk(self, loud: float, speaking: bool) -> bool:
        if not speaking:
            return self._silent_s < self._settings.room.patience_s and self._room.talks(loud)
        self._loudest_db = max(self._loudest_db - _FADES_DB, loud)
        return self._room.talks(loud, (self._loudest_db,))


def _levels_db(frames: deque[bytes]) -> npt.NDArray[np.float32]:
    """Of each frame."""
    samples = np.frombuffer(b"".join(frames), "<i2").astype(np.float32).reshape(len(frames), -1)
    power = np.einsum("ij,ij->i", samples, samples) / samples.shape[1]
    return np.asarray(10 * np.log10(power / 32768**2 + 1e-12), np.float32)
