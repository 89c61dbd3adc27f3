"""How well a robot that speaks is interrupted: who should stop it and does, and what should not.

Each trial is a whole call on the virtual clock: the caller says something, the robot answers with
several sentences, and over them comes one interruption, or one disturbance after the other. Ear,
recogniser, floor and session are those of every call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.barge_in_line import CLEAN, Condition, LineCaller
from bench.barge_in_sounds import Talker, keys, levelled
from bench.errors import InstrumentFailed
from bench.figures import percentile
from bench.vad_scenes import Samples, Voice
from dialog.events import (
    Action,
    ChangeTicket,
    Connected,
    Event,
    FileTicket,
    FindTickets,
    HangUp,
    Heard,
    Listen,
    Say,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from ivr.app import Robot
from ivr.call.eventlog import EventLog
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import FRAME_MS, LineInfo
from ivr.gateway.pacing import frame_bytes, is_quiet
from ivr.recorded.sound import RATE

FRAME_S = FRAME_MS / 1000
INTERRUPTED_AFTER_S = 1.5
"""Into the robot's answer."""
EVERY_S = 2.6
"""From one disturbance to the next."""
GRACE_S = 1.2
"""After the interruption's end: words may be certain only when they are complete."""
SILENT_FRAMES = 10
"""Of the robot: then it has stopped."""
Beside = tuple[str, Sequence[Samples], Condition]
"""Kind of a disturbance, three of it, and the line."""
STOPS = ("barge_in", "robot_yields")


@dataclass(frozen=True)
class Stop:
    """Of one interruption. Seconds from the onset of speech, and from the moment the floor was
    certain, to the last audible sample of the robot at the caller; None where it went on."""

    condition: str
    from_onset_s: float | None
    from_certainty_s: float | None = None


@dataclass(frozen=True)
class Disturbed:
    """What one disturbance did."""

    condition: str
    kind: str
    stopped: bool


class Answers:
    """A conversation that answers whatever is said with one long prompt, and then hangs up."""

    state = "answering"

    def __init__(self, prompt: Say) -> None:
        self._prompt = prompt
        self._answered = False

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        if isinstance(event, Connected):
            return (Listen(silence_s=30.0),)
        if isinstance(event, Heard) and not self._answered:
            self._answered = True
            return (self._prompt, Listen(silence_s=30.0))
        return (HangUp("answered"),)


class NoServices:
    """Of a hotline without a database: nobody has a ticket, none is filed, and nothing is sent."""

    async def file_ticket(self, call_id: str, request: FileTicket) -> TicketFiled:
        raise InstrumentFailed("a ticket was to be filed in a call that measures interruptions")

    async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound:
        return TicketsFound()

    async def change_ticket(self, call_id: str, request: ChangeTicket) -> TicketChanged:
        return TicketChanged(request.number, request.change, "refused")

    async def send_sms(self, call_id: str, phone: str, text: str) -> None:
        return


async def held(robot: Robot, prompt: Say, caller: LineCaller) -> tuple[EventLog, FileLine]:
    clock = VirtualClock()
    info = LineInfo("barge-in", "", "12345", "inbound", caller.sample_rate, "file")
    line = FileLine(caller, info, clock)
    _, events = await robot.converse(line, Answers(prompt), NoServices(), clock)
    return events, line


async def interrupt(
    robot: Robot,
    prompt: Say,
    talker: Talker,
    condition: Condition,
    babblers: Sequence[Voice],
    seed: int,
) -> Stop | None:
    """One interruption; None where the caller was not answered, so that nothing was measured."""
    over = _pressed(talker.over) if condition.keys else talker.over
    caller = LineCaller(talker.first, over, INTERRUPTED_AFTER_S, condition, babblers, seed)
    events, line = await held(robot, prompt, caller)
    if caller.over_at is None:
        return None
    onset = caller.over_at + talker.begins_s
    end = caller.over_at + len(talker.over) / RATE + GRACE_S
    certain = next((at for at in _stops(events) if onset <= at <= end), None)
    if certain is None:
        return Stop(condition.name, None)
    silent = _silent_from(line, certain)
    return Stop(condition.name, silent - onset, max(0.0, silent - certain))


