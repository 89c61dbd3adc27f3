"""The gateway's own process: `python -m ivr.gateway.sip.process DESCRIPTOR`.

It owns the SIP stack and speaks `wire.py` with the robot over a socket that it inherits. The stack
is C code that reads what strangers send; if it dies, the robot starts another (`supervisor.py`).
When the robot is gone, so are we.
"""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import sys
from collections.abc import Coroutine

import baresip
import structlog

from ivr.gateway.clock import FRAME_S
from ivr.gateway.errors import GatewayError
from ivr.gateway.sip.errors import StackError
from ivr.gateway.sip.leg import Leg
from ivr.gateway.sip.registration import registration_of
from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.stack import Stack, catch_up, dial, start_stack
from ivr.gateway.sip.wire import (
    Alive,
    Audio,
    Broken,
    Decoder,
    Dial,
    Drain,
    Drained,
    Ended,
    Flush,
    HangUp,
    Message,
    Ready,
    SendDigits,
    Start,
    Transfer,
    WireError,
    encode,
)
from ivr.log import configure

log = structlog.get_logger()

MAX_BACKLOG = 4 * 1024 * 1024
"""Bytes that the robot may be behind; beyond, audio is dropped: two seconds of 120 calls."""
READ_BYTES = 64 * 1024
LAST_BYES_S = 2.0
ALIVE_S = 1.0


class Exchange:
    """The calls of this process."""

    def __init__(self, settings: SipSettings, stack: Stack, writer: asyncio.StreamWriter) -> None:
        self._settings = settings
        self._stack = stack
        self._writer = writer
        self._legs: dict[int, Leg] = {}
        self._dialling: dict[int, bool] = {}
        """Outbound calls on their way into the stack, and whether they are still wanted."""
        self._numbers = itertools.count(2, 2)
        self._tasks: set[asyncio.Task[None]] = set()
        for transport, agent in stack.agents():
            agent.on_incoming(lambda call, transport=transport: self._ring(call, transport))

    def post(self, *messages: Message) -> None:
        """To the robot, without waiting. Audio goes nowhere when the robot is too far behind."""
        if self._writer.transport.get_write_buffer_size() > MAX_BACKLOG:
            messages = tuple(m for m in messages if not isinstance(m, Audio))
        if messages:
            self._writer.write(b"".join(map(encode, messages)))

    def hear(self, message: Message) -> None:
        """Do as the robot says. What names a call that is over is passed over."""
        match message:
            case Audio(call, pcm) if call in self._legs:
                self._legs[call].play(pcm)
            case Flush(call) if call in self._legs:
                self._legs[call].flush()
            case HangUp(call, at_once):
                self._hang_up(call, at_once)
            case Transfer(call, uri) if call in self._legs:
                self._begin(self._legs[call].transfer(uri, self._settings.transfer_s))
            case SendDigits(call, digits) if call in self._legs:
                self._begin(self._legs[call].send_digits(digits))
            case Dial():
                self._begin(self._dial(message))
            case Drain():
                self._begin(self._drain())

    async def run_audio(self) -> None:
        """Every 20 ms: what all far ends have said, in one piece."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + FRAME_S, loop.time())
            await asyncio.sleep(due - loop.time())
            heard = [leg.read() for leg in self._legs.values()]
            self.post(*(audio for audio in heard if audio is not None))

    async def run_alive(self) -> None:
        """Signs of life, ours and, because it must answer first, those of the stack's thread.

        Ends with BaresipError when the stack does not answer.
        """
        while True:
            # Any command that changes nothing will do; the stack's own watchdog only logs.
            await self._stack.runtime.set_native_log_level("warning")
            self.post(Alive(len(self._legs)))
            await asyncio.sleep(ALIVE_S)

    async def finish(self) -> None:
        """The robot is gone: say BYE to everybody."""
        drained = asyncio.create_task(self._stack.runtime.drain())
        await asyncio.gather(*(leg.hang_up_at_once() for leg in list(self._legs.values())))
        await asyncio.wait({drained}, timeout=LAST_BYES_S)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sip_call_trouble", error=str(error))

    def _ring(self, call: baresip.Call, transport: str) -> None:
        leg = self._leg(next(self._numbers), call, transport)
        self._begin(leg.answer_after(self._settings.ring_s))

    def _leg(self, number: int, call: baresip.Call, transport: str) -> Leg:
        leg = Leg(number, call, transport, self.post, lambda gone: self._drop(gone))
        self._legs[number] = leg
        if self._settings.follow_transfers:
            call.on_transfer_request(lambda asked: self._begin(leg.follow(asked)))
        return leg

    def _drop(self, number: int) -> None:
        self._legs.pop(number, None)

    async def _dial(self, wanted: Dial) -> None:
        self._dialling[wanted.call] = True
        try:
            call, missed = await dial(self._stack, wanted.uri, wanted.headers)
        except StackError as e:
            del self._dialling[wanted.call]
            self.post(Ended(wanted.call, detail=str(e)))
            return
        leg = self._leg(wanted.call, call, "trunk")
        catch_up(call, missed)
        ring_s = wanted.ring_s if self._dialling.pop(wanted.call) else 0.0
        await leg.give_up_after(self._settings.setup_s, ring_s)

    async def _drain(self) -> None:
        await self._stack.runtime.drain()
        self.post(Drained())

    def _hang_up(self, number: int, at_once: bool) -> None:
        leg = self._legs.get(number)
        if leg is not None:
            self._begin(leg.hang_up_at_once() if at_once else leg.hang_up())
        elif number in self._dialling:
            self._dialling[number] = False


async def serve(channel: socket.socket) -> None:
    """Until the robot closes the channel. Raises GatewayError or BaresipError when something of
    ours breaks; the robot has then been told."""
    reader, writer = await asyncio.open_connection(sock=channel)
    try:
        await _serve(reader, writer)
    except* (GatewayError, baresip.BaresipError) as broken:
        reason = str(broken.exceptions[0])
        log.error("sip_gateway_broken", reason=reason)
        writer.write(encode(Broken(reason)))
        with contextlib.suppress(OSError):
            await writer.drain()
    except* ConnectionError:
        log.error("sip_gateway_abandoned")


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    decoder = Decoder()
    settings = await _settings(reader, decoder)
    configure(settings.log_level, settings.log_format)
    stack = await start_stack(settings)
    exchange = Exchange(settings, stack, writer)
    registration = registration_of(stack, settings, exchange.post)
    exchange.post(Ready(list(stack.inbound)))
    async with asyncio.TaskGroup() as tasks:
        running = [
            tasks.create_task(exchange.run_audio()),
            tasks.create_task(exchange.run_alive()),
        ]
        if registration is not None:
            running.append(tasks.create_task(registration.keep()))
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(READ_BYTES):
                for message in decoder.feed(chunk):
                    exchange.hear(message)
        await exchange.finish()
        for task in running:
            task.cancel()
    if registration is not None:
        await registration.end()


async def _settings(reader: asyncio.StreamReader, decoder: Decoder) -> SipSettings:
    """The robot says them first."""
    while chunk := await reader.read(READ_BYTES):
        for message in decoder.feed(chunk):
            if isinstance(message, Start):
                return SipSettings.from_json(message.settings)
            raise WireError("the SIP gateway was told something else before its settings")
    raise WireError("the SIP gateway was told nothing")


def main() -> None:
    """Interrupts of the terminal go to the robot, which stops us in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=int(sys.argv[1]))
    asyncio.run(_until_done(channel))


async def _until_done(channel: socket.socket) -> None:
    await serve(channel)
    # Taking the stack down in order is where it has been seen to abort; calls are over by now.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
