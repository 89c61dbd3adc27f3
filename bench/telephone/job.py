"""What the load telephone is asked to do, and what came of it."""

import os
from dataclasses import dataclass
from pathlib import Path

from bench.telephone.exchange import Call, Exchange, open_exchange
from bench.telephone.rtp import Packet
from bench.telephone.script import room, scripts
from bench.telephone.talk import Wait


@dataclass(frozen=True)
class Job:
    """host, port: of the SIP gateway. fixtures: folder of recorded calls. spread_s: over which the
    calls begin."""

    host: str
    port: int
    fixtures: str
    calls: int
    spread_s: float


@dataclass(frozen=True)
class CallHeard:
    """One call; seconds since the run began. setup_s: INVITE to 200, None where it was not set up.
    waits: for answers. received: its packets as they came. trouble: "" where nothing was wrong."""

    number: str
    setup_s: float | None
    answered_at: float
    ended_at: float
    greeted: bool
    transferred: bool
    waits: tuple[Wait, ...]
    received: tuple[Packet, ...]
    trouble: str


@dataclass(frozen=True)
class Run:
    """calls: in the order in which they began. lateness: of each frame sent, seconds. cpu_s: of
    the telephone itself, in lasted_s seconds."""

    calls: tuple[CallHeard, ...]
    lateness: tuple[float, ...]
    cpu_s: float
    lasted_s: float


def numbers(calls: int) -> list[str]:
    """Of the callers; unassigned, and different for each call."""
    return [f"1390000{index:04d}" for index in range(calls)]


def carried_out(exchange: Exchange) -> Run:
    before = os.times()
    exchange.run()
    after = os.times()
    cpu = after.user + after.system - before.user - before.system
    heard = tuple(_heard(call) for call in exchange.calls)
    return Run(heard, tuple(exchange.lateness), cpu, after.elapsed - before.elapsed)


def prepared(job: Job) -> Exchange:
    """Raises SidecarError, AudioFileError, OSError."""
    said = scripts(Path(job.fixtures))
    return open_exchange(
        (job.host, job.port),
        [said[index % len(said)] for index in range(job.calls)],
        room(),
        [job.spread_s * index / job.calls for index in range(job.calls)],
        numbers(job.calls),
    )


def _heard(call: Call) -> CallHeard:
    leg, talk = call.leg, call.talk
    setup = None
    if leg.answered_at is not None and leg.invited_at is not None:
        setup = leg.answered_at - leg.invited_at
    return CallHeard(
        number=leg.who.number,
        setup_s=setup,
        answered_at=leg.answered_at or 0.0,
        ended_at=(leg.ended_at or 0.0) if leg.answered_at is not None else 0.0,
        greeted=talk.greeted,
        transferred=leg.transferred,
        waits=tuple(talk.waits),
        received=tuple(call.received),
        trouble=leg.trouble,
    )