async def disturb(
    robot: Robot,
    prompt: Say,
    first: Samples,
    kind: str,
    sounds: Sequence[Samples],
    condition: Condition,
    babblers: Sequence[Voice],
    seed: int,
) -> tuple[Disturbed, ...]:
    """Sounds one after the other over one answer; with no sound among them, the line by itself."""
    track = np.zeros(round(EVERY_S * RATE) * len(sounds))
    for number, sound in enumerate(sounds):
        at = round(number * EVERY_S * RATE)
        track[at : at + len(sound)] += sound[: len(track) - at]
    caller = LineCaller(first, track, 0.6, condition, babblers, seed)
    events, _ = await held(robot, prompt, caller)
    begin = caller.over_at
    if begin is None:
        return ()
    stops = list(_stops(events))
    spans = [(begin + n * EVERY_S, begin + (n + 1) * EVERY_S) for n in range(len(sounds))]
    return tuple(
        Disturbed(condition.name, kind, any(a <= stop < b for stop in stops)) for a, b in spans
    )


def _pressed(over: Samples) -> Samples:
    """The caller presses keys while it speaks."""
    tones = levelled(keys("12"), -20.0)
    both = over.copy()
    count = min(len(tones), len(both))
    both[:count] += tones[:count]
    return both


def _stops(events: EventLog) -> Iterable[float]:
    return (r["at_ms"] / 1000 for r in events.records if r["event"] in STOPS)


def _silent_from(line: FileLine, certain: float) -> float:
    """When the caller heard the robot for the last time, of what was on its way at `certain`."""
    size = frame_bytes(line.info.sample_rate)
    heard = line.robot_pcm
    last, quiet = certain - FRAME_S, 0
    for number in range(round(certain / FRAME_S), len(heard) // size):
        if is_quiet(heard[number * size : (number + 1) * size]):
            quiet += 1
            if quiet == SILENT_FRAMES:
                break
        else:
            last, quiet = number * FRAME_S, 0
    return last + FRAME_S


@dataclass(frozen=True)
class Cell:
    """Figures of one condition, or of all. missed, false: shares. Times in milliseconds."""

    interruptions: int
    missed: float
    onset_p50_ms: float
    onset_p95_ms: float
    certain_p50_ms: float
    certain_p95_ms: float
    disturbances: int
    false: float


def cell(stops: Sequence[Stop], disturbed: Sequence[Disturbed]) -> Cell:
    onset = [s.from_onset_s * 1000 for s in stops if s.from_onset_s is not None]
    certain = [s.from_certainty_s * 1000 for s in stops if s.from_certainty_s is not None]
    return Cell(
        interruptions=len(stops),
        missed=(len(stops) - len(onset)) / max(len(stops), 1),
        onset_p50_ms=percentile(onset, 50),
        onset_p95_ms=percentile(onset, 95),
        certain_p50_ms=percentile(certain, 50),
        certain_p95_ms=percentile(certain, 95),
        disturbances=len(disturbed),
        false=sum(d.stopped for d in disturbed) / max(len(disturbed), 1),
    )


def plan(
    talkers: Sequence[Talker],
    sounds: Mapping[str, Sequence[Samples]],
    conditions: Sequence[Condition],
    clips: int,
) -> tuple[list[tuple[Talker, Condition]], list[Beside]]:
    """Who interrupts and what disturbs under each condition: the next `clips` talkers, and for
    each kind so many sounds, three over an answer, so that all of them get their turn."""
    interruptions: list[tuple[Talker, Condition]] = []
    disturbances: list[Beside] = []
    for number, condition in enumerate(conditions):
        for turn in range(clips):
            interruptions.append((talkers[(number * clips + turn) % len(talkers)], condition))
        for kind, some in sounds.items():
            calls = max(1, clips // 6) * (2 if condition is CLEAN else 1)
            for turn in range(calls):
                begin = (number * calls + turn) * 3
                chosen = [some[(begin + n) % len(some)] for n in range(3)]
                disturbances.append((kind, chosen, condition))
    return interruptions, disturbances
