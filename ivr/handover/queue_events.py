"""[P] What the queues are told, and what they decide."""

from dataclasses import dataclass
from typing import Literal

# --- events ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Joined:
    """A caller wants a person. caller: id of the call, new to the queues.

    away, missed: a return call that was promised before, perhaps before a restart, and how often
    the citizen has not been reached.
    """

    caller: str
    queue: str
    urgent: bool = False
    away: bool = False
    missed: int = 0


@dataclass(frozen=True)
class Left:
    """The caller waits no longer."""

    caller: str


@dataclass(frozen=True)
class WentAway:
    """The caller hangs up and is to be called back when the turn has come."""

    caller: str


@dataclass(frozen=True)
class SeatFailed:
    """The seat that rang did not answer, or declined."""

    seat: str


@dataclass(frozen=True)
class CitizenMissed:
    """The seat took a return call, and the citizen was not reached."""

    seat: str


@dataclass(frozen=True)
class Talking:
    """The seat that rang talks to the caller."""

    seat: str


@dataclass(frozen=True)
class TalkEnded:
    seat: str


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


QueueEvent = Joined | Left | WentAway | SeatFailed | CitizenMissed | Talking | TalkEnded | Tick

# --- decisions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ring:
    """Ring the seat for this caller. Answered by `SeatFailed`, `CitizenMissed` or `Talking`."""

    seat: str
    caller: str


@dataclass(frozen=True)
class StopRinging:
    """The caller does not want the person any more."""

    seat: str
    caller: str


@dataclass(frozen=True)
class GiveUp:
    """The caller gets no person, and waits no longer."""

    caller: str
    reason: Literal["max_wait", "no_seat", "not_reached"]


QueueDecision = Ring | StopRinging | GiveUp
