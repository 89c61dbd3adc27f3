"""How long callers wait: from the end of their speech to the first sound of the answer. [P]

The caller's side is what its telephone sent and played, with the wall time of every 20 ms; the
robot's side is the moments in the server's log (`ivr.call.moments`). Both run on one machine, on
one clock.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.figures import percentile
from ivr.gateway.line import FRAME_MS
from ivr.gateway.pacing import frame_bytes, is_quiet

PARTS = ("endpoint", "recognition", "decision", "voice", "transport")
LONGEST_S = 15.0
"""What comes later is no answer."""


@dataclass(frozen=True)
class Said:
    """Something the caller said. pcm: as it was sent. begins, ends: of the speech in it, in frames
    from its first."""

    name: str
    pcm: bytes
    begins: int
    ends: int


@dataclass(frozen=True)
class Heard:
    """A call at the telephone. walls: seconds since the epoch at which each frame was sent and
    another played. Both sides are PCM16 at `rate`, a frame for each of `walls`."""

    call: str
    rate: int
    walls: Sequence[float]
    caller: bytes
    robot: bytes


@dataclass(frozen=True)
class Moment:
    """What happened at the server, and when on the wall, seconds since the epoch."""

    what: str
    at: float


@dataclass(frozen=True)
class Wait:
    """Seconds, of one answer. parts: endpoint: end of speech to the decision that it has ended,
    the way there included. recognition: to the words. decision: to what is said. voice: to its
    first frame. transport: to the telephone's ear. cuts: how often the utterance was taken for
    ended while the caller still spoke. cut_short: the robot spoke into it."""

    said: str
    whole_s: float | None
    parts: Mapping[str, float]
    cuts: int
    cut_short: bool


def moments(log: Iterable[str]) -> dict[str, list[Moment]]:
    """By call, in order; other lines are passed over."""
    found: dict[str, list[Moment]] = {}
    for line in log:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if record.get("event") == "moment":
            at = datetime.fromisoformat(record["timestamp"]).timestamp()
            found.setdefault(record["call"], []).append(Moment(record["what"], at))
    return found


def waits(said: Sequence[Said], heard: Heard, server: Sequence[Moment]) -> list[Wait]:
    """Of everything the caller came to say, in order."""
    size = frame_bytes(heard.rate)
    audible = [not is_quiet(heard.robot[at : at + size]) for at in range(0, len(heard.robot), size)]
    found, searched = [], 0
    for one in said:
        at = heard.caller.find(one.pcm, searched)
        if at < 0:
            break
        searched = at + len(one.pcm)
        found.append(_wait(one, at // size, audible, heard.walls, server))
    return found


def _wait(
    said: Said,
    first: int,
    audible: Sequence[bool],
    walls: Sequence[float],
    server: Sequence[Moment],
) -> Wait:
    begin, end = first + said.begins, first + said.ends
    spoken_until = walls[end] + FRAME_MS / 1000
    cuts = sum(
        m.what == "caller_stops" and walls[begin] < m.at < spoken_until - FRAME_MS / 1000
        for m in server
    )
    into = any(audible[begin : end + 1])
    last = min(len(audible), len(walls), end + 1 + round(LONGEST_S * 1000 / FRAME_MS))
    answered = next((n for n in range(end + 1, last) if audible[n]), None)
    if into or answered is None:
        return Wait(said.name, None, {}, cuts, into)
    parts = _parts(spoken_until, walls[answered], server)
    return Wait(said.name, walls[answered] - spoken_until, parts, cuts, False)


def _parts(spoken_until: float, answered: float, server: Sequence[Moment]) -> dict[str, float]:
    """Empty where the answer was no answer to words: the robot spoke of itself."""
    started = max(
        (m.at for m in server if m.what == "robot_starts" and m.at <= answered), default=0
    )
    at = {"voice": started, "transport": answered}
    limit = started
    for part, what, pick in (
        ("decision", "robot_says", min),
        ("recognition", "heard", max),
        ("endpoint", "caller_stops", max),
    ):
        low = spoken_until if part == "decision" else 0.0
        times = [m.at for m in server if m.what == what and low <= m.at <= limit]
        if not times:
            return {}
        at[part] = limit = pick(times)
    if at["endpoint"] < spoken_until - 0.05:
        return {}
    edges = [spoken_until, *(at[part] for part in PARTS)]
    return {part: edges[n + 1] - edges[n] for n, part in enumerate(PARTS)}


@dataclass(frozen=True)
class Figures:
    """Milliseconds. parts: p50 and p95 by part."""

    answers: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    parts: Mapping[str, tuple[float, float]]
    unanswered: int
    cuts: int
    cut_short: int


def figures(found: Sequence[Wait]) -> Figures:
    whole = [wait.whole_s * 1000 for wait in found if wait.whole_s is not None]
    parts = {
        part: [wait.parts[part] * 1000 for wait in found if wait.parts and wait.whole_s is not None]
        for part in PARTS
    }
    return Figures(
        answers=len(whole),
        p50_ms=percentile(whole, 50),
        p95_ms=percentile(whole, 95),
        p99_ms=percentile(whole, 99),
        parts={p: (percentile(v, 50), percentile(v, 95)) for p, v in parts.items()},
        unanswered=sum(w.whole_s is None and not w.cut_short for w in found),
        cuts=sum(w.cuts > 0 for w in found),
        cut_short=sum(w.cut_short for w in found),
    )
