"""[P] What the caller of one call says and when, and how long the robot keeps it waiting."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from bench.telephone.rtp import audible

REPLY_AFTER_S = 0.8
"""Silence of the robot after which it is the caller's turn: longer than the pauses of prompts."""
PATIENCE_S = 12.0
"""The longest wait for the robot to begin; then it has not answered."""
STAY_S = 6.0
"""After the last words; then the caller hangs up."""


@dataclass(frozen=True)
class Clip:
    """Something said: A-law payloads of 20 ms. last: index of the last one with speech."""

    name: str
    payloads: tuple[bytes, ...]
    last: int


@dataclass
class Wait:
    """For the robot's answer to a clip. ended_at: of the caller's speech. answered_at: of the
    robot's first audible frame after it; None: it never came. over: the robot was speaking at the
    time, so there is nothing to measure."""

    clip: str
    ended_at: float
    answered_at: float | None = None
    over: bool = False


class Talk:
    """`hear` every packet, then `say` once every 20 ms. room: payloads of an idle line.

    The caller lets the robot finish: it speaks when the robot has spoken since the caller's last
    words and has been silent for a while. greeted: the robot has said something at all. over:
    there is nothing more to say or to wait for.
    """

    def __init__(self, clips: Sequence[Clip], room: Sequence[bytes]) -> None:
        self.waits: list[Wait] = []
        self.greeted = False
        self.over = False
        self._clips = deque(clips)
        self._noise = cycle(room)
        self._speaking: Clip | None = None
        self._said = 0  # payloads of the clip
        self._answered = False
        self._robot_at = -math.inf
        self._since: float | None = None  # the caller's last words, or the beginning

    def hear(self, payload: bytes, at: float) -> None:
        if not audible(payload):
            return
        self.greeted, self._robot_at = True, at
        if self._speaking is not None and self._said <= self._speaking.last:
            return  # it talks over the caller: that is no answer
        self._answered = True
        if self.waits and self.waits[-1].answered_at is None:
            self.waits[-1].answered_at = at

    def say(self, at: float) -> bytes:
        """The payload to send at this moment."""
        if self._since is None:
            self._since = at
        if self._speaking is None and self._my_turn(at, self._since):
            self._begin(at, self._since)
        return next(self._noise) if self._speaking is None else self._go_on(self._speaking, at)

    def _my_turn(self, at: float, since: float) -> bool:
        if self._answered:
            return at - self._robot_at >= REPLY_AFTER_S
        return at - since >= PATIENCE_S

    def _begin(self, at: float, since: float) -> None:
        if self._clips:
            self._speaking, self._said = self._clips.popleft(), 0
        elif at - max(since, self._robot_at) >= STAY_S:
            self.over = True

    def _go_on(self, clip: Clip, at: float) -> bytes:
        payload = clip.payloads[self._said]
        if self._said == clip.last:
            self.waits.append(Wait(clip.name, at, over=at - self._robot_at < REPLY_AFTER_S))
            self._answered = False
        self._said += 1
        if self._said == len(clip.payloads):
            self._speaking, self._since = None, at
        return payload
