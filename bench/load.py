"""A real `hotline serve`, the load telephone beside it, and a watch on both: two processes more."""

import asyncio
import json
import pickle
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from asr.choose import best_installed
from bench.errors import InstrumentFailed
from bench.telephone.job import Job, Run
from bench.telephone.script import enquiries
from bench.usage import Usage, usage
from ivr.commands.speech import prompt_texts
from ivr.demo.server import Server, running_server
from ivr.errors import StartError
from ivr.loading import load_entries, open_speaker
from ivr.settings import Settings

CALLS_A_SECOND = 20.0
SHORTEST_SPREAD_S = 2.0
"""Over which calls begin, so that they are not in lock-step."""
LINE_RATE = 8000
LOOK_S = 0.5
SPARE = 8
"""Lines that the server has more than there are calls."""


@dataclass(frozen=True)
class Look:
    """At the server. at: seconds since the run began. answer_s: how long it took to answer a
    question over HTTP, which waits for the event loop as every call does. behind_s: audio that
    waits for the recogniser, of the call that waits longest."""

    at: float
    usage: Usage
    answer_s: float
    behind_s: float


@dataclass
class Watched:
    """What a run gave. folder: of the server: its database and recordings."""

    run: Run
    looks: list[Look] = field(default_factory=list)


def server_settings(settings: Settings, calls: int, sip_port: int) -> dict[str, str]:
    """Variables for a server that takes so many calls over SIP, on this machine only."""
    rtp = 22_000, 22_000 + 4 * (calls + SPARE)
    return {
        "HOTLINE_ASR__ENGINE": settings.asr.engine,
        "HOTLINE_ASR__MODEL": settings.asr.model,
        "HOTLINE_ASR__MAX_CALLS": str(calls + SPARE),
        "HOTLINE_GATEWAY__MAX_CALLS": str(calls + SPARE),
        "HOTLINE_SIP__ENABLED": "true",
        "HOTLINE_SIP__PORT": str(sip_port),
        "HOTLINE_SIP__MAX_CALLS": str(calls + SPARE),
        "HOTLINE_SIP__RTP_PORTS": json.dumps(rtp),
        "HOTLINE_CALLBACK__POLL_S": "5",
    }


def cheap_engine(settings: Settings) -> Settings:
    """Where nothing is chosen: the best installed engine that hears while the caller speaks, which
    is the cheaper kind; else whatever there is."""
    if settings.asr.engine != "auto" or settings.asr.model:
        return settings
    for found in best_installed(settings.models.dir):
        if found.model.engine in ("sherpa", "vosk"):
            asr = settings.asr.model_copy(update={"model": found.model.name})
            return settings.model_copy(update={"asr": asr})
    return settings


def texts(settings: Settings, fixtures: Path) -> tuple[str, ...]:
    """What the robot will say and is known ahead. Raises SidecarError."""
    wanted = {entry for call in enquiries(fixtures) for entry in call.expect["answers"]}
    answers = [entry.answer for entry in load_entries(settings) if entry.id in wanted]
    return (*prompt_texts(settings), *answers)


async def speak_ahead(settings: Settings, spoken: Iterable[str]) -> None:
    """Into the server's cache, so that no synthesis is measured; an installation does the same
    with `hotline speech warm`. Takes minutes the first time. Raises SpeechError."""
    with await asyncio.to_thread(open_speaker, settings) as speaker:
        await speaker.warm(spoken, (LINE_RATE,))


async def load(
    settings: Settings, folder: Path, fixtures: Path, calls: int, told: Callable[[str], None]
) -> Watched:
    """Start both, make the calls, and return what was heard and seen. told: what is going on.

    Raises StartError where the server does not start, InstrumentFailed where the telephone breaks
    down.
    """
    port = _free_port()
    told("the server starts")
    async with running_server(folder, 1.0, server_settings(settings, calls, port)) as server:
        spread = max(SHORTEST_SPREAD_S, calls / CALLS_A_SECOND)
        told(f"{calls} calls")
        return await _watched(server, Job("127.0.0.1", port, str(fixtures), calls, spread))


async def _watched(server: Server, job: Job) -> Watched:
    telephone = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.telephone.process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 30,
    )
    assert telephone.stdin is not None
    assert telephone.stdout is not None
    try:
        telephone.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        if await telephone.stdout.readline() != b"ready\n":
            raise InstrumentFailed("the load telephone did not start: its own words are above")
        telephone.stdin.write(b"go\n")
        looks: list[Look] = []
        watching = asyncio.create_task(_watch(server, looks))
        try:
            written = await telephone.stdout.read()
        finally:
            watching.cancel()
        if await telephone.wait() or not written:
            raise InstrumentFailed("the load telephone broke down: its own words are above")
    finally:
        if telephone.returncode is None:
            telephone.kill()
            await telephone.wait()
    run: Run = pickle.loads(written)
    return Watched(run, looks)


async def _watch(server: Server, looks: list[Look]) -> None:
    """Looks until cancelled, the first at once."""
    began = time.monotonic()
    while True:
        asked = time.monotonic()
        health = await asyncio.to_thread(_health, server.http)
        now = time.monotonic()
        behind = float(health["hearing_behind_s"])
        looks.append(Look(now - began, usage(server.pid), now - asked, behind))
        await asyncio.sleep(LOOK_S)


def _health(http: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{http}/healthz", timeout=30) as answer:
            health: dict[str, Any] = json.load(answer)
    except OSError as e:
        raise StartError(f"the server does not answer any more: {e}; see its log") from None
    return health


def _free_port() -> int:
    """Free for UDP and TCP just now; settings want a number."""
    while True:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        ):
            tcp.bind(("127.0.0.1", 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
