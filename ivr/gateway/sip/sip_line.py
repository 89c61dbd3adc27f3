"""A call over SIP as a `Line`. The call itself is in the gateway's process; see `wire.py`."""

from collections.abc import Callable, Mapping

from ivr.gateway.clock import Clock
from ivr.gateway.duplex import Duplex, Question
from ivr.gateway.line import LineEvent, LineInfo
from ivr.gateway.pacing import JitterBuffer
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
        self._transfer_uri = transfer_uri
        self._transfer_s = transfer_s + TRANSFER_GRACE_S
        self._context_bytes = context_bytes
        incoming = JitterBuffer(info.sample_rate, prefill_ms=40)
        self._duplex = Duplex(incoming, clock, lambda frame: post(Audio(number, frame)))
        self._closed = False
        self._transfer = Question()
        self.referred_to = ""

    @property
    def info(self) -> LineInfo:
        return self._info

    @property
    def over(self) -> bool:
        """Whether the call has ended, at either end."""
        return self._duplex.over

    @property
    def settled(self) -> bool:
        """Whether nothing more will be heard of it: the gateway has said that it ended, and how a
        transfer went."""
        return self._closed and not self._transfer.open

    def hear(self, message: Message) -> None:
        """Take in what the gateway says of this call."""
        match message:
            case Audio(_, pcm):
                self._duplex.hear(pcm)
            case Pressed(_, digit):
                self._duplex.press(digit)
            case TransferAnswered(_, accepted):
                self._transfer.answer(accepted)
            case TransferAsked(_, uri):
                self.referred_to = uri
            case Ended(_, _, _, detail):
                # Whether the caller was handed over or has hung up, `TransferAnswered` will tell.
                self._closed = True
                self._duplex.end(ended_because(detail))

    def lose(self, reason: str) -> None:
        """The gateway is gone, or stops, and says nothing more."""
        self._duplex.end(reason)
        self._transfer.answer(False)

    async def receive(self) -> LineEvent:
        return await self._duplex.receive()

    async def send(self, pcm: bytes) -> None:
        self._duplex.say(pcm)

    async def flush(self) -> None:
        self._duplex.hush()
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
        await self._duplex.play_out()
        peer = self._info.parameters.get("peer", "")
        uri = refer_to(self._transfer_uri, target, peer, context, self._context_bytes)
        self._post(Transfer(self._number, uri))
        accepted = await self._transfer.asked(self._transfer_s)
        if accepted:
            self._leave("transferred")
        return accepted

    async def hang_up(self) -> None:
        if self.over:
            return
        await self._duplex.play_out()
        if not self.over:
            self._leave("robot")

    def _leave(self, reason: str) -> None:
        self._post(HangUp(self._number))
        self._duplex.leave(reason)


def ended_because(detail: str) -> str:
    """The reason of a `HungUp`, from the stack's words: it says so when media stopped coming."""
    return "peer lost" if detail.startswith("rtp") else "caller"
