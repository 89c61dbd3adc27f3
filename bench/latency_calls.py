"""Real calls over WebSocket against a server in a process of its own, several at once."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.evaluation_manifest import read_manifest as read_clips
from bench.latency import Heard, Moment, Said, Wait, moments, waits
from bench.telephone.script import clip
from ivr.app import open_robot
from ivr.demo.server import Server, running_server
from ivr.gateway.clock import FRAME_S, VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineEvent, LineInfo
from ivr.gateway.pacing import frame_bytes
from ivr.gateway.phone import Manners, Reply, ScriptedCaller, Segment, Speech
from ivr.gateway.wav import read_audio
from ivr.gateway.websocket.client import call
from ivr.recorded.exchange import through_exchange
from ivr.recorded.play import REPLAY_TIME, caller_of, play, scratch_database
from ivr.recorded.sidecar import Span, load_sidecar, read_manifest
from ivr.recorded.sound import RATE
from ivr.settings import Settings

MANNERS = Manners(hang_up_after=2.5, room_noise=15.0)
MARGIN = RATE // 10
"""Samples around a turn; see `ivr.recorded.play`."""


@dataclass(frozen=True)
class Script:
    """One call to come."""

    number: str
    caller: ScriptedCaller
    said: tuple[Said, ...]


class TimedCaller:
    """A caller whose every frame has its wall time."""

    def __init__(self, caller: ScriptedCaller) -> None:
        self._caller = caller
        self.walls: list[float] = []

    @property
    def sample_rate(self) -> int:
        return self._caller.sample_rate

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        self.walls.append(time.time())
        return self._caller.hear(robot, at)


def recorded(folder: Path) -> tuple[Script, ...]:
    """The recorded inbound calls, whole, that talk over nothing. Raises SidecarError,
    AudioFileError."""
    scripts = []
    for name, spans in sorted(read_manifest(folder).items()):
        sidecar = load_sidecar(folder / f"{name}.yaml")
        polite = all(isinstance(turn.when, Reply) for turn in sidecar.turns)
        if sidecar.conversation != "hotline" or not polite or not spans:
            continue
        wav = folder / f"{name}.wav"
        caller = caller_of(sidecar, wav, spans, MANNERS)
        audio = read_audio(wav, RATE)
        said = tuple(_said(f"{name}:{n}", _cut(audio, span)) for n, span in enumerate(spans, 1))
        scripts.append(Script(sidecar.caller, caller, said))
    return tuple(scripts)


def listed(manifest: Path, most: int) -> tuple[Script, ...]:
    """Clips of other people, each in a call of its own, as the telephone brings them; every so
    many-th of the list. Raises EvaluationUnreadable, AudioFileError."""
    rows = [row for row in read_clips(manifest) if len(row.said) > 1]
    scripts = []
    for row in rows[:: max(1, len(rows) // most)][:most]:
        pcm = through_exchange(read_audio(row.path, RATE))
        caller = ScriptedCaller((Segment(Speech(pcm)),), RATE, MANNERS)
        scripts.append(Script("13800138000", caller, (_said(row.id, pcm),)))
    return tuple(scripts)


def _cut(audio: bytes, span: Span) -> bytes:
    return audio[max(0, span.start - MARGIN) * 2 : (span.end + MARGIN) * 2]


def _said(name: str, pcm: bytes) -> Said:
    """Where speech begins and ends is told by level; see `bench.telephone.script`."""
    ends = clip(name, pcm).last
    backwards = clip(name, _reversed(pcm))
    return Said(name, pcm, len(backwards.payloads) - 1 - backwards.last, ends)


def _reversed(pcm: bytes) -> bytes:
    size = RATE // 50 * 2
    padded = pcm.ljust(-(-len(pcm) // size) * size, b"\0")
    return b"".join(padded[at : at + size] for at in range(len(padded) - size, -1, -size))


async def measure(
    settings: Settings, folder: Path, scripts: Sequence[Script], at_once: int
) -> list[Wait]:
    """Hold all calls, `at_once` at a time. folder: for the server. Raises StartError,
    CallRefused."""
    async with running_server(folder, 1.0, server_settings(settings, at_once)) as server:
        line = asyncio.Semaphore(at_once)
        async with asyncio.TaskGroup() as group:
            held = [group.create_task(_held(server, script, line)) for script in scripts]
        log = moments(server.log.read_text("utf-8", errors="replace").splitlines())
    return [wait for task in held for wait in _waits(*task.result(), log)]


async def rehearse(
    settings: Settings, scripts: Sequence[Script], told: Callable[[], None]
) -> list[Wait]:
    """Hold all calls on the virtual clock, where the machine needs no time: what is left are the
    pauses that are waited for, and the utterances that they cut. told: after each call. Raises
    AsrError, SpeechError, StartError."""
    found: list[Wait] = []
    async with open_robot(settings, lambda: REPLAY_TIME) as robot:
        for number, script in enumerate(scripts):
            clock = VirtualClock()
            info = LineInfo(str(number), script.number, "12345", "inbound", RATE, "file")
            line = FileLine(script.caller, info, clock)
            with scratch_database() as database:
                _, events = await play(robot, line, robot.hotline(), clock, database)
            frames = len(line.caller_pcm) // frame_bytes(RATE)
            walls = [n * FRAME_S for n in range(frames)]
            heard = Heard(info.call_id, RATE, walls, line.caller_pcm, line.robot_pcm)
            server = [Moment(r["event"], r["at_ms"] / 1000) for r in events.records]
            found += waits(script.said, heard, server)
            told()
    return found


def _waits(script: Script, heard: Heard, log: dict[str, list[Moment]]) -> Iterable[Wait]:
    return waits(script.said, heard, log.get(heard.call, []))


def server_settings(settings: Settings, at_once: int) -> dict[str, str]:
    """Variables for the server. What the machine needs to think is counted, not forgiven."""
    return {
        "HOTLINE_ASR__ENGINE": settings.asr.engine,
        "HOTLINE_ASR__MODEL": settings.asr.model,
        "HOTLINE_ASR__MAX_CALLS": str(at_once + 2),
        "HOTLINE_GATEWAY__MAX_CALLS": str(at_once + 2),
        "HOTLINE_LOG__LEVEL": "DEBUG",
    }


async def _held(server: Server, script: Script, line: asyncio.Semaphore) -> tuple[Script, Heard]:
    async with line:
        timed = TimedCaller(script.caller)
        report = await call(
            f"{server.media}/native", timed, token=server.media_token, number=script.number
        )
    return script, Heard(
        report.call_id, report.sample_rate, timed.walls, report.caller_pcm, report.robot_pcm
    )
