"""A call's audio and keys, both ways, a frame a tick: what all lines over a network share."""

import asyncio
import math
from collections import deque
from collections.abc import Callable

from ivr.gateway.clock import FRAME_S, Clock, Ticker
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent
from ivr.gateway.pacing import JitterBuffer, Pacer

MAX_DIGITS = 64
"""Keys that may wait for the session; a hand presses some five a second."""


class Duplex:
    """`hear` and `press` are for the network; `receive` and `say` do what a `Line` promises.

    play: takes each frame for the far end when it is due. flowing: whether the far end takes any;
    meanwhile they wait.
    """

    def __init__(self, incoming: JitterBuffer, clock: Clock, play: Callable[[bytes], None]) -> None:
        self._incoming = incoming
        self._outgoing = Pacer()
        self._ticker = Ticker(clock)
        self._play = play
        self._digits: deque[str] = deque(maxlen=MAX_DIGITS)
        self._ended: HungUp | None = None
        self.flowing = True

    @property
    def over(self) -> bool:
        """Whether the call has ended, at either end."""
        return self._ended is not None

    def hear(self, pcm: bytes) -> None:
        """The far end has said this; any length of whole samples."""
        if not self.over:
            self._incoming.push(pcm)

    def press(self, digit: str) -> None:
        """The far end has pressed a key."""
        if not self.over:
            self._digits.append(digit)

    async def receive(self) -> LineEvent:
        if self._digits:
            return Digit(self._digits.popleft())
        if self._ended is None or self._incoming:
            await self._tick()
        if self._ended is not None and not self._incoming:
            # A key may have come with the end, while this waited.
            return Digit(self._digits.popleft()) if self._digits else self._ended
        return Frame(self._incoming.pop())

    def say(self, pcm: bytes) -> None:
        """To be played when its turn has come."""
        if not self.over:
            self._outgoing.push(pcm)

    def hush(self) -> None:
        """Forget what has not been played."""
        self._outgoing.flush()

    async def play_out(self, most_s: float = math.inf) -> None:
        """Until all has been played; no longer than `most_s` for a far end that takes nothing."""
        held_s = 0.0
        while self._outgoing and not self.over and held_s < most_s:
            await self._tick()
            held_s = 0.0 if self.flowing else held_s + FRAME_S

    def end(self, reason: str) -> None:
        """The far end is gone; what it said before is still to be received. The first reason
        stays."""
        if self._ended is None:
            self._ended = HungUp(reason)
            self._incoming.finish()
            self._outgoing.flush()

    def leave(self, reason: str) -> None:
        """We go: what has been said is of no use any more, whoever was first."""
        self._ended = HungUp(reason)
        self._incoming.flush()
        self._outgoing.flush()

    async def _tick(self) -> None:
        await self._ticker.tick()
        frame = self._outgoing.pop() if self.flowing else None
        if frame is not None and not self.over:
            self._play(frame)


class Question:
    """To the far end, one at a time: does it take a transfer?"""

    def __init__(self) -> None:
        self._answer: asyncio.Future[bool] | None = None

    @property
    def open(self) -> bool:
        return self._answer is not None and not self._answer.done()

    async def asked(self, within_s: float) -> bool:
        """What is answered from now on; False where nothing is."""
        self._answer = answer = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({answer}, timeout=within_s)
            return answer.done() and answer.result()
        finally:
            self._answer = None

    def answer(self, yes: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(yes)
