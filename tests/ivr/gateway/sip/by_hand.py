"""A caller and a callee whose every packet is ours: for moments that no telephone can hit."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

Address = tuple[str, int]

SDP = (
    "v=0\r\no=u 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8\r\na=sendrecv\r\n"
)
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Packet:
    """One SIP message (RFC 3261). start: its first line; headers: by small name, the last wins."""

    start: str
    headers: dict[str, str]

    @property
    def status(self) -> int:
        """Of a response; 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """Of the request, or of that which is answered."""
        return self.headers["cseq"].split()[1]


def parsed(data: bytes) -> Packet:
    start, *lines = data.decode().partition("\r\n\r\n")[0].split("\r\n")
    named = (line.partition(":") for line in lines)
    return Packet(start, {name.lower(): value.strip() for name, _, value in named})


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[Packet, Address], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, source: Address) -> None:
        if data.strip():
            self._hear(parsed(data), source)


class Caller:
    """Of one call. outcome: "cancelled" or "answered", once it is over at both ends. stay: on the
    line when it is answered, until `hang_up`; else BYE follows at once."""

    def __init__(self, port: int) -> None:
        self._to: Address = (HERE, port)
        self._call_id, self._tag = uuid4().hex, uuid4().hex[:8]
        self._branch = f"z9hG4bK{self._tag}"
        self._to_tag = ""
        self._said_bye = False
        self.stay = False
        self.statuses: list[int] = []
        self.outcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.DatagramTransport | None = None

    def invite(self, *headers: str) -> None:
        """headers: more lines, such as 'Diversion: <sip:1@x>'."""
        self._send("INVITE", 1, self._branch, SDP, headers)

    def cancel(self) -> None:
        self._send("CANCEL", 1, self._branch)

    def hang_up(self) -> None:
        """Once."""
        if not self._said_bye:
            self._said_bye = True
            self._send("BYE", 2, f"{self._branch}b")

    def hear(self, packet: Packet, source: Address) -> None:
        self._to_tag = re.sub(r".*;tag=", "", packet.headers["to"])
        match packet.method, packet.status:
            case "INVITE", 200:
                self.statuses.append(200)
                self._send("ACK", 1, f"{self._branch}a")
                if not self.stay:
                    self.hang_up()
            case "INVITE", status:
                self.statuses.append(status)
                if status >= 300:
                    self._send("ACK", 1, self._branch)
                    self._over("cancelled" if status == 487 else str(status))
            case "BYE", 200:
                self._over("answered")

    def _over(self, outcome: str) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def _send(
        self, method: str, number: int, branch: str, body: str = "", headers: tuple[str, ...] = ()
    ) -> None:
        assert self.transport is not None
        port = self.transport.get_extra_info("sockname")[1]
        tag = f";tag={self._to_tag}" if self._to_tag and method in ("ACK", "BYE") else ""
        lines = [
            f"{method} sip:12345@{HERE}:{self._to[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {HERE}:{port};branch={branch}",
            f"From: <sip:13800138000@{HERE}:{port}>;tag={self._tag}",
            f"To: <sip:12345@{HERE}:{self._to[1]}>{tag}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:13800138000@{HERE}:{port}>",
            "Max-Forwards: 70",
            *headers,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.transport.sendto("\r\n".join([*lines, "", body]).encode(), self._to)


@asynccontextmanager
async def caller(port: int) -> AsyncIterator[Caller]:
    one = Caller(port)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Socket(one.hear), local_addr=(HERE, 0)
    )
    one.transport = transport
    try:
        yield one
    finally:
        transport.close()


@dataclass
class Callee:
    """Of one call. at_invite: what it answers, with seconds before each. at_cancel: what it says
    to the INVITE then. over: once both ends know that the call has ended."""

    at_invite: tuple[tuple[float, int], ...]
    at_cancel: int = 487
    heard: list[str] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    transport: asyncio.DatagramTransport | None = None
    _answers: "asyncio.Task[None] | None" = None
    _invite: tuple[Packet, Address] | None = None
    _final: int = 0

    @property
    def port(self) -> int:
        assert self.transport is not None
        return int(self.transport.get_extra_info("sockname")[1])

    def hear(self, packet: Packet, source: Address) -> None:
        if packet.status:
            return
        if packet.method not in self.heard:
            self.heard.append(packet.method)
        match packet.method:
            case "INVITE" if self._invite is None:
                self._invite = (packet, source)
                self._answers = asyncio.create_task(self._answer())
            case "CANCEL":
                # The answer to the INVITE first: it was on its way when the CANCEL came.
                if not self._final:
                    self._say(self.at_cancel)
                self._send(packet, source, 200)
            case "ACK" if self._final >= 300:
                self.over.set()
            case "BYE":
                self._send(packet, source, 200)
                self.over.set()

    async def _answer(self) -> None:
        for wait, status in self.at_invite:
            await asyncio.sleep(wait)
            if not self._final:
                self._say(status)

    def _say(self, status: int) -> None:
        assert self._invite is not None
        self._final = status if status >= 200 else 0
        self._send(*self._invite, status, SDP if status == 200 else "")

    def _send(self, asked: Packet, to: Address, status: int, body: str = "") -> None:
        assert self.transport is not None
        told = asked.headers
        lines = [
            f"SIP/2.0 {status} As It Is",
            f"Via: {told['via']}",
            f"From: {told['from']}",
            f"To: {told['to'].partition(';tag=')[0]};tag=callee",
            f"Call-ID: {told['call-id']}",
            f"CSeq: {told['cseq']}",
            f"Contact: <sip:callee@{HERE}:{self.port}>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.transport.sendto("\r\n".join([*lines, "", body]).encode(), to)


@asynccontextmanager
async def answering(*at_invite: tuple[float, int], at_cancel: int = 487) -> AsyncIterator[Callee]:
    one = Callee(at_invite, at_cancel)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Socket(one.hear), local_addr=(HERE, 0)
    )
    one.transport = transport
    try:
        yield one
    finally:
        transport.close()
