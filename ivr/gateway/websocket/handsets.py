"""Telephones that register with us, and ringing them: how callbacks go out without a PBX."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Literal

from ivr.gateway.clock import Clock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.websocket.connection import NORMAL, Connection
from ivr.gateway.websocket.events import Answered, Declined, Ended, PeerEvent
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native_server import NativeDialect
from ivr.gateway.websocket.websocket_line import WebSocketLine


class DialFailure(StrEnum):
    """Why nobody answered. The values are those of `callback.dialer.DialResult`."""

    BUSY = "busy"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"


_DECLINED: dict[Literal["busy", "rejected"], DialFailure] = {
    "busy": DialFailure.BUSY,
    "rejected": DialFailure.REJECTED,
}


class Handset:
    """One registered telephone; takes one call after the other."""

    def __init__(
        self,
        connection: Connection,
        dialect: NativeDialect,
        sample_rate: int,
        new_clock: Callable[[], Clock],
        limits: Limits,
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._sample_rate = sample_rate
        self._new_clock = new_clock
        self._limits = limits
        self._ringing: asyncio.Future[Line | DialFailure] | None = None
        self._ring_info: LineInfo | None = None
        self._line: WebSocketLine | None = None

    def hear(self, event: PeerEvent) -> None:
        """Take in what the handset said; the connection's listener."""
        match event:
            case Answered() if self._ring_info is not None:
                self._line = WebSocketLine(
                    self._connection,
                    self._dialect,
                    replace(self._ring_info, sample_rate=self._sample_rate, dialect="native"),
                    self._new_clock(),
                    self._limits,
                )
                self._settle(self._line)
            case Declined(reason):
                self._settle(_DECLINED[reason])
            case Ended() if self._ringing is not None:
                self._settle(DialFailure.UNREACHABLE)
            case _ if self._line is not None:
                self._line.hear(event)

    async def ring(self, info: LineInfo, ring_timeout: float) -> Line | DialFailure:
        if self._connection.lost.is_set():
            return DialFailure.UNREACHABLE
        if self._ringing is not None or (self._line is not None and not self._line.over):
            return DialFailure.BUSY
        self._ringing = ringing = asyncio.get_running_loop().create_future()
        self._ring_info, self._line = info, None
        about = info.parameters.get("about", "")
        self._connection.post(self._dialect.send_ring(info.call_id, info.caller, about))
        try:
            await asyncio.wait({ringing}, timeout=ring_timeout)
            return ringing.result() if ringing.done() else DialFailure.NO_ANSWER
        except asyncio.CancelledError:
            if self._line is not None:
                await self._line.hang_up()
            raise
        finally:
            if not ringing.done():
                self._connection.post(self._dialect.send_hang_up("no answer"))
            self._ringing = self._ring_info = None

    def replace_by_newer(self) -> None:
        """The same number has registered anew."""
        self._connection.close(NORMAL, "registered elsewhere")

    def _settle(self, result: Line | DialFailure) -> None:
        if self._ringing is not None and not self._ringing.done():
            self._ringing.set_result(result)


class Handsets:
    """Who is registered under which number. The newest registration of a number counts."""

    def __init__(self) -> None:
        self._handsets: dict[str, Handset] = {}

    def __len__(self) -> int:
        return len(self._handsets)

    def __contains__(self, number: str) -> bool:
        return subscriber_digits(number) in self._handsets

    def add(self, number: str, handset: Handset) -> None:
        older = self._handsets.get(number)
        self._handsets[number] = handset
        if older is not None:
            older.replace_by_newer()

    def remove(self, number: str, handset: Handset) -> None:
        if self._handsets.get(number) is handset:
            del self._handsets[number]

    async def dial(
        self, number: str, info: LineInfo, ring_timeout: float = 30.0
    ) -> Line | DialFailure:
        """Ring a handset until it answers, declines, or `ring_timeout` seconds have passed.

        info.parameters["about"], where given, is shown while it rings. The line has the handset's
        sample rate; whoever dialled hangs it up.
        """
        handset = self._handsets.get(subscriber_digits(number))
        if handset is None:
            return DialFailure.UNREACHABLE
        return await handset.ring(info, ring_timeout)
