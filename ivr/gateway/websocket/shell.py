"""The WebSocket gateway's door: who may come in, how many, and where they go."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from fastapi import APIRouter, WebSocket
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect, WebSocketState

from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.intake import STOPPING, Intake
from ivr.gateway.websocket import asterisk
from ivr.gateway.websocket.answer import OnCall, answer
from ivr.gateway.websocket.asterisk import AsteriskDialect
from ivr.gateway.websocket.audio_fork import (
    JAMBONZ,
    MOD_AUDIO_FORK,
    audio_fork,
    audio_stream,
    jambonz,
)
from ivr.gateway.websocket.connection import POLICY, TRY_LATER, Connection, PeerGone, connected
from ivr.gateway.websocket.events import CallStarted, Dialect, Message, Registered
from ivr.gateway.websocket.handsets import Handset, Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native_server import NativeDialect
from ivr.gateway.websocket.twilio import TwilioDialect

log = logging.getLogger(__name__)

GOODBYES = (1000, 1001)
"""Close codes of a peer that leaves as it should: done, and going away."""


@dataclass(frozen=True)
class Spoken:
    """A dialect at the door. new: makes one from the query parameters of the address.
    subprotocol: of the WebSocket, chosen where the peer offers it."""

    new: Callable[[Mapping[str, str]], Dialect]
    subprotocol: str = ""


DIALECTS: Mapping[str, Spoken] = {
    "twilio": Spoken(lambda _: TwilioDialect()),
    "native": Spoken(lambda _: NativeDialect()),
    "asterisk": Spoken(AsteriskDialect, asterisk.SUBPROTOCOL),
    "audio_fork": Spoken(audio_fork, MOD_AUDIO_FORK.subprotocol),
    "audio_stream": Spoken(audio_stream),
    "jambonz": Spoken(jambonz, JAMBONZ.subprotocol),
}
"""What is spoken at /media/<name>."""


def router(
    on_call: OnCall,
    *,
    token: str,
    handsets: Handsets,
    limits: Limits | None = None,
    new_clock: Callable[[], Clock] = RealClock,
    intake: Intake | None = None,
) -> APIRouter:
    """`/media/<name>` for every name in `DIALECTS`.

    token: to be given as ?token= or `Authorization: Bearer`; must not be empty.
    """
    if not token:
        raise ValueError("the gateway needs a token; without one anybody could call")
    door = _Door(on_call, token, handsets, limits or Limits(), new_clock, intake or Intake())
    routes = APIRouter(prefix="/media", tags=["gateway"])

    for name, spoken in DIALECTS.items():
        routes.add_api_websocket_route(f"/{name}", door.to(spoken), name)
    return routes


class _Door:
    def __init__(
        self,
        on_call: OnCall,
        token: str,
        handsets: Handsets,
        limits: Limits,
        new_clock: Callable[[], Clock],
        intake: Intake,
    ) -> None:
        self._on_call = on_call
        self._token = token
        self._intake = intake
        self._handsets = handsets
        self._limits = limits
        self._new_clock = new_clock
        self._calls = 0

    def to(self, spoken: Spoken) -> Callable[[WebSocket], Awaitable[None]]:
        async def welcome(socket: WebSocket) -> None:
            asked = {name: v for name, v in socket.query_params.items() if name != "token"}
            offered = socket.scope.get("subprotocols", ())
            chosen = spoken.subprotocol if spoken.subprotocol in offered else None
            await self.welcome(socket, spoken.new(asked), chosen)

        return welcome

    async def welcome(self, socket: WebSocket, dialect: Dialect, subprotocol: str | None) -> None:
        """One connection from its first byte to its last."""
        if not knows_token(socket, self._token):
            log.warning("%s: connection refused: wrong or missing token", dialect.name)
            await socket.close(POLICY)  # before it is accepted: HTTP 403
            return
        await socket.accept(subprotocol)
        if not self._intake.open:
            await socket.close(TRY_LATER, STOPPING)
            return
        if self._calls >= self._limits.calls:
            log.warning("%s: call refused: %d calls are on", dialect.name, self._calls)
            await socket.close(TRY_LATER, "all lines are busy; call again later")
            return
        self._calls += 1
        counted = True
        on = ExitStack()  # left when the connection has been closed: till then, words are sent
        try:
            async with connected(StarletteSocket(socket), dialect, self._limits) as connection:
                opening = await connection.opening()
                if isinstance(opening, CallStarted) and not self._intake.open:
                    connection.close(TRY_LATER, STOPPING)
                elif isinstance(opening, CallStarted):
                    on.enter_context(self._intake.call())
                    clock = self._new_clock()
                    await answer(connection, dialect, opening, self._on_call, clock, self._limits)
                elif isinstance(opening, Registered) and isinstance(dialect, NativeDialect):
                    self._calls -= 1
                    counted = False
                    await self._keep_handset(connection, dialect, opening)
                else:
                    connection.close(POLICY, f"no call within {self._limits.start_s:g} s")
        finally:
            on.close()
            self._calls -= counted

    async def _keep_handset(
        self, connection: Connection, dialect: NativeDialect, registered: Registered
    ) -> None:
        number = registered.number
        if len(self._handsets) >= self._limits.handsets and number not in self._handsets:
            connection.close(TRY_LATER, "too many handsets are registered")
            return
        handset = Handset(
            connection, dialect, registered.sample_rate, self._new_clock, self._limits
        )
        connection.attach(handset.hear)
        connection.post(dialect.send_ready(number))
        self._handsets.add(number, handset)
        try:
            await connection.lost.wait()
        finally:
            self._handsets.remove(number, handset)


class StarletteSocket:
    """A WebSocket of Starlette's as a `Socket`."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> Message:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise PeerGone(politely=message.get("code") in GOODBYES)
        text: str | None = message.get("text")
        data: bytes | None = message.get("bytes")
        return text if text is not None else data or b""

    async def send(self, message: Message) -> None:
        try:
            if isinstance(message, str):
                await self._socket.send_text(message)
            else:
                await self._socket.send_bytes(message)
        # Starlette raises RuntimeError for a send after the peer has closed.
        except (WebSocketDisconnect, RuntimeError, OSError):
            raise PeerGone(politely=False) from None

    async def close(self, code: int, reason: str) -> None:
        if self._socket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            await self._socket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError, OSError):
            raise PeerGone(politely=False) from None


def knows_token(socket: HTTPConnection, token: str) -> bool:
    """Whether it was given as `Authorization: Bearer` or as ?token=."""
    scheme, _, bearer = socket.headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else socket.query_params.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())
