"""[P] The test caller: says its lines as a well-mannered person on the telephone would.

It listens to the robot's frames and answers each with its own, so the same caller runs on the file
line, through a WebSocket, or on any other line.
"""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, repeat
from typing import Protocol

import numpy as np

from ivr.gateway.line import FRAME_MS, Digit, Frame, HungUp, LineEvent
from ivr.gateway.pacing import frame_bytes, is_quiet

KEY_FRAMES = 6
"""From one key to the next: 120 ms, a quick human hand (tone and pause of 60 ms each)."""

NOISE_SECONDS = 4


@dataclass(frozen=True)
class Speech:
    """Words: PCM16 mono at the caller's rate."""

    pcm: bytes


@dataclass(frozen=True)
class Keys:
    """Keys pressed one after the other: 0-9, *, #, A-D."""

    digits: str


@dataclass(frozen=True)
class Pause:
    """A turn that passes in silence, in seconds."""

    seconds: float


@dataclass(frozen=True)
class Reply:
    """When the robot has spoken since my last segment and has been silent for `reply_after`."""


@dataclass(frozen=True)
class Over:
    """Barge in, so many seconds into what the robot is saying; a reply where it says less."""

    seconds: float


@dataclass(frozen=True)
class AtOnce:
    """Without waiting for the robot."""


@dataclass(frozen=True)
class Segment:
    """One thing the caller does, and what it waits for first."""

    content: Speech | Keys | Pause
    when: Reply | Over | AtOnce = field(default_factory=Reply)


@dataclass(frozen=True)
class Manners:
    """reply_after: silence of the robot that means it has ended, in seconds.
    patience: the longest wait for the robot before going on without it, in seconds.
    hang_up_after: silence after the robot's last words that ends the call, in seconds.
    room_noise: RMS of the noise between segments, in units of a 16-bit sample; 0 for none.
    seed: of the noise.
    """

    reply_after: float = 0.7
    patience: float = 15.0
    hang_up_after: float = 4.0
    room_noise: float = 0.0
    seed: int = 0


class Caller(Protocol):
    """Who is at the far end of a line."""

    @property
    def sample_rate(self) -> int: ...

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        """See `ScriptedCaller.hear`."""


class ScriptedCaller:
    """Plays `segments` in order, then hangs up. Call `hear` once for every 20 ms."""

    def __init__(
        self,
        segments: Sequence[Segment],
        sample_rate: int = 8000,
        manners: Manners | None = None,
    ) -> None:
        self.sample_rate = sample_rate
        self._manners = manners or Manners()
        self._script = deque(segments)
        self._room = _room(sample_rate, self._manners)
        self._acting: deque[tuple[LineEvent, ...]] = deque()
        self._began = self._ended = -math.inf
        self._robot_began = self._robot_last = -math.inf
        self._over = False

    @property
    def finished(self) -> bool:
        """Whether every segment has been played."""
        return not self._script and not self._acting

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        """What the caller does in these 20 ms: keys pressed, then one frame; or hangs up.

        robot: the frame the caller hears (PCM16, any rate), None where nothing is played.
        at: seconds since the call began, growing by 0.02 a call.
        """
        self._listen(robot, at)
        if not self._acting and self._script and self._may_begin(self._script[0], at):
            self._begin(self._script.popleft(), at)
        if self._acting:
            events = self._acting.popleft()
            self._ended = at
            return events
        self._over = self._over or (not self._script and self._has_had_enough(at))
        return (HungUp(),) if self._over else (Frame(next(self._room)),)

    def _listen(self, robot: bytes | None, at: float) -> None:
        if robot is None or is_quiet(robot):
            return
        if at - self._robot_last > self._manners.reply_after:
            self._robot_began = at
        self._robot_last = at

    def _may_begin(self, segment: Segment, at: float) -> bool:
        match segment.when:
            case AtOnce():
                return True
            case Over(seconds):
                speaking = at - self._robot_last <= self._manners.reply_after
                new = self._robot_began > self._began
                ready = speaking and new and at - self._robot_began >= seconds
            case Reply():
                ready = False
        # Who wanted to barge in and has missed it answers like everybody else.
        ready = ready or (self._answered() and self._silence(at) > self._manners.reply_after)
        return ready or self._silence(at) > self._manners.patience

    def _has_had_enough(self, at: float) -> bool:
        manners = self._manners
        return self._silence(at) > (manners.hang_up_after if self._answered() else manners.patience)

    def _answered(self) -> bool:
        """The robot began to speak after I did, or has talked on past me.

        A robot that I cut short falls silent a moment after me; that is not an answer.
        """
        return (
            self._robot_began > self._began
            or self._robot_last > self._ended + self._manners.reply_after
        )

    def _silence(self, at: float) -> float:
        """Seconds since either of us was last heard."""
        return at - max(0.0, self._robot_last, self._ended)

    def _begin(self, segment: Segment, at: float) -> None:
        self._began = self._ended = at
        match segment.content:
            case Speech(pcm):
                self._acting.extend((Frame(piece),) for piece in frames(pcm, self.sample_rate))
            case Keys(digits):
                for digit in digits:
                    self._acting.append((Digit(digit), Frame(next(self._room))))
                    self._acting.extend((Frame(next(self._room)),) for _ in range(KEY_FRAMES - 1))
            case Pause(seconds):
                count = round(seconds * 1000 / FRAME_MS)
                self._acting.extend((Frame(next(self._room)),) for _ in range(count))


def frames(pcm: bytes, sample_rate: int) -> tuple[bytes, ...]:
    """PCM cut into 20 ms frames, the last padded with silence."""
    size = frame_bytes(sample_rate)
    return tuple(pcm[at : at + size].ljust(size, b"\0") for at in range(0, len(pcm), size))


def _room(sample_rate: int, manners: Manners) -> Iterator[bytes]:
    if manners.room_noise <= 0:
        return repeat(bytes(frame_bytes(sample_rate)))
    noise = np.random.default_rng(manners.seed).normal(
        0.0, manners.room_noise, NOISE_SECONDS * sample_rate
    )
    return cycle(frames(noise.clip(-32768, 32767).astype("<i2").tobytes(), sample_rate))
