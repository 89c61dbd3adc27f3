"""One process of the gateway, seen from the robot: started, spoken with, watched, ended."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable
from typing import Self

from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.wire import Alive, Broken, Decoder, Message, Start, WireError, encode

MAX_BACKLOG = 4 * 1024 * 1024
"""Bytes that the process may be behind; beyond, it counts as stuck."""
READ_BYTES = 64 * 1024
END_S = 6.0
"""For the process to say BYE to everybody and end, before it is killed."""
LOOK_S = 1.0
START_S = 30.0
"""For the process to say its first word; on a busy machine Python alone takes seconds."""


class Child:
    """post: speak to it; run: hear it until it is lost; stop: end it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._reason = ""
        self._heard = True
        self._waiting: list[bytes] = []

    @classmethod
    async def start(cls, settings: SipSettings) -> Self:
        """The settings, which hold a password, go over the channel, not the command line."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "ivr.gateway.sip.process",
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
            )
        reader, writer = await asyncio.open_connection(sock=ours)
        child = cls(process, reader, writer)
        child.post(Start(settings.as_json()))
        return child

    @property
    def pid(self) -> int:
        return self._process.pid

    def post(self, message: Message) -> None:
        """Without waiting; a process that does not take it is lost.

        What all calls have to say in one turn of the event loop goes out in one piece: writing,
        and waking the process up, cost more than the message.
        """
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write)
        self._waiting.append(encode(message))

    def _write(self) -> None:
        written, self._waiting = b"".join(self._waiting), []
        if self._writer.transport.get_write_buffer_size() > MAX_BACKLOG:
            self._give_up("it takes no more messages")
        elif written and not self._writer.is_closing():
            self._writer.write(written)

    async def run(self, hear: Callable[[Message], None], silence_s: float) -> str:
        """Tell `hear` everything, until the process is lost; returns why."""
        watching = asyncio.create_task(self._watch(silence_s))
        try:
            await self._read(hear)
        except (ConnectionError, WireError) as e:
            self._reason = self._reason or str(e)
        finally:
            watching.cancel()
        await self.stop()
        return self._reason or f"it ended with code {self._process.returncode}"

    async def stop(self) -> None:
        """Close our half of the channel, at which the process ends its calls and itself."""
        self._write()
        with contextlib.suppress(OSError):
            self._writer.write_eof()
        try:
            async with asyncio.timeout(END_S):
                await self._process.wait()
        except TimeoutError:
            self._kill()
            await self._process.wait()
        self._writer.close()

    async def _read(self, hear: Callable[[Message], None]) -> None:
        decoder = Decoder()
        while chunk := await self._reader.read(READ_BYTES):
            self._heard = True
            for message in decoder.feed(chunk):
                match message:
                    case Broken(reason):
                        self._reason = reason
                    case Alive():
                        pass
                    case _:
                        hear(message)

    async def _watch(self, silence_s: float) -> None:
        """Counted in looks, not by the clock: where the robot itself was held up, what the process
        said meanwhile is still to be read. Until its first word it may take longer."""
        missed, most_s = 0, max(START_S, silence_s)
        while missed * LOOK_S < most_s:
            self._heard = False
            await asyncio.sleep(LOOK_S)
            missed = 0 if self._heard else missed + 1
            most_s = silence_s if self._heard else most_s
        self._give_up(f"it was silent for {most_s:g} s")

    def _give_up(self, reason: str) -> None:
        self._reason = self._reason or reason
        self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
