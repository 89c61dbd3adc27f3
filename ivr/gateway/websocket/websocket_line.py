"""A call on a connection of ours, in whatever dialect, as a `Line`."""

import asyncio
from collections import deque
from collections.abc import Mapping

from ivr.gateway.captions import Caption
from ivr.gateway.clock import FRAME_S, Clock, Ticker
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent, LineInfo
from ivr.gateway.pacing import JitterBuffer, Pacer
from ivr.gateway.websocket.connection import Connection
from ivr.gateway.websocket.events import (
    Audio,
    Dialect,
    Ended,
    Flow,
    PeerEvent,
    Played,
    Pressed,
    TransferAnswered,
)
from ivr.gateway.websocket.limits import Limits

LAST_WORDS = "last words"
"""The mark behind the robot's last audio."""

MAX_DIGITS = 64
"""Keys that may wait for the session; a hand presses some five a second."""


class WebSocketLine:
    """`hear` is for the connection; the rest is `Line` and `Captioned`."""

    def __init__(
        self,
        connection: Connection,
        dialect: Dialect,
        info: LineInfo,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._info = info
        self._limits = limits
        self._ticker = Ticker(clock)
        self._incoming = JitterBuffer(
            info.sample_rate,
            max_ms=limits.jitter_ms,
            target_ms=limits.target_ms,
            prefill_ms=limits.prefill_ms,
        )
        self._outgoing = Pacer()
        self._flowing = True
        self._digits: deque[str] = deque(maxlen=MAX_DIGITS)
        self._ended: HungUp | None = None
        self._transfer: asyncio.Future[bool] | None = None
        self._played_out = asyncio.Event()
        connection.busy = True

    @property
    def info(self) -> LineInfo:
        return self._info

    @property
    def over(self) -> bool:
        """Whether the call has ended, at either end."""
        return self._ended is not None

    def hear(self, event: PeerEvent) -> None:
        """Take in what the peer said."""
        match event:
            case Audio(pcm) if not self.over:
                self._incoming.push(pcm)
            case Pressed(digit) if not self.over:
                self._digits.append(digit)
            case Played(mark) if mark == LAST_WORDS:
                self._played_out.set()
            case Flow(is_open):
                self._flowing = is_open
            case TransferAnswered(accepted):
                self._answer_transfer(accepted)
            case Ended(reason):
                # What the caller said before is still to be heard; see `receive`.
                self._incoming.finish()
                self._end(reason)

    async def receive(self) -> LineEvent:
        if self._digits:
            return Digit(self._digits.popleft())
        if self._ended is None or self._incoming:
            await self._tick()
        if self._ended is not None and not self._incoming:
            # A key may have come with the end, while this waited.
            return Digit(self._digits.popleft()) if self._digits else self._ended
        return Frame(self._incoming.pop())

    async def send(self, pcm: bytes) -> None:
        if not self.over:
            self._outgoing.push(pcm)

    async def flush(self) -> None:
        self._outgoing.flush()
        if not self.over:
            self._connection.post(self._dialect.send_flush())

    async def transfer(self, target: str, context: Mapping[str, str]) -> bool:
        messages = self._dialect.send_transfer(target, context)
        if self.over or not messages:
            return False
        await self._play_out()
        self._transfer = asyncio.get_running_loop().create_future()
        self._connection.post(messages)
        try:
            async with asyncio.timeout(self._limits.transfer_s):
                accepted = await self._transfer
        except TimeoutError:
            return False
        finally:
            self._transfer = None
        if accepted:
            self._leave("transferred")
        return accepted

    async def hang_up(self) -> None:
        if self.over:
            return
        await self._play_out()
        marks = self._dialect.send_mark(LAST_WORDS)
        if marks and not self.over:
            self._connection.post(marks)
            await self._until_played_out()
        if not self.over:
            self._leave("robot")

    async def caption(self, caption: Caption) -> None:
        if not self.over:
            self._connection.post(self._dialect.send_caption(caption))

    async def _tick(self) -> None:
        await self._ticker.tick()
        frame = self._outgoing.pop() if self._flowing else None
        if frame is not None and not self.over:
            self._connection.post(self._dialect.send_audio(frame))

    async def _play_out(self) -> None:
        held_s = 0.0
        while self._outgoing and not self.over and held_s < self._limits.play_out_s:
            await self._tick()
            held_s = 0.0 if self._flowing else held_s + FRAME_S

    async def _until_played_out(self) -> None:
        try:
            async with asyncio.timeout(self._limits.play_out_s):
                await self._played_out.wait()
        except TimeoutError:
            return

    def _leave(self, reason: str) -> None:
        self._connection.post(self._dialect.send_hang_up(reason))
        self._incoming.flush()
        self._end(reason)

    def _end(self, reason: str) -> None:
        if self._ended is not None:
            return
        self._ended = HungUp(reason)
        self._outgoing.flush()
        self._connection.busy = False
        self._played_out.set()
        self._answer_transfer(False)

    def _answer_transfer(self, accepted: bool) -> None:
        if self._transfer is not None and not self._transfer.done():
            self._transfer.set_result(accepted)
