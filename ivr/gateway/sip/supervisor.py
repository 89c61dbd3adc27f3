"""The SIP gateway as the robot uses it: its process is kept running, its calls are given out."""

import asyncio
import contextlib
import importlib.util
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self
from uuid import uuid4

import structlog

from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.sip.addresses import host_of
from ivr.gateway.sip.allow_list import networks
from ivr.gateway.sip.backoff import delays
from ivr.gateway.sip.child import START_S, Child
from ivr.gateway.sip.dials import Dials
from ivr.gateway.sip.errors import GatewayDown
from ivr.gateway.sip.inbound import inbound_info
from ivr.gateway.sip.outcomes import DialFailure, failure
from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.sip_line import GATEWAY_LOST, SipLine
from ivr.gateway.sip.wire import (
    SAMPLE_RATE,
    Audio,
    Dial,
    Drain,
    Drained,
    Ended,
    Established,
    HangUp,
    Message,
    Ready,
    Registered,
    Ringing,
)

log = structlog.get_logger()

OnCall = Callable[[Line], Awaitable[None]]

LAST_WORDS_S = 5.0
"""For whoever holds a call to take note that the gateway stops."""
STEADY_S = 60.0
"""A process that has lived so long is restarted as after a first fault."""


class SipGateway:
    """`async with SipGateway(settings, on_call) as gateway:` takes calls while the block runs.

    on_call: holds one inbound call; when it returns, the call is hung up.
    Entering raises GatewayError when the process does not start; later faults are logged and
    mended. Leaving waits up to `settings.drain_s` for calls to end.

    restarts: of the process so far. transports: over which calls are taken.
    """

    def __init__(
        self,
        settings: SipSettings,
        on_call: OnCall,
        new_clock: Callable[[], Clock] = RealClock,
    ) -> None:
        self._settings = settings
        self._on_call = on_call
        self._new_clock = new_clock
        self._numbers = itertools.count(1, 2)
        self._lines: dict[int, SipLine] = {}
        self._dials = Dials()
        self._held: set[asyncio.Task[None]] = set()
        self._child: Child | None = None
        self._life: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._drained = asyncio.Event()
        self._stopping = False
        self._registration = Registered(False)
        self.restarts = 0
        self.transports: tuple[str, ...] = ()

    @property
    def up(self) -> bool:
        """Whether it takes calls."""
        return self._ready.is_set() and not self._stopping

    @property
    def calls(self) -> int:
        """In progress, both directions."""
        return len(self._lines)

    @property
    def outbound_calls(self) -> int:
        """In progress or being dialled."""
        lines = sum(line.info.direction == "outbound" for line in self._lines.values())
        return lines + len(self._dials)

    @property
    def registered(self) -> bool:
        """Whether the trunk knows us; where it does so by address, it need not be told."""
        return self._registration.accepted

    @property
    def process_id(self) -> int | None:
        return self._child.pid if self._child is not None else None

    async def __aenter__(self) -> Self:
        networks(self._settings.peers)
        if importlib.util.find_spec("baresip") is None:
            raise GatewayDown("SIP needs baresip-python: pip install 'hotline-robot[sip]'")
        self._life = asyncio.create_task(self._live())
        if not await self._comes_up():
            await self._end_life()
            raise GatewayDown(f"the SIP gateway did not start within {START_S:g} s")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.refuse_calls()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.drain_s):
                await self.drained()
        self._lose_calls("stopped")
        if self._held:
            await asyncio.wait(set(self._held), timeout=LAST_WORDS_S)
        for task in self._held:
            task.cancel()
        await self._end_life()

    async def wait_up(self) -> None:
        """Until it takes calls; it does already when the block begins."""
        await self._ready.wait()

    def refuse_calls(self) -> None:
        """From now on INVITEs are answered 486 and nothing is dialled; calls that are up go on."""
        self._stopping = True
        if self._child is None:
            self._drained.set()
        self._post(Drain())

    async def drained(self) -> None:
        """Until all calls have ended, once they are refused."""
        await self._drained.wait()
        while self._held:
            await asyncio.wait(set(self._held))

    async def dial(
        self,
        uri: str,
        headers: dict[str, str],
        info: LineInfo,
        ring_s: float,
        on_ringing: Callable[[], None] = lambda: None,
    ) -> Line | DialFailure:
        """Place a call through the trunk and wait until it is answered, `ring_s` seconds at most.

        info: of the line, but for its rate, dialect and what the call itself adds to parameters.
        on_ringing: told when the far end is said to ring.
        """
        if not self.up or self.calls + len(self._dials) >= self._settings.max_calls:
            return DialFailure.NO_LINE
        number = next(self._numbers)
        answer = self._dials.begin(number, info, on_ringing)
        self._post(Dial(number, uri, headers, ring_s))
        try:
            return await answer
        except asyncio.CancelledError:
            self._post(HangUp(number, at_once=True))
            raise
        finally:
            self._dials.forget(number)

    async def _comes_up(self) -> bool:
        """Raises what kept the first process from starting."""
        assert self._life is not None
        ready = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait(
                {self._life, ready}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            ready.cancel()
        if self._life.done():
            self._life.result()
        return self._ready.is_set()

    async def _live(self) -> None:
        """One process after the other. Raises GatewayDown when the first does not start."""
        loop = asyncio.get_running_loop()
        started = False
        waits = self._delays()
        while True:
            begun = loop.time()
            self._child = await Child.start(self._settings)
            try:
                reason = await self._child.run(self._hear, self._settings.silence_s)
            finally:
                self._child = None
            started = started or self._ready.is_set()
            self._ready.clear()
            self._registration = Registered(False)
            if self._stopping:
                self._drained.set()
                return
            self._lose_calls(GATEWAY_LOST)
            if not started:
                raise GatewayDown(reason)
            if loop.time() - begun > STEADY_S:
                waits = self._delays()
            wait = next(waits)
            log.error("sip_gateway_lost", reason=reason, restart_in_s=wait)
            await asyncio.sleep(wait)
            self.restarts += 1

    async def _end_life(self) -> None:
        """Let the process say its BYEs; what is left of it then is killed."""
        assert self._life is not None
        child = self._child
        if child is not None:
            await child.stop()
        self._life.cancel()
        with contextlib.suppress(asyncio.CancelledError, GatewayDown):
            await self._life

    def _hear(self, message: Message) -> None:
        match message:
            case Ready(transports):
                self.transports = tuple(transports)
                self._ready.set()
                log.info("sip_gateway_up", process=self.process_id)
            case Drained():
                self._drained.set()
            case Registered():
                self._note(message)
            case Audio(call, pcm) if call in self._dials:
                self._dials.hear(call, pcm)
            case Ringing(call) if call in self._dials:
                self._dials.ring(call)
            case Established(call) if call in self._dials:
                self._answered(message)
            case Established():
                self._take(message)
            case Ended(call) if call in self._dials:
                self._dials.settle(call, failure(message))
            case _:
                self._tell_line(message)

    def _note(self, registration: Registered) -> None:
        """Logged when it changes; the trunk says it anew every few minutes."""
        if registration == self._registration:
            return
        self._registration = registration
        if registration.accepted:
            log.info("sip_trunk_registered")
        else:
            log.error("sip_trunk_not_registered", reason=registration.detail)

    def _answered(self, call: Established) -> None:
        info = self._dials.info(call.call)
        about = {"sip_call_id": call.sip_call_id, "peer": host_of(call.peer), **info.parameters}
        info = replace(info, sample_rate=SAMPLE_RATE, dialect="sip", parameters=about)
        line = self._line(call.call, info)
        self._dials.settle(call.call, line)

    def _take(self, call: Established) -> None:
        if call.call % 2:  # an outbound call that nobody waits for any more
            self._post(HangUp(call.call, at_once=True))
            return
        line = self._line(call.call, inbound_info(call, uuid4().hex))
        task = asyncio.create_task(self._hold(line))
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def _hold(self, line: SipLine) -> None:
        try:
            await self._on_call(line)
        except Exception as e:
            log.exception("call_failed", call=line.info.call_id, error=str(e))
        finally:
            await line.hang_up()

    def _line(self, number: int, info: LineInfo) -> SipLine:
        line = SipLine(
            number,
            info,
            self._post,
            self._new_clock(),
            transfer_uri=self._settings.transfer_uri,
            transfer_s=self._settings.transfer_s,
            context_bytes=self._settings.context_bytes,
        )
        self._lines[number] = line
        return line

    def _tell_line(self, message: Message) -> None:
        number = getattr(message, "call", 0)
        line = self._lines.get(number)
        if line is not None:
            line.hear(message)
        # While a transfer is open, its answer comes after the end.
        if line is not None and line.settled:
            del self._lines[number]

    def _lose_calls(self, reason: str) -> None:
        for line in self._lines.values():
            line.lose(reason)
        self._lines.clear()
        self._dials.lose()

    def _post(self, message: Message) -> None:
        if self._child is not None:
            self._child.post(message)

    def _delays(self) -> Iterator[float]:
        return delays(self._settings.restart_first_s, self._settings.restart_most_s)
