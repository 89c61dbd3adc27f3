"""A return call: the agent is on one line and waits, the citizen is dialled on another."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from callback.dialer import DialResult
from dialog.events import Handoff
from ivr.call.ports import News, NotTaken, Taken
from ivr.gateway.line import Line, LineInfo
from ivr.handover.book import Book, Promise
from ivr.handover.whisper import keep


class Prepared:
    """A desk at which one agent is already on the line; implements `Desk` and its `Place`.

    on_taken: told when the citizen is put through. taken: whether that happened. The agent's line
    is kept alive until then.
    """

    def __init__(
        self,
        seat: str,
        line: Line,
        on_taken: Callable[[], None],
        music: Callable[[int], Iterator[bytes]],
    ) -> None:
        self._seat, self._line, self._on_taken, self._music = seat, line, on_taken, music
        self._keeping = asyncio.create_task(keep(line))
        self._told = False
        self.taken = False

    @property
    def lost(self) -> bool:
        """Whether the agent has hung up before the citizen was there."""
        return self._keeping.done() and not self._keeping.cancelled()

    async def until_lost(self) -> None:
        await asyncio.wait({self._keeping})

    def release(self) -> None:
        """Keep the line no longer."""
        self._keeping.cancel()

    def join(self, handoff: Handoff, info: LineInfo) -> "Prepared":
        return self

    def news(self) -> News | None:
        if self._told:
            return None
        self._told = True
        if self.lost:
            return NotTaken("agent_gone")
        self.release()
        self.taken = True
        self._on_taken()
        return Taken(self._line, self._seat, lambda: None)

    def music(self, rate: int) -> Iterator[bytes]:
        return self._music(rate)

    def leave(self) -> None:
        return

    async def promise(self) -> bool:
        return False


@dataclass(frozen=True)
class ReturnCalls:
    """ring: dials the citizen. hold: the switchboard holds the call until it is over."""

    book: Book
    ring: Callable[[str, LineInfo, float], Awaitable[Line | DialResult]]
    hold: Callable[[Line, Handoff, Prepared], Awaitable[None]]

    async def call(
        self, prepared: Prepared, promise: Promise, info: LineInfo, ring_s: float
    ) -> DialResult | None:
        """Dial the citizen and hold the call. Returns why they were not reached, or None."""
        await self.book.dialled(promise)
        dialling = asyncio.ensure_future(self.ring(promise.phone, info, ring_s))
        leaving = asyncio.ensure_future(prepared.until_lost())
        try:
            await asyncio.wait({dialling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not dialling.done():
                return None
            answered = dialling.result()
        finally:
            dialling.cancel()
            leaving.cancel()
        if isinstance(answered, DialResult):
            return answered
        await self.hold(answered, promise.handoff, prepared)
        return None
