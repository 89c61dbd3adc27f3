"""Callers, agents and a desk on one virtual clock, the real session and conversation between."""

import asyncio
import heapq
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import pytest

from callback.dialer import DialResult
from dialog.events import Conversation, Handoff, TicketFiled
from dialog.hotline import Hotline
from dialog.profile import Profile
from dialog.returning import ReturnCall
from ivr.call.eventlog import EventLog
from ivr.call.ports import CallResult, Desk, SessionSettings
from ivr.call.run import run_call
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import Frame, HungUp, Line, LineEvent, LineInfo
from ivr.gateway.phone import AtOnce, Keys, Manners, Pause, ScriptedCaller, Segment, Speech
from ivr.handover.book import Promise
from ivr.handover.desk import DeskSettings, PeopleDesk
from ivr.handover.music import soft_music
from ivr.handover.queue import QueueRules, Queues
from ivr.handover.returning import Prepared, ReturnCalls
from tests.dialog.conftest import FakeMatcher
from tests.ivr.call.conftest import FakeEar, FakeServices

RATE = 8000
VOICE, WHISPER, CALLER, AGENT = 500, 900, 1300, 1700
"""Hertz of the robot aloud, whispering, and of the people; the music stays below 400."""


def tone(seconds: float, hertz: int) -> bytes:
    t = np.arange(round(seconds * RATE)) / RATE
    return (6000 * np.sin(2 * np.pi * hertz * t)).astype("<i2").tobytes()


