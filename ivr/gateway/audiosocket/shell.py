"""AudioSocket's door: a TCP port for PBXs whose addresses are known."""

import asyncio
import contextlib
import ipaddress
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from ivr.gateway.audiosocket.announced import Announced
from ivr.gateway.audiosocket.protocol import AudioSocketDialect
from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.websocket.answer import OnCall, answer
from ivr.gateway.websocket.connection import NORMAL, PeerGone, connected
from ivr.gateway.websocket.events import CallStarted, Message
from ivr.gateway.websocket.limits import Limits

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.0/8", "::1/128")

READ_BYTES = 64 * 1024

LAST_WORDS_S = 5.0
"""For whoever holds a call to take note that the server stops."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Door:
    """An open AudioSocket port. host, port: where it listens."""

    host: str
    port: int


@contextlib.asynccontextmanager
async def audiosocket(
    on_call: OnCall,
    listener: socket.socket,
    *,
    peers: Sequence[str] = LOOPBACK,
    announced: Announced | None = None,
    limits: Limits | None = None,
    new_clock: Callable[[], Clock] = RealClock,
    intake: Intake | None = None,
) -> AsyncIterator[Door]:
    """Take calls on a bound TCP socket for as long as the block runs.

    peers: networks that may connect, as "10.1.0.0/16"; AudioSocket knows no password, so anybody
        in them can call. ValueError where one is not a network.
    announced: where the dialplan says who calls; see `announcing`.
    intake: whether new calls are taken. Calls that are still on when the block ends are cut short.
    """
    announced = announced or Announced()
    desk = _Desk(
        on_call, _networks(peers), announced, limits or Limits(), new_clock, intake or Intake()
    )
    server = await asyncio.start_server(desk.meet, sock=listener, limit=READ_BYTES)
    host, port = listener.getsockname()[:2]
    try:
        yield Door(host, port)
    finally:
        server.close()
        await desk.close()


class _Desk:
    def __init__(
        self,
        on_call: OnCall,
        networks: tuple[Network, ...],
        announced: Announced,
        limits: Limits,
        new_clock: Callable[[], Clock],
        intake: Intake,
    ) -> None:
        self._on_call = on_call
        self._networks = networks
        self._intake = intake
        self._announced = announced
        self._limits = limits
        self._new_clock = new_clock
        self._calls: set[asyncio.Task[None]] = set()
        self._peers: set[_Peer] = set()

    def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection; asyncio calls this as soon as it stands."""
        host = str((writer.get_extra_info("peername") or ("unknown",))[0])
        if not allowed(host, self._networks):
            log.warning("audiosocket: %s refused: not among the peers", host)
            writer.close()
        elif not self._intake.open:
            writer.close()
        elif len(self._calls) >= self._limits.calls:
            log.warning("audiosocket: call refused: %d calls are on", len(self._calls))
            writer.close()
        else:
            call = asyncio.create_task(self._counted(_Peer(reader, writer, host)))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def close(self) -> None:
        """Calls hear that their caller is gone, so that they are recorded; then they are ended."""
        for peer in self._peers:
            peer.abandon()
        if self._calls:
            await asyncio.wait(self._calls, timeout=LAST_WORDS_S)
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _counted(self, peer: "_Peer") -> None:
        with self._intake.call():
            await self._welcome(peer)

    async def _welcome(self, peer: "_Peer") -> None:
        dialect = AudioSocketDialect()
        self._peers.add(peer)
        try:
            async with connected(peer, dialect, self._limits) as connection:
                opening = await connection.opening()
                if isinstance(opening, CallStarted):
                    clock = self._new_clock()
                    said = self._announced.take(opening.call_id, time.monotonic())
                    opening = replace(opening, caller=said.caller, called=said.called)
                    await answer(connection, dialect, opening, self._on_call, clock, self._limits)
                elif opening is None:
                    log.warning("audiosocket: %s said nothing of a call", peer.host)
        finally:
            self._peers.discard(peer)
            peer.abandon()


class _Peer:
    """A TCP connection as a `Socket`. Bytes only; reasons for closing go into the log."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.host = host

    async def receive(self) -> Message:
        try:
            came = await self._reader.read(READ_BYTES)
        except OSError:
            raise PeerGone(politely=False) from None
        if not came:  # Asterisk hangs up by closing as often as by saying so
            raise PeerGone(politely=True)
        return came

    async def send(self, message: Message) -> None:
        assert isinstance(message, bytes)
        try:
            self._writer.write(message)
            await self._writer.drain()
        except OSError:
            raise PeerGone(politely=False) from None

    async def close(self, code: int, reason: str) -> None:
        if code != NORMAL:
            log.warning("audiosocket: %s: %s", self.host, reason)
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            raise PeerGone(politely=False) from None

    def abandon(self) -> None:
        """Let go of the connection, whatever state it is in."""
        self._writer.transport.abort()


def allowed(host: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks; IPv4 also as IPv6 writes it."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)


def _networks(peers: Sequence[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(peer, strict=False) for peer in peers)
