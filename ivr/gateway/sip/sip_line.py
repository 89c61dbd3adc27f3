"""A call over SIP as a `Line`. The call itself is in the gateway's process; see `wire.py`."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

from ivr.gateway.clock import Clock, Ticker
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent, LineInfo
from ivr.gateway.pacing import JitterBuffer, Pacer
from ivr.gateway.sip.addresses import CONTEXT_BYTES, refer_to
from ivr.gateway.sip.wire import (
    Audio,
    Ended,
    Flush,
    HangUp,
    Message,
    Pressed,
    SendDigits,
    Transfer,
    TransferAnswered,
    TransferAsked,
)

GATEWAY_LOST = "gateway lost"
MAX_DIGITS = 64
"""Keys that may wait for the session; a hand presses some five a second."""
TRANSFER_GRACE_S = 2.0
"""Longer than the gateway itself waits for a transfer."""


class SipLine:
    """`hear` is for the gateway; the rest is `Line`.

    referred_to: where the far end has sent us (a Refer-To); see `SipSettings.follow_transfers`.

    The network's jitter has been taken out before, in the stack; what is left is the way between
    two processes, and the difference between the far end's clock and ours.
    """

    def __init__(
        self,
        number: int,
        info: LineInfo,
        post: Callable[[Message], None],
        clock: Clock,
        *,
        transfer_uri: str,
        transfer_s: float,
        context_bytes: int = CONTEXT_BYTES,
    ) -> None:
        self._number = number
        self._info = info
        self._post = post
        self._ticker = Ticker(clock)
        self._transfer_uri = transfer_uri
        self._transfer_s = transfer_s + TRANSFER_GRACE_S
        self._context_bytes = context_bytes
        self._incoming = JitterBuffer(info.sample_rate, prefill_ms=40)
        self._outgoing = Pacer()
        self._digits: deque[str] = deque(maxlen=MAX_DIGITS)
        self._ended: HungUp | None = None
        self._closed = False
        self._transfer: asyncio.Future[bool] | None = None
        self.referred_to = ""

    @property
    def info(self) -> LineInfo:
        return self._info

    @property
    def over(self) -> bool:
        """Whether the call has ended, at either end."""
        return self._ended is not None

    @property
    def settled(self) -> bool:
        """Whether nothing more will be heard of it: the gateway has said that it ended, and how a
        transfer went."""
        return self._closed and (self._transfer is None or self._transfer.done())

    def hear(self, message: Message) -> None:
        """Take in what the gateway says of this call."""
        match message:
            case Audio(_, pcm) if not self.over:
                self._incoming.push(pcm)
            case Pressed(_, digit) if not self.over:
                self._digits.append(digit)
            case TransferAnswered(_, accepted):
                self._answer_transfer(accepted)
            case TransferAsked(_, uri):
                self.referred_to = uri
            case Ended(_, _, _, detail):
                # Whether the caller was handed over or has hung up, `TransferAnswered` will tell.
                self._closed = True
                self._end(ended_because(detail))

    def lose(self, reason: str) -> None:
        """The gateway is gone, or stops, and says nothing more."""
        self._end(reason)
        self._answer_transfer(False)

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
            self._post(Flush(self._number))

    async def press(self, digits: str) -> None:
        """Press keys towards the far end: 0-9, *, #, A-D (RFC 4733)."""
        if not self.over:
            self._post(SendDigits(self._number, digits))

    async def transfer(self, target: str, context: Mapping[str, str]) -> bool:
        """REFER the far end to `target`, with as much of the context as fits; see `refer_to`."""
        if self.over:
            return False
        await self._play_out()
        self._transfer = answer = asyncio.get_running_loop().create_future()
        peer = self._info.parameters.get("peer", "")
        uri = refer_to(self._transfer_uri, target, peer, context, self._context_bytes)
        self._post(Transfer(self._number, uri))
        try:
            await asyncio.wait({answer}, timeout=self._transfer_s)
            accepted = answer.done() and answer.result()
        finally:
            self._transfer = None
        if accepted:
            self._ended = None
            self._leave("transferred")
        return accepted

    async def hang_up(self) -> None:
        if self.over:
            return
        await self._play_out()
        if not self.over:
            self._leave("robot")

    async def _tick(self) -> None:
        await self._ticker.tick()
        frame = self._outgoing.pop()
        if frame is not None and not self.over:
            self._post(Audio(self._number, frame))

    async def _play_out(self) -> None:
        while self._outgoing and not self.over:
            await self._tick()

    def _leave(self, reason: str) -> None:
        self._post(HangUp(self._number))
        self._incoming.flush()
        self._end(reason)

    def _end(self, reason: str) -> None:
        """What the far end said before is still to be heard; see `receive`."""
        if self._ended is None:
            self._ended = HungUp(reason)
            self._incoming.finish()
            self._outgoing.flush()

    def _answer_transfer(self, accepted: bool) -> None:
        if self._transfer is not None and not self._transfer.done():
            self._transfer.set_result(accepted)


def ended_because(detail: str) -> str:
    """The reason of a `HungUp`, from the stack's words: it says so when media stopped coming."""
    return "peer lost" if detail.startswith("rtp") else "caller"
