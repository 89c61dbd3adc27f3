"""One connection of ours: reads and writes beside the call, and tells when the peer is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Protocol

from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.events import Dialect, Ended, Message, PeerEvent
from ivr.gateway.websocket.limits import Limits

NORMAL, PROTOCOL_ERROR, POLICY, TOO_BIG, OUR_FAULT, TRY_LATER = 1000, 1002, 1008, 1009, 1011, 1013
"""Close codes of RFC 6455, section 7.4.1, and 1013 of the IANA registry."""

PEER_LOST = "peer lost"
HUNG_UP = "caller"


class PeerGone(Exception):
    """Nothing more can be read or sent. politely: the peer has said goodbye by closing."""

    def __init__(self, *, politely: bool) -> None:
        super().__init__("the peer has gone")
        self.politely = politely


class Socket(Protocol):
    """What carries the messages: a WebSocket, or a plain TCP connection."""

    async def receive(self) -> Message:
        """The next message. Raises PeerGone."""

    async def send(self, message: Message) -> None:
        """Give one message to the network. Raises PeerGone."""

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye. Raises PeerGone; harmless when it is closed already."""


class Connection:
    """What the peer says goes to one listener, at once and in order; what comes before there is
    one waits for it. However the peer is lost, the last event is an `Ended`.

    busy: whether a call is on; only then is a silent peer a lost one.
    lost: set when nothing more will be read.
    """

    def __init__(self, socket: Socket, dialect: Dialect, limits: Limits) -> None:
        self._socket = socket
        self._dialect = dialect
        self._limits = limits
        self._outbox: asyncio.Queue[Message | None] = asyncio.Queue(limits.outbox)
        self._backlog: list[PeerEvent] = []
        self._listener: Callable[[PeerEvent], None] | None = None
        self._something_came = asyncio.Event()
        self._closing = (NORMAL, "")
        self.busy = False
        self.lost = asyncio.Event()

    async def opening(self) -> PeerEvent | None:
        """The first event; None where the peer said nothing in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.start_s):
                await self._something_came.wait()
        return self._backlog.pop(0) if self._backlog else None

    def attach(self, listener: Callable[[PeerEvent], None]) -> None:
        """Tell `listener` everything from now on, first what has waited."""
        self._listener = listener
        for event in self._backlog:
            listener(event)
        self._backlog.clear()

    def post(self, messages: Iterable[Message]) -> None:
        """Send without waiting. A peer that takes too little too slowly is lost."""
        for message in messages:
            if self.lost.is_set():
                return
            try:
                self._outbox.put_nowait(message)
            except asyncio.QueueFull:
                self._lose(PEER_LOST)

    def close(self, code: int, reason: str) -> None:
        """Stop; the peer will be told why, after everything that was posted."""
        self._lose(reason, code)

    async def read(self) -> None:
        """Read until the peer is lost."""
        try:
            while not self.lost.is_set():
                message = await self._receive()
                for event in self._dialect.receive(message):
                    self._tell(event)
        except PeerGone as gone:
            self._lose(HUNG_UP if gone.politely else PEER_LOST)
        except TimeoutError:
            self._lose(PEER_LOST)
        except MessageTooBig as error:
            self._lose("message too big", TOO_BIG, str(error))
        except ProtocolError as error:
            self._lose("protocol error", PROTOCOL_ERROR, str(error))

    async def write(self) -> None:
        """Send what is posted, until `finish`."""
        try:
            while (message := await self._outbox.get()) is not None:
                async with asyncio.timeout(self._limits.send_s):
                    await self._socket.send(message)
        except (PeerGone, TimeoutError):
            self._lose(PEER_LOST)

    async def finish(self, writer: asyncio.Task[None]) -> None:
        """Send what is left and close. Bounded by the limits, whatever the peer does."""
        with contextlib.suppress(TimeoutError, PeerGone):
            async with asyncio.timeout(self._limits.send_s):
                if not writer.done():
                    await self._outbox.put(None)
                    await writer
                code, reason = self._closing
                await self._socket.close(code, _fit(reason))

    async def _receive(self) -> Message:
        """The next message. A wait that was all during a call must not be longer than allowed."""
        while True:
            was_busy = self.busy
            try:
                async with asyncio.timeout(self._limits.peer_silence_s):
                    return await self._socket.receive()
            except TimeoutError:
                if was_busy:
                    raise

    def _tell(self, event: PeerEvent) -> None:
        if self._listener is None:
            self._backlog.append(event)
            self._something_came.set()
        else:
            self._listener(event)

    def _lose(self, reason: str, code: int = NORMAL, explanation: str = "") -> None:
        if self.lost.is_set():
            return
        self._closing = (code, explanation or reason)
        self.lost.set()
        self._tell(Ended(reason))


@contextlib.asynccontextmanager
async def connected(socket: Socket, dialect: Dialect, limits: Limits) -> AsyncIterator[Connection]:
    """Read and write an open connection for as long as the block runs; then close it."""
    connection = Connection(socket, dialect, limits)
    async with asyncio.TaskGroup() as tasks:
        reader = tasks.create_task(connection.read())
        writer = tasks.create_task(connection.write())
        try:
            yield connection
        finally:
            await connection.finish(writer)
            reader.cancel()
            writer.cancel()


def _fit(reason: str) -> str:
    """A close reason has room for 123 bytes (RFC 6455, section 5.5)."""
    return reason.encode()[:123].decode(errors="ignore")
