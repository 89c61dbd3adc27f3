"""A telephone on the other end of the WebSocket gateway, for the demo, benchmarks and tests."""

import asyncio
import contextlib
import itertools
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from ivr.gateway.captions import Caption
from ivr.gateway.clock import FRAME_S, Clock, RealClock, Ticker
from ivr.gateway.errors import CallRefused, ProtocolError
from ivr.gateway.file_line import Transferred
from ivr.gateway.line import Digit, Frame
from ivr.gateway.line import HungUp as LineHungUp
from ivr.gateway.pacing import JitterBuffer
from ivr.gateway.phone import Caller, ScriptedCaller
from ivr.gateway.websocket.client_dialects import (
    ClientDialect,
    GatewayEvent,
    Mark,
    NativeClient,
    TwilioClient,
)
from ivr.gateway.websocket.connection import POLICY, TRY_LATER
from ivr.gateway.websocket.events import Audio, Message
from ivr.gateway.websocket.native import (
    Answer,
    Decline,
    Flush,
    HangUp,
    Ready,
    Register,
    Ring,
    Start,
    Started,
    Transfer,
    decode,
    encode,
)

OnCaption = Callable[[Caption], None]
Ended = Literal["caller", "robot", "transferred", "lost"]

REFUSALS = (POLICY, TRY_LATER)
"""Close codes by which the gateway says that it will not take a call."""

PLAYOUT_MS = 10_000
"""Of the robot's audio that may wait; its bound is there for a gateway gone mad."""


@dataclass(frozen=True)
class CallReport:
    """A call as the telephone saw it.

    ended: who hung up: 'caller', 'robot', 'transferred', or 'lost' for a broken connection.
    caller_pcm, robot_pcm: both sides at `sample_rate`, equally long.
    """

    call_id: str
    ended: Ended
    sample_rate: int
    caller_pcm: bytes
    robot_pcm: bytes
    captions: tuple[Caption, ...] = ()
    transferred: Transferred | None = None


def _ignore(caption: Caption) -> None:
    """For a telephone without a screen."""


async def call(
    url: str,
    caller: Caller,
    *,
    token: str,
    number: str = "",
    called: str = "12345",
    parameters: Mapping[str, str] | None = None,
    accept_transfers: bool = True,
    clock: Clock | None = None,
    on_caption: OnCaption = _ignore,
) -> CallReport:
    """Phone the gateway in the native dialect (`ws://host:port/media/native`).

    Raises CallRefused where it does not take the call.
    """
    start = Start(number, called, caller.sample_rate, parameters=dict(parameters or {}))
    async with _dialled(url, token) as socket:
        phone = _Phone(socket, NativeClient(start), caller, accept_transfers, on_caption)
        return await phone.run(clock or RealClock())


async def call_as_twilio(
    url: str,
    caller: ScriptedCaller,
    *,
    token: str,
    number: str = "",
    called: str = "12345",
    clock: Clock | None = None,
) -> CallReport:
    """Phone the gateway as Twilio Media Streams does (`ws://host:port/media/twilio`), at 8 kHz.

    Raises CallRefused where it does not take the call.
    """
    call_sid = "CA" + uuid.uuid4().hex
    dialect = TwilioClient(call_sid, "MZ" + uuid.uuid4().hex, {"caller": number, "called": called})
    async with _dialled(url, token) as socket:
        return await _Phone(socket, dialect, caller, False, _ignore, call_sid).run(
            clock or RealClock()
        )


async def serve_handset(
    url: str,
    number: str,
    on_ring: Callable[[Ring], Caller | Literal["busy", "rejected"] | None],
    *,
    token: str,
    sample_rate: int = 8000,
    on_ready: Callable[[], None] = lambda: None,
    on_call_end: Callable[[CallReport], None] = lambda report: None,
    new_clock: Callable[[], Clock] = RealClock,
    on_caption: OnCaption = _ignore,
) -> None:
    """Register a telephone and serve its calls until the gateway closes it or the task ends.

    on_ring: who answers, or why nobody does; None lets it ring. Raises CallRefused where the
    gateway does not keep the registration.
    """
    async with _dialled(url, token) as socket:
        try:
            await socket.send(encode(Register(number, sample_rate)))
            async for message in socket:
                match decode(message):
                    case Ready():
                        on_ready()
                    case Ring(call_id) as ring:
                        answer = on_ring(ring)
                        if answer == "busy" or answer == "rejected":
                            await socket.send(encode(Decline(call_id, answer)))
                        elif answer is not None:
                            await socket.send(encode(Answer(call_id)))
                            report = await _pick_up(socket, ring, answer, new_clock(), on_caption)
                            on_call_end(report)
        except ConnectionClosed as closed:
            raise CallRefused(f"the gateway has let handset {number[-4:]} go: {closed}") from None


