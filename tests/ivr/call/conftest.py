"""A stage for whole calls: a scripted caller, ear, voice, conversation and services.

Everything but the caller's line and the call itself is a fake, so that each test says exactly what
is heard and when; the clock is virtual.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from asr.ladder import Step
from asr.recognizer import Transcript
from dialog.events import (
    Action,
    ChangeTicket,
    Event,
    FileTicket,
    FindTickets,
    Gone,
    Listen,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from ivr.call.eventlog import EventLog
from ivr.call.floor import VoiceEnded, VoiceEvent, VoiceGoesOn, VoiceStarted
from ivr.call.ports import CallResult, SessionSettings
from ivr.call.recording import Recording
from ivr.call.run import run_call
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.gateway.pacing import is_quiet
from ivr.gateway.phone import Manners, ScriptedCaller, Segment, Speech

RATE = 8000
START_FRAMES, STOP_FRAMES = 6, 25


class HeldClock(VirtualClock):
    """Virtual time that does not wait for work, as on a telephone."""

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        return


def tone(seconds: float, hertz: int) -> bytes:
    t = np.arange(round(seconds * RATE)) / RATE
    return (6000 * np.sin(2 * np.pi * hertz * t)).astype("<i2").tobytes()


class FakeEar:
    """Hears voice by its level, and in each utterance the next text or error of its script;
    an asyncio.CancelledError is an utterance that nobody recognises any more."""

    engine = "fake"

    def __init__(self, script: Sequence[str | BaseException]) -> None:
        self._script = list(script)
        self._loud = self._quiet = self._voiced = 0
        self._onset: float | None = None
        self._partial: Transcript | None = None
        self.expected: list[Listen] = []
        self.robot: list[bytes | None] = []
        self.steps: list[Step] = []

    def push(self, pcm: bytes, at: float) -> tuple[VoiceEvent, ...]:
        self._quiet = self._quiet + 1 if is_quiet(pcm) else 0
        self._loud = 0 if is_quiet(pcm) else self._loud + 1
        if self._onset is None and self._loud == START_FRAMES:
            self._onset, self._voiced = at - START_FRAMES * 0.02, START_FRAMES
            return VoiceStarted(self._onset), VoiceGoesOn(self._voiced * 0.02)
        if self._onset is not None and self._quiet == STOP_FRAMES:
            lasted = at - STOP_FRAMES * 0.02 - self._onset
            self._onset = None
            return (VoiceEnded(lasted),)
        if self._onset is not None and self._loud:
            self._voiced += 1
            return (VoiceGoesOn(self._voiced * 0.02),)
        return ()

    def played(self, frame: bytes | None) -> None:
        self.robot.append(frame)

    def start(self) -> None:
        said = self._script[0] if self._script else ""
        if isinstance(said, str) and said:
            self._partial = Transcript(said[:1], ())

    def finish(self) -> asyncio.Future[Transcript]:
        words: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        said = self._script.pop(0) if self._script else ""
        if isinstance(said, asyncio.CancelledError):
            words.cancel()
        elif isinstance(said, Exception):
            words.set_exception(said)
        else:
            words.set_result(Transcript(said, tuple(said), 0.9 if said else None))
        return words

    def partial(self) -> Transcript | None:
        partial, self._partial = self._partial, None
        return partial

    def step(self) -> Step | None:
        return self.steps.pop(0) if self.steps else None

    def expect(self, listen: Listen) -> None:
        self.expected.append(listen)

    async def settled(self) -> None:
        return


class FakeMouth:
    """A tone of 0.1 s for each character. broken: prompts that cannot be spoken."""

    def __init__(self) -> None:
        self.broken: set[str] = set()

    async def stream(
        self, pieces: tuple[str, ...], rate: int, prompt: str = "", **manner: float
    ) -> AsyncIterator[bytes]:
        assert rate == RATE
        if prompt in self.broken:
            raise RuntimeError("no voice")
        for piece in pieces:
            yield tone(0.1 * len(piece), 300)


class FakeServices:
    """tickets: what filing answers, in order; an error is raised. gate, sms_gate: what
    filing and sending wait for."""

    def __init__(self) -> None:
        self.tickets: list[TicketFiled | Exception] = []
        self.gate: asyncio.Event | None = None
        self.sms_gate: asyncio.Event | None = None
        self.filed: list[tuple[str, FileTicket]] = []
        self.sent: list[tuple[str, str, str]] = []
        self.sms_error: Exception | None = None

    async def file_ticket(self, call_id: str, request: FileTicket) -> TicketFiled:
        if self.gate is not None:
            await self.gate.wait()
        self.filed.append((call_id, request))
        answer = self.tickets.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound:
        return TicketsFound()

    async def change_ticket(self, call_id: str, request: ChangeTicket) -> TicketChanged:
        return TicketChanged(request.number, request.change)

    async def send_sms(self, call_id: str, phone: str, text: str) -> None:
        if self.sms_gate is not None:
            await self.sms_gate.wait()
        if self.sms_error is not None:
            raise self.sms_error
        self.sent.append((call_id, phone, text))


class Script:
    """A conversation that answers its events one after the other; an error is raised.

    gone: what it answers when the caller has hung up, or what is then called.
    """

    state = "scripted"

    def __init__(self, *answers: tuple[Action, ...] | Exception) -> None:
        self._answers = list(answers)
        self.gone: tuple[Action, ...] | Exception | Callable[[], tuple[Action, ...]] = ()
        self.told: list[Event] = []
        self.told_at: list[float] = []

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        self.told.append(event)
        self.told_at.append(at)
        answer = self._answers.pop(0) if not isinstance(event, Gone) else self.gone
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer


class RefusingLine(FileLine):
    """A line whose peer takes no transfer to the queues in `closed`; when the robot hangs up,
    `on_hang_up` is called."""

    closed: frozenset[str] = frozenset()
    on_hang_up: Callable[[], None] = staticmethod(lambda: None)

    async def hang_up(self) -> None:
        self.on_hang_up()
        await super().hang_up()

    async def transfer(self, target: str, context: dict[str, str]) -> bool:  # type: ignore[override]
        return target not in self.closed and await super().transfer(target, context)


@dataclass
class Stage:
    """One call to come. `play` holds it; then look at what is left."""

    heard: Sequence[str | BaseException] = ()
    caller: Sequence[Segment] = ()
    manners: Manners = field(default_factory=Manners)
    settings: SessionSettings = field(default_factory=SessionSettings)
    clock: VirtualClock = field(default_factory=VirtualClock)
    recording: Recording | None = None
    closed_queues: frozenset[str] = frozenset()
    on_hang_up: Callable[[], None] = lambda: None
    mouth: FakeMouth = field(default_factory=FakeMouth)
    services: FakeServices = field(default_factory=FakeServices)
    events: EventLog = field(default_factory=EventLog)

    def __post_init__(self) -> None:
        self.line: RefusingLine
        self.ear: FakeEar

    def hold_work(self) -> None:
        """Let time go on while work is done, as on a telephone."""
        self.clock = HeldClock()

    def says(self, *seconds: float) -> None:
        """The caller speaks for so long, each time that the robot has spoken."""
        self.caller = [Segment(Speech(tone(s, 500))) for s in seconds]

    def does(self, *segments: Segment) -> None:
        self.caller = segments

    def voice(self, seconds: float) -> Speech:
        return Speech(tone(seconds, 500))

    async def play(self, conversation: Script) -> CallResult:
        info = LineInfo("call-1", "13800138000", "12345", "inbound", RATE, "file")
        self.line = RefusingLine(ScriptedCaller(self.caller, RATE, self.manners), info, self.clock)
        self.line.closed, self.line.on_hang_up = self.closed_queues, self.on_hang_up
        self.ear = FakeEar(self.heard)
        return await run_call(
            self.line,
            conversation,
            self.ear,
            self.mouth,
            self.services,
            self.clock,
            self.events,
            self.settings,
            self.recording,
        )

    def named(self, *events: str) -> list[str]:
        """The names of these events in the log, in order."""
        return [r["event"] for r in self.events.records if r["event"] in events]

    def all_of(self, event: str) -> list[dict[str, object]]:
        return [dict(r) for r in self.events.records if r["event"] == event]


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def script() -> type[Script]:
    return Script
