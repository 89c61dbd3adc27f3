"""Call time: real, faster than real, or standing still until somebody waits.

Everything timed in a call asks its `Clock`, so a recording on the virtual clock goes through the
same code as a telephone, as fast as the machine allows and the same every time.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from ivr.gateway.line import FRAME_MS

FRAME_S = FRAME_MS / 1000

TICKS_A_SECOND = 200
"""Real clocks begin at whole ticks of the machine's, so that calls tick together, in four groups a
frame: waking up costs more than a tick."""


class Clock(Protocol):
    """Time of one call, in seconds since the clock was made."""

    def now(self) -> float: ...

    async def sleep_until(self, t: float) -> None:
        """Return at time `t`; where it has passed, after the other tasks had a turn."""

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        """Let work begun at this moment take effect.

        On a real clock work is finished when it is finished, so this returns at once. The virtual
        clock awaits `work()`, which returns when all of it is done: there, time stands still.
        """


class RealClock:
    """Wall time. speed: seconds of call time to one second on the wall (2.0: twice as fast)."""

    def __init__(
        self, speed: float = 1.0, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        if not (math.isfinite(speed) and speed > 0):
            raise ValueError(f"clock speed must be above 0, not {speed}")
        self.speed = speed
        self._monotonic = monotonic
        self._origin = math.floor(monotonic() * TICKS_A_SECOND) / TICKS_A_SECOND

    def now(self) -> float:
        return (self._monotonic() - self._origin) * self.speed

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(max(0.0, (t - self.now()) / self.speed))

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        return


class VirtualClock:
    """Time that passes only by being waited for. Belongs to one call: it has one sleeper."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        return self._now

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(0)
        self._now = max(self._now, t)

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        await work()


class Ticker:
    """A tick every `period` seconds, without drift.

    Each deadline is counted from the first, not from the last tick. After a stall the missed ticks
    follow at once, but no more than `burst` of them: what lies further back is given up.

    late: ticks that came more than a period after their deadline.
    skipped: ticks given up.
    """

    def __init__(self, clock: Clock, period: float = FRAME_S, burst: int = 50) -> None:
        self._clock = clock
        self._period = period
        self._burst = burst
        self._origin = clock.now()
        self._count = 0
        self.late = 0
        self.skipped = 0

    async def tick(self) -> float:
        """Wait for the next deadline and return it."""
        behind = (self._clock.now() - self._origin) / self._period - (self._count + 1)
        if behind > 1:
            self.late += 1
        excess = math.floor(behind) - self._burst
        if excess > 0:
            self._count += excess
            self.skipped += excess
        self._count += 1
        deadline = self._origin + self._count * self._period
        await self._clock.sleep_until(deadline)
        return deadline
