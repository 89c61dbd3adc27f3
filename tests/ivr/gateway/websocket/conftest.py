"""A gateway on a real socket, and one without any."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.websockets import WebSocketDisconnect, WebSocketState

from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.line import Line
from ivr.gateway.websocket.handsets import Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.shell import router

TOKEN = "a-token-for-tests"
SPEED = 4.0


def fast_clock() -> Clock:
    """Call time at four times wall time: quick, and still far from what the machine can do."""
    return RealClock(SPEED)


@dataclass(frozen=True)
class Gateway:
    port: int
    handsets: Handsets
    token: str = TOKEN

    def url(self, dialect: str) -> str:
        return f"ws://127.0.0.1:{self.port}/media/{dialect}"

    def clock(self) -> Clock:
        return fast_clock()


OpenGateway = Callable[..., AbstractAsyncContextManager[Gateway]]


@asynccontextmanager
async def _open_gateway(
    on_call: Callable[[Line], Awaitable[None]], limits: Limits | None = None
) -> AsyncIterator[Gateway]:
    handsets = Handsets()
    app = FastAPI()
    app.include_router(
        router(on_call, token=TOKEN, handsets=handsets, limits=limits, new_clock=fast_clock)
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield Gateway(listening.getsockname()[1], handsets)
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
def open_gateway() -> OpenGateway:
    return _open_gateway


class FakeSocket:
    """The peer's end in memory, in place of Starlette's WebSocket.

    stuck: a network that takes nothing. gone: a send fails, as after the peer has closed.
    """

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.sent: list[str | bytes] = []
        self.first_sent = asyncio.Event()
        self.closed: tuple[int, str] | None = None
        self._given = False
        self.stuck = False
        self.gone = False
        self.application_state = WebSocketState.CONNECTED

    def say(self, message: str | bytes) -> None:
        kind = "text" if isinstance(message, str) else "bytes"
        self.incoming.put_nowait({"type": "websocket.receive", kind: message})

    def vanish(self) -> None:
        self.gone = True
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def all_heard(self) -> None:
        """Until everything said has been dealt with."""
        await self.incoming.join()

    async def receive(self) -> dict[str, object]:
        # Whoever asks for the next message is done with the one before.
        if self._given:
            self.incoming.task_done()
            self._given = False
        message = await self.incoming.get()
        self._given = True
        return message

    async def send_text(self, message: str) -> None:
        await self._send(message)

    async def send_bytes(self, message: bytes) -> None:
        await self._send(message)

    async def close(self, code: int, reason: str) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.closed = (code, reason)

    async def _send(self, message: str | bytes) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        if self.gone:
            raise WebSocketDisconnect(1006)
        self.sent.append(message)
        self.first_sent.set()


@pytest.fixture
def fake_socket() -> FakeSocket:
    return FakeSocket()
