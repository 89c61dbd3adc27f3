"""A call on a connection of ours, in whatever dialect, as a `Line`."""

import asyncio
from collections.abc import Mapping

from ivr.gateway.captions import Caption
from ivr.gateway.clock import Clock
from ivr.gateway.duplex import Duplex, Question
from ivr.gateway.line import LineEvent, LineInfo
from ivr.gateway.pacing import JitterBuffer
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
        incoming = JitterBuffer(
            info.sample_rate,
            max_ms=limits.jitter_ms,
            target_ms=limits.target_ms,
            prefill_ms=limits.prefill_ms,
        )
        self._duplex = Duplex(incoming, clock, lambda f: connection.post(dialect.send_audio(f)))
        self._transfer = Question()
        self._played_out = asyncio.Event()
        connection.busy = True

    @property
    def info(self) -> LineInfo:
        return self._info

    @property
    def over(self) -> bool:
        """Whether the call has ended, at either end."""
        return self._duplex.over

    def hear(self, event: PeerEvent) -> None:
        """Take in what the peer said."""
        match event:
            case Audio(pcm):
                self._duplex.hear(pcm)
            case Pressed(digit):
                self._duplex.press(digit)
            case Played(mark) if mark == LAST_WORDS:
                self._played_out.set()
            case Flow(is_open):
                self._duplex.flowing = is_open
            case TransferAnswered(accepted):
                self._transfer.answer(accepted)
            case Ended(reason) if not self.over:
                self._duplex.end(reason)
                self._let_go()

    async def receive(self) -> LineEvent:
        return await self._duplex.receive()

    async def send(self, pcm: bytes) -> None:
        self._duplex.say(pcm)

    async def flush(self) -> None:
        self._duplex.hush()
        if not self.over:
            self._connection.post(self._dialect.send_flush())

    async def transfer(self, target: str, context: Mapping[str, str]) -> bool:
        messages = self._dialect.send_transfer(target, context)
        if self.over or not messages:
            return False
        await self._duplex.play_out(self._limits.play_out_s)
        self._connection.post(messages)
        accepted = await self._transfer.asked(self._limits.transfer_s)
        if accepted:
            self._leave("transferred")
        return accepted

    async def hang_up(self) -> None:
        if self.over:
            return
        await self._duplex.play_out(self._limits.play_out_s)
        marks = self._dialect.send_mark(LAST_WORDS)
        if marks and not self.over:
            self._connection.post(marks)
            await self._until_played_out()
        if not self.over:
            self._leave("robot")

    async def caption(self, caption: Caption) -> None:
        if not self.over:
            self._connection.post(self._dialect.send_caption(caption))

    async def _until_played_out(self) -> None:
        try:
            async with asyncio.timeout(self._limits.play_out_s):
                await self._played_out.wait()
        except TimeoutError:
            return

    def _leave(self, reason: str) -> None:
        self._connection.post(self._dialect.send_hang_up(reason))
        self._duplex.leave(reason)
        self._let_go()

    def _let_go(self) -> None:
        """Of the connection, and of whoever waits for the far end."""
        self._connection.busy = False
        self._played_out.set()
        self._transfer.answer(False)
