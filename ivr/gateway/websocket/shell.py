"""The WebSocket gateway's door: who may come in, how many, and where they go."""

import hmac
import logging
import uuid
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, WebSocket

from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.websocket.connection import (
    OUR_FAULT,
    POLICY,
    TRY_LATER,
    Connection,
    connected,
)
from ivr.gateway.websocket.events import CallStarted, Dialect, Registered
from ivr.gateway.websocket.handsets import Handset, Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native_server import NativeDialect
from ivr.gateway.websocket.twilio import TwilioDialect
from ivr.gateway.websocket.websocket_line import WebSocketLine

log = logging.getLogger(__name__)

OnCall = Callable[[Line], Awaitable[None]]


def router(
    on_call: OnCall,
    *,
    token: str,
    handsets: Handsets,
    limits: Limits | None = None,
    new_clock: Callable[[], Clock] = RealClock,
) -> APIRouter:
    """/media/twilio and /media/native.

    on_call: runs one inbound call; the line is hung up when it returns, and when it fails.
    token: to be given as ?token= or `Authorization: Bearer`; must not be empty.
    """
    if not token:
        raise ValueError("the gateway needs a token; without one anybody could call")
    door = _Door(on_call, token, handsets, limits or Limits(), new_clock)
    routes = APIRouter(prefix="/media", tags=["gateway"])

    @routes.websocket("/twilio")
    async def twilio(socket: WebSocket) -> None:
        await door.welcome(socket, TwilioDialect())

    @routes.websocket("/native")
    async def native(socket: WebSocket) -> None:
        await door.welcome(socket, NativeDialect())

    return routes


class _Door:
    def __init__(
        self,
        on_call: OnCall,
        token: str,
        handsets: Handsets,
        limits: Limits,
        new_clock: Callable[[], Clock],
    ) -> None:
        self._on_call = on_call
        self._token = token
        self._handsets = handsets
        self._limits = limits
        self._new_clock = new_clock
        self._calls = 0

    async def welcome(self, socket: WebSocket, dialect: TwilioDialect | NativeDialect) -> None:
        """One connection from its first byte to its last."""
        if not _knows_token(socket, self._token):
            log.warning("%s: connection refused: wrong or missing token", dialect.name)
            await socket.close(POLICY)  # before it is accepted: HTTP 403
            return
        await socket.accept()
        if self._calls >= self._limits.calls:
            log.warning("%s: call refused: %d calls are on", dialect.name, self._calls)
            await socket.close(TRY_LATER, "all lines are busy; call again later")
            return
        self._calls += 1
        counted = True
        try:
            async with connected(socket, dialect, self._limits) as connection:
                opening = await connection.opening()
                if isinstance(opening, CallStarted):
                    await self._run_call(connection, dialect, opening)
                elif isinstance(opening, Registered) and isinstance(dialect, NativeDialect):
                    self._calls -= 1
                    counted = False
                    await self._keep_handset(connection, dialect, opening)
                else:
                    connection.close(POLICY, f"no call within {self._limits.start_s:g} s")
        finally:
            self._calls -= counted

    async def _run_call(
        self, connection: Connection, dialect: Dialect, started: CallStarted
    ) -> None:
        info = LineInfo(
            call_id=started.call_id or uuid.uuid4().hex,
            caller=started.caller,
            called=started.called,
            direction="inbound",
            sample_rate=started.sample_rate,
            dialect=dialect.name,
            parameters=started.parameters,
        )
        line = WebSocketLine(connection, dialect, info, self._new_clock(), self._limits)
        connection.attach(line.hear)
        connection.post(dialect.send_started(info.call_id))
        try:
            await self._on_call(line)
            await line.hang_up()
        except Exception:
            # The last resort of one call: the others go on.
            log.exception("call %s broke down", info.call_id)
            connection.close(OUR_FAULT, "the robot broke down")

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


def _knows_token(socket: WebSocket, token: str) -> bool:
    scheme, _, bearer = socket.headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else socket.query_params.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())
