"""Whole calls by voice through the real gateway, and whether each went as it should.

A server in a process of its own; callers on its WebSocket gateway who react to what the robot says;
afterwards its database tells what was heard, said, filed and handed over.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from bench.call_scripts import Answer, CallScript
from bench.figures import percentile
from bench.reactive import Done, ReactiveCaller, recognisers
from dialog.prompts import catalogue
from ivr.call.eventlog import Record
from ivr.call.store import turns_of
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database, opened
from ivr.demo.api import Api
from ivr.demo.server import Server, running_server
from ivr.errors import DemoFailed
from ivr.gateway.errors import CallRefused
from ivr.gateway.line import LineEvent
from ivr.gateway.websocket.client import CallReport, call, serve_handset
from ivr.recorded.expectation import failures
from ivr.recorded.sound import Samples
from ivr.settings import Settings
from tickets.clocks import Policy
from tickets.store import TicketDraft, file_ticket
from tickets.tables import Ticket

LONGEST_S = 420.0
"""Of one call, wall seconds, with the wait for the robot to ring."""

HOTLINE_AREA = "500000"

UNSETTLED = ("completed", "callback")
"""States of a ticket whose callback is not over."""
SETTLING_S, SETTLING_LOOKS = 0.5, 20
"""A callback that has no verdict leaves its ticket there: another try is planned."""


@dataclass(frozen=True)
class Turned:
    """One thing that the caller did, and what was heard of it."""

    prompt: str
    said: str
    heard: str


@dataclass(frozen=True)
class Held:
    """One call. faults: what was not as it should be; () for a call that passes. late_ms: behind
    the wall's clock, of the telephone's frames (p99); a machine that is late loses speech."""

    script: CallScript
    turns: tuple[Turned, ...]
    prompts: tuple[str, ...]
    faults: tuple[str, ...]
    late_ms: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.faults


Speak = Callable[[CallScript, Answer], bytes]
"""An answer as PCM16 at 8 kHz, as the caller of the script says it."""
Background = Callable[[CallScript], Samples | None]


class Timed:
    """A caller whose every frame is compared with the wall's clock. late: seconds behind it."""

    sample_rate = ReactiveCaller.sample_rate

    def __init__(self, caller: ReactiveCaller) -> None:
        self._caller = caller
        self._begun: float | None = None
        self.late: list[float] = []

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        now = time.monotonic()
        self._begun = now - at if self._begun is None else self._begun
        self.late.append(now - self._begun - at)
        return self._caller.hear(robot, at)


@dataclass
class Line:
    """One call while it is held. number: of the ticket that the robot calls about."""

    script: CallScript
    caller: ReactiveCaller
    number: str = ""
    trouble: str = ""
    timed: Timed = field(init=False)

    def __post_init__(self) -> None:
        self.timed = Timed(self.caller)


async def hold_all(
    settings: Settings,
    folder: Path,
    scripts: Sequence[CallScript],
    speak: Speak,
    background: Background,
    at_once: int,
    told: Callable[[str], None],
) -> list[Held]:
    """Every call, `at_once` at a time. folder: for the server. told: each name, when it is over.

    Raises StartError.
    """
    known = recognisers(catalogue())
    lines = [
        Line(
            script,
            ReactiveCaller(script, _of(speak, script), known, background(script)),
        )
        for script in scripts
    ]
    kept = f"sqlite:///{folder / 'hotline.db'}"
    async with running_server(folder, 1.0, server_settings(settings, at_once)) as server:
        with opened(kept) as database:
            for line in lines:
                line.number = await database.run(seeded, line.script)
        turn = asyncio.Semaphore(at_once)
        async with asyncio.TaskGroup() as tasks:
            for line in lines:
                tasks.create_task(_held(server, line, turn, told))
    with opened(kept) as database:
        return [judged(database, line) for line in lines]


def _of(speak: Speak, script: CallScript) -> Callable[[Answer], bytes]:
    return lambda answer: speak(script, answer)


def server_settings(settings: Settings, at_once: int) -> dict[str, str]:
    """Variables for the server. What the machine needs to think is counted, not forgiven."""
    return {
        "HOTLINE_ASR__ENGINE": settings.asr.engine,
        "HOTLINE_ASR__MODEL": settings.asr.model,
        "HOTLINE_SPEECH__ENGINE": settings.speech.engine,
        "HOTLINE_SERVICE__AREA_CODE": HOTLINE_AREA,
        "HOTLINE_ASR__MAX_CALLS": str(at_once + 4),
        "HOTLINE_GATEWAY__MAX_CALLS": str(2 * at_once + 8),
    }


