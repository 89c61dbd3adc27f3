"""The figures of a run of calls: what callers met with, and what the machine did for it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import soundfile

from bench.figures import percentile
from bench.load import Look, Watched
from bench.stream import Damage, damage, spacing
from bench.telephone.job import CallHeard, Run
from bench.telephone.rtp import FRAME_SAMPLES
from bench.telephone.talk import PATIENCE_S
from ivr.call.store import list_calls
from ivr.database import opened
from ivr.gateway.g711 import encode_alaw

LATE_S = 0.01
"""A telephone that sends its frames later than this (p99) makes the figures void: half a frame."""


@dataclass(frozen=True)
class CallFigures:
    """What `--json` writes. failed: calls that were not set up, or got no answer. setup: INVITE to
    200. spacing: between RTP packets at the caller's side. lost_audio: share of what the robot
    said that its callers did not hear, or heard torn. cpu_per_call: cores, of all processes of the
    server. latency: end of the caller's speech to the first audible sample of the answer."""

    calls: int
    failed: int
    setup_p95_ms: float
    spacing_p99_ms: float
    lost_audio: float
    cpu_per_call: float
    latency_p50_ms: float
    latency_p95_ms: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Limits:
    """What limits: cores (1.0: one whole core) while all calls were up, or the whole run where
    they never were at once. main: the thread of the event loop. loop: answers over HTTP."""

    all_up_s: float
    main: float
    threads: float
    children: float
    loop_p50_ms: float
    loop_max_ms: float
    behind_max_s: float
    telephone: float
    late_p99_ms: float
    late_max_ms: float


@dataclass(frozen=True)
class Measured:
    """All of it. troubles: one line for each call that failed."""

    figures: CallFigures
    limits: Limits
    damage: Damage
    spacing_p50_ms: float
    setup_p50_ms: float
    latencies: int
    talked_over: int
    troubles: tuple[str, ...]

    @property
    def void(self) -> bool:
        """Whether the telephone lagged so that the figures say nothing."""
        return self.limits.late_p99_ms > LATE_S * 1000


def measured(watched: Watched, said: Mapping[str, Sequence[bytes]]) -> Measured:
    """said: what the robot said to each number, as `recorded` gives it."""
    calls = watched.run.calls
    up = [call for call in calls if call.setup_s is not None]
    setups = [call.setup_s * 1000 for call in up if call.setup_s is not None]
    gaps = [gap * 1000 for call in up for gap in spacing(call.received)]
    hurt = sum((damage(call.received, said.get(call.number, ())) for call in up), Damage())
    waits = [wait for call in calls for wait in call.waits]
    delays = [
        (wait.answered_at - wait.ended_at) * 1000
        for wait in waits
        if wait.answered_at is not None and not wait.over
    ]
    troubles = tuple(filter(None, map(trouble, calls)))
    used = watched.looks[-1].usage - watched.looks[0].usage
    seconds = sum(call.ended_at - call.answered_at for call in up)
    return Measured(
        CallFigures(
            calls=len(calls),
            failed=len(troubles),
            setup_p95_ms=percentile(setups, 95),
            spacing_p99_ms=percentile(gaps, 99),
            lost_audio=hurt.share,
            cpu_per_call=used.total / max(seconds, 1e-9),
            latency_p50_ms=percentile(delays, 50),
            latency_p95_ms=percentile(delays, 95),
        ),
        limits(watched),
        hurt,
        percentile(gaps, 50),
        percentile(setups, 50),
        len(delays),
        sum(wait.over for wait in waits),
        troubles,
    )


def trouble(call: CallHeard) -> str:
    """Why a call has failed, "" where it has not."""
    if call.setup_s is None or call.trouble:
        return f"{call.number}: {call.trouble or 'not set up'}"
    if not call.greeted:
        return f"{call.number}: no greeting"
    if not call.waits:
        return f"{call.number}: ended before the enquiry"
    for wait in call.waits:
        if wait.answered_at is None or wait.answered_at - wait.ended_at > PATIENCE_S:
            return f"{call.number}: no answer to {wait.clip}"
    return ""


def limits(watched: Watched) -> Limits:
    run, looks = watched.run, _all_up(watched.run, watched.looks)
    first, last = looks[0], looks[-1]
    seconds = max(last.at - first.at, 1e-9)
    used = last.usage - first.usage
    answers = [look.answer_s * 1000 for look in looks]
    late = [seconds * 1000 for seconds in run.lateness]
    return Limits(
        all_up_s=seconds,
        main=used.main / seconds,
        threads=used.threads / seconds,
        children=used.children / seconds,
        loop_p50_ms=percentile(answers, 50),
        loop_max_ms=max(answers),
        behind_max_s=max(look.behind_s for look in looks),
        telephone=run.cpu_s / run.lasted_s,
        late_p99_ms=percentile(late, 99),
        late_max_ms=max(late, default=0.0),
    )


def _all_up(run: Run, looks: Sequence[Look]) -> Sequence[Look]:
    up = [call for call in run.calls if call.setup_s is not None]
    begin = max((call.answered_at for call in up), default=0.0)
    end = min((call.ended_at for call in up), default=0.0)
    during = [look for look in looks if begin <= look.at <= end]
    return during if len(during) > 1 else looks


def recorded(folder: Path) -> dict[str, list[bytes]]:
    """By caller's number: what the robot said in its call, from the server's own recording, as
    A-law frames of 20 ms. folder: of the server."""
    url = f"sqlite:///{folder / 'hotline.db'}"
    with opened(url) as database, database.session() as session:
        kept = {row.caller: row.recording for row in list_calls(session, limit=10_000)}
    return {caller: _robot(folder / "recordings" / name) for caller, name in kept.items() if name}


def _robot(path: Path) -> list[bytes]:
    sides, _ = soundfile.read(path, dtype="int16")
    codes = encode_alaw(sides[:, 1].tobytes())
    return [codes[at : at + FRAME_SAMPLES] for at in range(0, len(codes), FRAME_SAMPLES)]
