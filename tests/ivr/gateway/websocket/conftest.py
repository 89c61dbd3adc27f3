"""A gateway on a real socket, and one without any."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI

from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.line import Line
from ivr.gateway.websocket.connection import PeerGone
from ivr.gateway.websocket.events import Message
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
    on_call: Callable[[Line], Awaitable[None]],
    limits: Limits | None = None,
    intake: Intake | None = None,
) -> AsyncIterator[Gateway]:
    handsets = Handsets()
    app = FastAPI()
    app.include_router(
        router(
            on_call,
            token=TOKEN,
            handsets=handsets,
            limits=limits,
            new_clock=fast_clock,
            intake=intake,
        )
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
    """The peer's end in memory.

    stuck: a network that takes nothing. gone: a send fails, as after the peer has closed.
    """

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[Message | PeerGone] = asyncio.Queue()
        self.sent: list[Message] = []
        self.first_sent = asyncio.Event()
        self.closed: tuple[int, str] | None = None
        self._given = False
        self.stuck = False
        self.gone = False

    def say(self, message: Message) -> None:
        self.incoming.put_nowait(message)

    def vanish(self, *, politely: bool = False) -> None:
        self.gone = True
        self.incoming.put_nowait(PeerGone(politely=politely))

    async def all_heard(self) -> None:
        """Until everything said has been dealt with."""
        await self.incoming.join()

    async def receive(self) -> Message:
        # Whoever asks for the next message is done with the one before.
        if self._given:
            self.incoming.task_done()
            self._given = False
        message = await self.incoming.get()
        self._given = True
        if isinstance(message, PeerGone):
            raise message
        return message

    async def send(self, message: Message) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        if self.gone:
            raise PeerGone(politely=False)
        self.sent.append(message)
        self.first_sent.set()

    async def close(self, code: int, reason: str) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.closed = (code, reason)


@pytest.fixture
def fake_socket() -> FakeSocket:
    return FakeSocket()