async def _pick_up(
    socket: ClientConnection,
    ring: Ring,
    caller: Caller,
    clock: Clock,
    on_caption: OnCaption,
) -> CallReport:
    phone = _Phone(socket, NativeClient(None), caller, True, on_caption, ring.call_id)
    return await phone.run(clock)


@contextlib.asynccontextmanager
async def _dialled(url: str, token: str) -> AsyncIterator[ClientConnection]:
    """A connection to the gateway; no proxy, and no compression of what is already dense."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        socket = await connect(url, additional_headers=headers, compression=None, proxy=None)
    except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
        raise CallRefused(f"{url} does not answer: {error}") from None
    async with socket:
        yield socket


class _Phone:
    """One call: a reader beside a loop of 20 ms ticks."""

    def __init__(
        self,
        socket: ClientConnection,
        dialect: ClientDialect,
        caller: Caller,
        accept_transfers: bool,
        on_caption: OnCaption,
        call_id: str = "",
    ) -> None:
        self._socket = socket
        self._dialect = dialect
        self._caller = caller
        self._accept_transfers = accept_transfers
        self._on_caption = on_caption
        self._call_id = call_id
        self._playout = JitterBuffer(caller.sample_rate, max_ms=PLAYOUT_MS)
        self._marks: list[Mark] = []
        self._ended: Ended | None = None
        self._refused = ""
        self._captions: list[Caption] = []
        self._transferred: Transferred | None = None
        self._said = bytearray()
        self._heard = bytearray()

    async def run(self, clock: Clock) -> CallReport:
        async with asyncio.TaskGroup() as tasks:
            reader = tasks.create_task(self._read())
            try:
                await self._send(self._dialect.send_start())
                await self._talk(clock)
            except ConnectionClosed:
                await reader  # it knows why
            reader.cancel()
        if self._refused:
            raise CallRefused(f"the gateway refused the call: {self._refused}")
        return CallReport(
            call_id=self._call_id,
            ended=self._ended or "lost",
            sample_rate=self._caller.sample_rate,
            caller_pcm=bytes(self._said),
            robot_pcm=bytes(self._heard),
            captions=tuple(self._captions),
            transferred=self._transferred,
        )

    async def _talk(self, clock: Clock) -> None:
        ticker = Ticker(clock)
        for tick in itertools.count():
            await ticker.tick()
            if self._ended is not None:
                self._play_out()
                return
            heard = self._playout.pop()
            if self._marks and not self._playout:
                marks, self._marks = self._marks, []
                for mark in marks:
                    await self._send(self._dialect.send_mark(mark))
            for event in self._caller.hear(heard, tick * FRAME_S):
                match event:
                    case Digit(digit):
                        await self._send(self._dialect.send_digit(digit))
                    case Frame(pcm):
                        self._said += pcm
                        self._heard += heard
                        await self._send(self._dialect.send_audio(pcm))
                    case LineHungUp():
                        self._end("caller")
                        await self._send(self._dialect.send_hang_up())
                        return

    def _play_out(self) -> None:
        """The last words have all come; nothing is sent any more, so they need not be timed."""
        while self._playout:
            frame = self._playout.pop()
            self._heard += frame
            self._said += bytes(len(frame))

    async def _read(self) -> None:
        """Until the call or the connection ends. Read errors end the call; they are not raised."""
        try:
            async for message in self._socket:
                for event in self._dialect.receive(message):
                    await self._take(event)
                if self._ended is not None:
                    return
            self._end("robot")
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code in REFUSALS:
                self._refused = closed.rcvd.reason
            self._end("lost")
        except ProtocolError:
            self._end("lost")

    async def _take(self, event: GatewayEvent) -> None:
        match event:
            case Audio(pcm):
                self._playout.push(pcm)
            case Flush():
                self._playout.flush()
            case Mark():
                self._marks.append(event)
            case Started(call_id):
                self._call_id = call_id
            case Caption():
                self._captions.append(event)
                self._on_caption(event)
            case Transfer(target, context):
                if self._accept_transfers:
                    self._transferred = Transferred(target, context)
                await self._send(self._dialect.send_transfer_result(self._accept_transfers))
            case HangUp():
                self._end("robot" if self._transferred is None else "transferred")

    async def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            await self._socket.send(message)

    def _end(self, how: Ended) -> None:
        if self._ended is None:
            self._ended = how
            self._playout.finish()
