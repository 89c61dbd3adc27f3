"""The Vosk-compatible recogniser at the HTTP server's door."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, WebSocket

from asr.activity import SileroActivity, VoiceActivity
from asr.endpoint import EndpointSettings
from asr.errors import PoolFull
from asr.hearing import Hearing
from asr.pool import RecognitionPool
from asr.recognizer import Hints
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.intake import STOPPING, Intake
from ivr.gateway.vosk_server.listening import Listening
from ivr.gateway.vosk_server.protocol import (
    Chunk,
    Config,
    EndOfAudio,
    VoskProtocol,
    partial,
    result,
)
from ivr.gateway.websocket.connection import (
    NORMAL,
    POLICY,
    PROTOCOL_ERROR,
    TOO_BIG,
    TRY_LATER,
    PeerGone,
)
from ivr.gateway.websocket.shell import StarletteSocket, knows_token

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StreamLimits:
    """streams: at once; more are refused with 1013, so that calls are not starved of the pool.
    idle_s: without a message, after which the stream is closed, seconds.
    send_s: for the network to take one reply, seconds."""

    streams: int = 4
    idle_s: float = 30.0
    send_s: float = 5.0


def vosk_router(
    pool: RecognitionPool,
    *,
    token: str,
    endpoint: EndpointSettings | None = None,
    limits: StreamLimits | None = None,
    new_activity: Callable[[], VoiceActivity] = SileroActivity,
    intake: Intake | None = None,
) -> APIRouter:
    """`/vosk`: speaks as vosk-server does.

    token: to be given as ?token= (existing clients take any address) or `Authorization: Bearer`;
    must not be empty.
    """
    if not token:
        raise ValueError("the recogniser needs a token; without one anybody could use it")
    routes = APIRouter(tags=["recogniser"])
    clerk = _Clerk(
        pool,
        endpoint or EndpointSettings(),
        limits or StreamLimits(),
        new_activity,
        intake or Intake(),
    )

    @routes.websocket("/vosk")
    async def vosk(socket: WebSocket) -> None:
        if not knows_token(socket, token):
            log.warning("vosk: connection refused: wrong or missing token")
            await socket.close(POLICY)  # before it is accepted: HTTP 403
            return
        await socket.accept()
        await clerk.serve(StarletteSocket(socket))

    return routes


class _Clerk:
    def __init__(
        self,
        pool: RecognitionPool,
        endpoint: EndpointSettings,
        limits: StreamLimits,
        new_activity: Callable[[], VoiceActivity],
        intake: Intake,
    ) -> None:
        self._intake = intake
        self._pool = pool
        self._endpoint = endpoint
        self._limits = limits
        self._new_activity = new_activity
        self._streams = 0

    async def serve(self, socket: StarletteSocket) -> None:
        """One client from its first message to its last."""
        code, reason = await self._end_of(socket)
        with contextlib.suppress(PeerGone, TimeoutError):
            async with asyncio.timeout(self._limits.send_s):
                await socket.close(code, reason)

    async def _end_of(self, socket: StarletteSocket) -> tuple[int, str]:
        """Serve, and say how it ended: a close code and a reason."""
        if not self._intake.open:
            return TRY_LATER, STOPPING
        if self._streams >= self._limits.streams:
            return TRY_LATER, "too many streams; try again later"
        self._streams += 1
        try:
            with self._intake.call(), contextlib.ExitStack() as stack:
                await self._converse(socket, stack)
        except PoolFull as error:
            return TRY_LATER, str(error)
        except MessageTooBig as error:
            return TOO_BIG, str(error)
        except ProtocolError as error:
            return PROTOCOL_ERROR, str(error)
        except TimeoutError:
            return POLICY, f"nothing said for {self._limits.idle_s:g} s"
        except PeerGone:
            return NORMAL, ""
        finally:
            self._streams -= 1
        return NORMAL, ""

    async def _converse(self, socket: StarletteSocket, stack: contextlib.ExitStack) -> None:
        """Until the end of the audio. A place in the pool is taken with the first of it."""
        protocol = VoskProtocol()
        listening: Listening | None = None
        while True:
            async with asyncio.timeout(self._limits.idle_s):
                message = await socket.receive()
            match protocol.receive(message):
                case Chunk(pcm):
                    if listening is None:
                        hearing = self._pool.open(_hints(protocol.config))
                        stack.callback(hearing.close)
                        listening = self._listening(hearing, protocol.config)
                    ended = await listening.hear(pcm)
                    reply = result(ended, protocol.config) if ended else partial(listening.partial)
                    await self._send(socket, reply)
                case EndOfAudio():
                    ended = await listening.finish() if listening else ()
                    await self._send(socket, result(ended, protocol.config))
                    return

    def _listening(self, hearing: Hearing, config: Config) -> Listening:
        rate = self._pool.engine.sample_rate
        return Listening(hearing, self._new_activity(), self._endpoint, config.sample_rate, rate)

    async def _send(self, socket: StarletteSocket, reply: str) -> None:
        try:
            async with asyncio.timeout(self._limits.send_s):
                await socket.send(reply)
        except TimeoutError:
            raise PeerGone(politely=False) from None


def _hints(config: Config) -> Hints:
    if config.closed:
        return Hints(only=config.phrases)
    return Hints(phrases=config.phrases)
