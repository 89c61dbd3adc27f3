"""One call in the gateway's process: the stack's call on one side, wire messages on the other."""

import asyncio
import re
from collections.abc import Callable

import baresip

from ivr.gateway.clock import FRAME_S
from ivr.gateway.sip.wire import (
    SAMPLE_RATE,
    Audio,
    Ended,
    Established,
    Message,
    Pressed,
    Ringing,
    TransferAnswered,
    TransferAsked,
)

FRAME_BYTES = SAMPLE_RATE // 50 * 2
LEAD = bytes(2 * FRAME_BYTES)
"""Silence before the first frame after a pause: what the robot and we may be late, 40 ms."""
MAX_READ = 10 * FRAME_BYTES
PLAY_OUT_FRAMES = 125
"""The stack holds two seconds at most."""

FIRST_WORD_S = 1.0
"""For a trunk to say something to an INVITE; it must within 0.2 s (RFC 3261, 17.2.1). The stack
tells us of a 180, not of a 100, and forgets an INVITE that is hung up before it has heard either:
the citizen's telephone would ring, and nobody would be there."""

_STATUS = re.compile(r"(\d{3}) ")


class Leg:
    """post: takes messages for the robot. gone: told when the call is over."""

    def __init__(
        self,
        number: int,
        call: baresip.Call,
        transport: str,
        post: Callable[[Message], None],
        gone: Callable[[int], None],
    ) -> None:
        self._number = number
        self._call = call
        self._transport = transport
        self._post = post
        self._gone = gone
        self._begun = asyncio.get_running_loop().time()
        self._rang = asyncio.Event()
        self._settled = asyncio.Event()
        self._keys = asyncio.Lock()
        call.on(self._hear)
        call.on_dtmf(lambda pressed: post(Pressed(number, pressed.digit)))

    async def answer_after(self, ring_s: float) -> None:
        """An inbound call rings, then we pick up, unless the caller has given up by then."""
        if not await _within(self._settled, ring_s):
            try:
                await self._call.answer()
            except baresip.BaresipError:
                await self.hang_up_at_once()

    async def give_up_after(self, setup_s: float, ring_s: float) -> None:
        """An outbound call must ring within `setup_s` and be answered within `ring_s`."""
        if not await _within(self._rang, min(setup_s, ring_s)):
            await self.hang_up_at_once()
            return
        left = ring_s - (asyncio.get_running_loop().time() - self._begun)
        if not await _within(self._settled, left):
            await self.hang_up_at_once()

    def read(self) -> Audio | None:
        """What the far end has said since; None while it says nothing or holds us, when what comes
        is its music."""
        try:
            pcm = self._call.audio.read(MAX_READ)
        except (baresip.AudioNotActive, baresip.AudioRestarted):
            return None
        return Audio(self._number, pcm) if pcm and not self._call.remote_on_hold else None

    def play(self, pcm: bytes) -> None:
        audio = self._call.audio
        for _ in range(2):
            try:
                if audio.info().tx_buffered == 0:
                    audio.write(LEAD)
                audio.write(pcm)
            except baresip.AudioRestarted:
                continue
            except baresip.AudioNotActive:
                return
            return

    def flush(self) -> None:
        try:
            self._call.audio.flush_tx()
        except (baresip.AudioNotActive, baresip.AudioRestarted):
            return

    async def hang_up(self) -> None:
        """After what was sent has been played."""
        for _ in range(PLAY_OUT_FRAMES):
            if not self._still_plays():
                break
            await asyncio.sleep(FRAME_S)
        await self.hang_up_at_once()

    async def hang_up_at_once(self) -> None:
        if self._call.state is baresip.CallState.OUTGOING:
            age = asyncio.get_running_loop().time() - self._begun
            await _within(self._rang, FIRST_WORD_S - age)
        try:
            await self._call.hangup()
        except baresip.StaleHandleError:
            return

    async def transfer(self, uri: str, timeout_s: float) -> None:
        """REFER, and tell the robot what came of it."""
        try:
            await self._call.transfer(uri, timeout=timeout_s)
            accepted = True
        except (baresip.BaresipError, ValueError):
            # A far end that ends the call while the REFER is open has taken the caller over; many
            # say BYE before they report how it went.
            accepted = self._call.state is baresip.CallState.CLOSED
        self._post(TransferAnswered(self._number, accepted))

    async def follow(self, asked: baresip.TransferRequest) -> None:
        """Call whom the far end names; this call ends when that one is answered."""
        self._post(TransferAsked(self._number, asked.raw))
        try:
            await self._call.accept_transfer()
        except baresip.BaresipError:
            return  # the stack has told the far end

    async def send_digits(self, digits: str) -> None:
        """One after the other: a key is let go before the next one is pressed."""
        async with self._keys:
            try:
                await self._call.send_dtmf(digits)
            except (baresip.BaresipError, ValueError):
                return

    def _still_plays(self) -> bool:
        if self._call.remote_on_hold:
            return False
        try:
            waiting: int = self._call.audio.info().tx_buffered
            return waiting > 0
        except baresip.AudioNotActive:
            return False

    def _hear(self, event: baresip.StackEvent) -> None:
        match event.event:
            case baresip.Event.CALL_RINGING | baresip.Event.CALL_PROGRESS:
                if not self._rang.is_set():
                    self._post(Ringing(self._number))
                self._rang.set()
            case baresip.Event.CALL_ESTABLISHED:
                self._rang.set()
                self._settled.set()
                self._post(self._established())
            case baresip.Event.CALL_CLOSED:
                self._end(event.text or "")

    def _established(self) -> Established:
        call = self._call
        return Established(
            self._number, call.call_id or "", call.peer or "", self._transport, call.headers
        )

    def _end(self, detail: str) -> None:
        status = _STATUS.match(detail)
        rang = self._rang.is_set()
        self._settled.set()
        self._rang.set()
        self._gone(self._number)
        self._post(Ended(self._number, int(status[1]) if status else 0, rang, detail))


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()
    except TimeoutError:
        return False
    return True
