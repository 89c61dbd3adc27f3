"""People who talk behind the caller: that there are any, and how loud. [P]

Nobody tells which voice is the caller's, but talk in a room goes on and on, and the caller, who has
the telephone at the mouth, is heard to rise out of it. Before that has been heard there is no room,
so that whoever calls from a quiet place is never measured by one; and a room that has fallen silent
is forgotten.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from asr.activity import WINDOW_S

LOUDNESS_S = 0.5
LOUD_FRAMES = 5
"""A sound is as loud as the fifth loudest of its frames: a bang is shorter than five, a word is
not."""
FALL_S = LOUDNESS_S - LOUD_FRAMES * 0.02
"""What has become softer has been so for this long."""
_NEWEST = round(LOUDNESS_S / WINDOW_S)
"""Windows whose loudness is that of the newest sound, in part at least."""
_LEAST = round(1.0 / WINDOW_S)
_MOST = round(3.0 / WINDOW_S)
"""Windows of talk that a voice must rise out of, and that are looked at."""
_WAVERS_DB = 4.0
"""Talk gets no louder than this above the loudest of its last seconds (99 % of half a second each,
three voices)."""
_BELOW_DB = 6.0
"""While the caller speaks, talk is softer than the caller by this at least."""
_FORGOTTEN_S = 2.0


@dataclass(frozen=True)
class RoomSettings:
    """rise_db: a voice so far above the talk before it is the caller's. patience_s: of the robot's
    silence, in which talk is not answered; after it a caller far from the telephone is."""

    rise_db: float = 8.0
    patience_s: float = 4.0


def loudness(levels: npt.NDArray[np.float32]) -> float:
    """Of frames of 20 ms, dB each."""
    loud = min(LOUD_FRAMES, len(levels))
    return float(np.partition(levels, len(levels) - loud)[len(levels) - loud])


class Room:
    """Of one call; told of every window of 32 ms."""

    def __init__(self, settings: RoomSettings = RoomSettings()) -> None:
        self._settings = settings
        self._talk_db: float | None = None  # None: nobody is known to talk
        self._before: deque[float] = deque(maxlen=_MOST + _NEWEST)
        self._quiet_s = 0.0

    def voiced(self, loud_db: float) -> bool:
        """Somebody speaks. True where the caller's voice begins to rise out of the talk."""
        self._quiet_s = 0.0
        self._before.append(loud_db)
        talk = len(self._before) - _NEWEST
        if talk < _LEAST:
            return False
        talk_db = max(islice(self._before, talk))
        if loud_db < talk_db + self._settings.rise_db:
            return False
        self._talk_db = talk_db
        self._before.clear()
        return True

    def quiet(self) -> None:
        """Nobody speaks."""
        self._quiet_s += WINDOW_S
        if self._quiet_s >= _FORGOTTEN_S:
            self._talk_db = None
            self._before.clear()

    def ended(self) -> None:
        """The caller has spoken; what is heard from now on is the room."""
        self._before.clear()

    def talks(self, loud_db: float, callers: Sequence[float] = ()) -> bool:
        """Whether a voice is only the room's. callers: how loud the caller just was."""
        if self._talk_db is None:
            return False
        most = (self._talk_db + _WAVERS_DB, *(db - _BELOW_DB for db in callers))
        return loud_db < min(most)