def seeded(session: Any, script: CallScript) -> str:
    """Files what the script's caller has reported before; the number of the last, "" for none."""
    number = ""
    for about in (*script.tickets, *((script.callback,) if script.callback else ())):
        draft = TicketDraft(
            **{"category": "求助", "content": about["title"], "area": HOTLINE_AREA, **about},
            phone=script.caller,
        )
        number = file_ticket(session, draft, datetime.now(UTC), Policy()).number
    return number


async def _held(
    server: Server, line: Line, turn: asyncio.Semaphore, told: Callable[[str], None]
) -> None:
    async with turn:
        try:
            async with asyncio.timeout(LONGEST_S):
                hold = _called_back if line.script.callback else _phoned
                await hold(server, line)
        except TimeoutError:
            line.trouble = f"did not end within {LONGEST_S:.0f} s"
        except (CallRefused, DemoFailed) as failed:  # one call; the others go on
            line.trouble = str(failed)
    told(line.script.name)


async def _phoned(server: Server, line: Line) -> None:
    await call(
        f"{server.media}/native",
        line.timed,
        token=server.media_token,
        number=line.script.caller,
        on_caption=line.caller.on_caption,
    )


async def _called_back(server: Server, line: Line) -> None:
    """The unit completes the ticket; the robot rings; the call is over when it has settled."""
    api, over, ready = Api(server), asyncio.Event(), asyncio.Event()

    def ended(report: CallReport) -> None:
        over.set()

    handset = asyncio.create_task(
        serve_handset(
            f"{server.media}/native",
            line.script.caller,
            lambda ring: line.timed,
            token=server.media_token,
            on_ready=ready.set,
            on_call_end=ended,
            on_caption=line.caller.on_caption,
        )
    )
    try:
        await ready.wait()
        done = {"result": "已派人处理。", "actor": "承办单位"}
        await api.post(f"/api/tickets/{line.number}/complete", done)
        await over.wait()
        for _ in range(SETTLING_LOOKS):
            if (await api.get(f"/api/tickets/{line.number}"))["state"] not in UNSETTLED:
                return
            await asyncio.sleep(SETTLING_S)
    finally:
        handset.cancel()
        await asyncio.gather(handset, return_exceptions=True)


# --- what came of it ---


def judged(database: Database, line: Line) -> Held:
    script = line.script
    with database.session() as session:
        record = session.exec(_calls_of(line)).first()
        if record is None:
            why = line.trouble or line.caller.trouble or "no call was recorded"
            return Held(script, (), (), (why,))
        said = turns_of(session, record.call_id)
        ticket = session.get(Ticket, record.ticket) if record.ticket else None
        faults = failures(script.expect, records(record, said, ticket))
        trouble = tuple(filter(None, (line.trouble, line.caller.trouble)))
        turns = turned(line.caller.done, said)
        prompts = tuple(turn.prompt for turn in said if turn.speaker == "robot")
        late = percentile([seconds * 1000 for seconds in line.timed.late], 99)
        return Held(script, turns, prompts, (*trouble, *faults), late)


def _calls_of(line: Line) -> Any:
    if line.script.callback:
        return select(CallRecord).where(
            CallRecord.ticket == line.number, CallRecord.direction == "outbound"
        )
    return select(CallRecord).where(CallRecord.caller == line.script.caller)


def records(record: CallRecord, turns: Sequence[Turn], ticket: Ticket | None) -> list[Record]:
    """A finished call as the events that expectations look at."""
    found: list[Record] = [
        {"event": "robot_says", "prompt": turn.prompt}
        if turn.speaker == "robot"
        else {"event": "heard", "text": turn.text}
        for turn in turns
    ]
    if record.handoff_reason:
        found.append({"event": "handoff", "reason": record.handoff_reason})
    if ticket is not None:
        found.append({"event": "ticket_filed", **vars(ticket)})
    found.append({"event": "call_ended", "outcome": record.outcome})
    return found


def turned(done: Sequence[Done], turns: Sequence[Turn]) -> tuple[Turned, ...]:
    """What the caller did, each with what was heard until they did the next thing."""
    heard = [turn for turn in turns if turn.speaker == "caller"]
    ends = [*(one.at for one in done[1:]), float("inf")][: len(done)]
    return tuple(
        Turned(
            one.prompt,
            one.said,
            "｜".join(turn.text for turn in heard if one.at <= turn.at_ms / 1000 < end),
        )
        for one, end in zip(done, ends, strict=True)
    )


def as_dict(held: Held) -> Mapping[str, Any]:
    """For `--json`."""
    return {
        "name": held.script.name,
        "about": held.script.about,
        "voice": held.script.voice,
        "noise": held.script.noise,
        "snr_db": held.script.snr_db if held.script.noise else None,
        "accent": held.script.accent,
        "passed": held.passed,
        "faults": list(held.faults),
        "late_ms": round(held.late_ms, 1),
        "turns": [vars(turn) for turn in held.turns],
        "prompts": list(held.prompts),
    }
