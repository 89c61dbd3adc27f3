"""One call of a script, while it is held and afterwards: what the caller did, what the server's
database keeps of it, and whether that is as it should be.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from bench.call_scripts import CallScript
from bench.figures import percentile
from bench.reactive import Done, ReactiveCaller
from ivr.call.eventlog import Record
from ivr.call.store import turns_of
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database
from ivr.gateway.line import LineEvent
from ivr.recorded.expectation import failures
from tickets.tables import Ticket


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