def hears(pcm: bytes, hertz: int) -> bool:
    """Whether a tone is in it anywhere, for a tenth of a second at least."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    blocks = samples[: samples.size // 800 * 800].reshape(-1, 800)
    wave = np.exp(-2j * np.pi * hertz * np.arange(800) / RATE)
    return bool((np.abs(blocks @ wave) / 400 > 1500).any())


class Time:
    """One virtual clock for many sleepers: it goes on when nobody has anything left to do."""

    def __init__(self) -> None:
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> float:
        return self._now

    async def sleep_until(self, t: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (max(t, self._now), next(self._order), woken))
        await woken

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        return

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        passing = asyncio.create_task(self._pass_by())
        try:
            yield
        finally:
            passing.cancel()

    async def _pass_by(self) -> None:
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        while True:
            await asyncio.sleep(0)
            if ready or not self._sleepers:
                continue
            self._now, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)


class PressedLine(FileLine):
    """Takes the keys of the other side, as a SIP line does; hangs up after `leaves_s` seconds."""

    def __init__(
        self, caller: ScriptedCaller, info: LineInfo, clock: Time, leaves_s: float = math.inf
    ) -> None:
        super().__init__(caller, info, clock)
        self.pressed = ""
        self.leaves_s, self.leaves_because = leaves_s, "caller"
        self._ticks = 0

    async def receive(self) -> LineEvent:
        event = await super().receive()
        self._ticks += isinstance(event, Frame)
        if self._ticks * 0.02 >= self.leaves_s:
            self._end(HungUp(self.leaves_because))
            return await super().receive()
        return event

    async def press(self, digits: str) -> None:
        self.pressed += digits


class Voice:
    """A tone of 50 ms for each character, another one for whispers."""

    async def stream(
        self, pieces: tuple[str, ...], rate: int, prompt: str = "", **manner: float
    ) -> AsyncIterator[bytes]:
        assert rate == RATE
        yield tone(0.05 * len("".join(pieces)), WHISPER if "whisper" in prompt else VOICE)


@dataclass
class Notebook:
    """A `Book` in memory."""

    promised: list[Promise] = field(default_factory=list)
    settled: list[tuple[str, str]] = field(default_factory=list)
    dials: int = 0
    broken: bool = False

    async def promise(self, promise: Promise) -> None:
        if self.broken:
            raise OSError("disk full")
        self.promised.append(promise)

    async def waiting(self) -> tuple[Promise, ...]:
        return tuple(self.promised)

    async def dialled(self, promise: Promise) -> None:
        self.dials += 1

    async def talked(self, promise: Promise) -> None:
        self.settled.append((promise.call_id, "talked"))

    async def give_up(self, promise: Promise) -> None:
        self.settled.append((promise.call_id, "ticket"))


Picks = DialResult | PressedLine
"""What becomes of ringing a number."""


def speaks(seconds: float, hertz: int) -> Segment:
    return Segment(Speech(tone(seconds, hertz)), AtOnce())


def waits(seconds: float) -> Segment:
    return Segment(Pause(seconds), AtOnce())


def presses(keys: str) -> Segment:
    return Segment(Keys(keys), AtOnce())


PATIENT = Manners(hang_up_after=1e6, patience=1e6)


@dataclass
class House:
    """numbers: what happens when a number is rung, one call after the other; nobody answers a
    number that is not there. The ringing itself takes two seconds where somebody answers."""

    time: Time = field(default_factory=Time)
    rules: QueueRules = field(default_factory=lambda: QueueRules({"agents": ("8001", "8002")}))
    settings: DeskSettings = field(
        default_factory=lambda: DeskSettings(ring_s=10.0, announce_s=15.0, music=soft_music)
    )
    numbers: dict[str, list[Picks]] = field(default_factory=dict)
    book: Notebook = field(default_factory=Notebook)
    rung: list[tuple[str, LineInfo]] = field(default_factory=list)
    logs: dict[str, EventLog] = field(default_factory=dict)
    services: FakeServices = field(default_factory=FakeServices)

    def line(
        self,
        *segments: Segment,
        call_id: str = "c1",
        manners: Manners = PATIENT,
        leaves_s: float = math.inf,
        caller: str = "13800138000",
    ) -> PressedLine:
        info = LineInfo(call_id, caller, "12345", "inbound", RATE, "file")
        return PressedLine(ScriptedCaller(segments, RATE, manners), info, self.time, leaves_s)

    async def ring(self, number: str, info: LineInfo, ring_s: float) -> Line | DialResult:
        self.rung.append((number, info))
        answers = self.numbers.get(number, [])
        if not answers or isinstance(answers[0], DialResult):
            await self.time.sleep_until(self.time.now() + ring_s)
            return answers.pop(0) if answers else DialResult.NO_ANSWER  # type: ignore[return-value]
        await self.time.sleep_until(self.time.now() + 2.0)
        return answers.pop(0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[PeopleDesk]:
        returns = ReturnCalls(self.book, self.ring, self.hold_return)
        queues = Queues(self.rules)
        async with (
            self.time.passing(),
            PeopleDesk(queues, self.ring, Voice(), self.time, self.settings, returns) as desk,
        ):
            yield desk

    async def hold_return(self, line: Line, handoff: Handoff, agent: Prepared) -> None:
        conversation = ReturnCall("重庆12345热线", True, handoff)
        await self.hold(line, conversation, (), agent)
        await line.hang_up()

    async def hold(
        self, line: Line, conversation: Conversation, heard: Sequence[str], desk: Desk | None
    ) -> CallResult:
        log = self.logs[line.info.call_id] = EventLog()
        return await run_call(
            line, conversation, FakeEar(heard), Voice(), self.services, self.time, log,
            SessionSettings(), None, desk,
        )  # fmt: skip

    async def phone(self, line: Line, *heard: str, desk: Desk) -> CallResult:
        """A call to the hotline. heard: what the recogniser makes of each utterance."""
        self.services.tickets = [TicketFiled("T1", "654321", "渝北区", "12月14日")]
        return await self.hold(line, Hotline(Profile(), FakeMatcher()), heard, desk)

    async def until(self, there: Callable[[], object], at_most_s: float = 600.0) -> None:
        """Let time pass until something is so."""
        begun = self.time.now()
        while not there():
            assert self.time.now() - begun < at_most_s, "it never came to that"
            await self.time.sleep_until(self.time.now() + 0.1)

    def named(self, call_id: str, *without: str) -> list[str]:
        """What happened around the wait so far, in order."""
        about = {"queued", "announced", "seat_rings", "seat_failed", "seat_answered",
                 "seat_refused", "bridged", "bridge_ended", "handoff_failed", "queue_left",
                 "return_promised"} - set(without)  # fmt: skip
        log = self.logs.get(call_id, EventLog())
        return [r["event"] for r in log.records if r["event"] in about]

    def record(self, call_id: str, event: str) -> dict[str, object]:
        return dict(next(r for r in self.logs[call_id].records if r["event"] == event))


@pytest.fixture
def house() -> House:
    return House()
