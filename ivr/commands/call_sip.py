"""`hotline call --sip`: a test call to a robot or a PBX, from a telephone of its own."""

import asyncio
import json
import math
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from asr.activity import SileroActivity
from asr.errors import AsrError
from asr.pool import RecognitionPool
from ivr import log
from ivr.app import endpoint_settings
from ivr.errors import CallNotAnswered
from ivr.gateway.clock import RealClock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Transport
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.target import Target
from ivr.gateway.sip.telephone import address_of, talk, telephone_settings
from ivr.gateway.vosk_server.listening import Listening
from ivr.gateway.vosk_server.protocol import Utterance
from ivr.gateway.wav import write_wav
from ivr.gateway.websocket.client import CallReport, Ended
from ivr.loading import open_engine
from ivr.settings import Settings
from ivr.speech.level import loudness

RATE = 8000
RING_S = 60.0

NO_CALL: Mapping[DialFailure, str] = {
    DialFailure.BUSY: "is busy, or takes no calls now",
    DialFailure.REJECTED: "has declined the call",
    DialFailure.NOT_FOUND: "is not known there: check the part before the @",
    DialFailure.UNAVAILABLE: "is not available now",
    DialFailure.NO_ANSWER: f"was not answered within {RING_S:g} s",
    DialFailure.UNREACHABLE: "cannot be reached: check address and transport, and that it lets "
    "this machine in (sip.peers)",
    DialFailure.NO_LINE: "was not called: the SIP stack of this machine has gone; see its log",
    DialFailure.FAILED: "would not take the call; see its log",
}
"""What follows the address in the one line that explains why there was no call."""

HUNG_UP: Mapping[Ended, str] = {
    "robot": "对方挂机",
    "caller": "本方挂机",
    "transferred": "对方转接",
    "lost": "对方失联",
}


@dataclass(frozen=True)
class PlacedCall:
    """How it went. setup_ms: from the INVITE to the answer. heard_s: of sound that is no silence,
    loudness_dbfs: its RMS; None for none. transcript: what the far end said, where a recogniser
    is installed."""

    target: str
    setup_ms: int
    seconds: float
    ended: Ended
    heard_s: float
    loudness_dbfs: float | None
    transcript: tuple[tuple[float, str], ...] | None


@dataclass(frozen=True)
class Wanted:
    """What the operator asked for. number: who calls. most_s: of the call, seconds."""

    target: Target
    caller: ScriptedCaller
    number: str
    transport: Transport
    most_s: float
    record: Path | None


async def place(wanted: Wanted, settings: Settings, console: Console) -> PlacedCall:
    """Call, and tell what happens. Raises CallNotAnswered where there is no call."""
    if settings.log.level == "INFO":  # the stack's comings and goings are not what is asked for
        log.configure("WARNING", settings.log.format)
    setup_ms, report = await _call(wanted, console)
    if wanted.record is not None:
        write_wav(wanted.record, (report.caller_pcm, report.robot_pcm), RATE)
    heard_s, dbfs = loudness(report.robot_pcm, RATE)
    seconds = len(report.robot_pcm) / 2 / RATE
    level = f"，响度 {dbfs:.1f} dBFS" if heard_s else ""
    console.print(f"{seconds:7.2f} {HUNG_UP[report.ended]}", highlight=False)
    console.print(f"通话 {seconds:.1f} 秒，听到声音 {heard_s:.1f} 秒{level}", highlight=False)
    said = await _transcript(report.robot_pcm, settings, console)
    return PlacedCall(
        str(wanted.target),
        setup_ms,
        round(seconds, 2),
        report.ended,
        round(heard_s, 2),
        None if math.isinf(dbfs) else round(dbfs, 1),
        None if said is None else tuple((round(one.start_s, 2), one.text) for one in said),
    )


def json_line(call: PlacedCall) -> str:
    return json.dumps(asdict(call), ensure_ascii=False)


async def _call(wanted: Wanted, console: Console) -> tuple[int, CallReport]:
    address = await asyncio.to_thread(address_of, wanted.target.host)
    told = telephone_settings(wanted.target, address, wanted.number, wanted.transport)
    where = f"{address}:{wanted.target.port}，{wanted.transport.upper()}"
    console.print(f"拨打 {escape(str(wanted.target))}（{where}）", highlight=False)
    info = LineInfo("test-call", wanted.number, wanted.target.user, "outbound", RATE, "sip")
    clock = RealClock()

    def ringing() -> None:
        console.print(f"{clock.now():7.2f} 振铃", highlight=False)

    async with SipGateway(told, _turn_away) as telephone:
        clock = RealClock()
        uri = wanted.target.uri(address)
        answer = await telephone.dial(uri, {}, info, RING_S, ringing)
        if isinstance(answer, DialFailure):
            raise CallNotAnswered(f"{wanted.target} {NO_CALL[answer]}")
        assert isinstance(answer, SipLine)
        setup_ms = round(clock.now() * 1000)
        console.print(f"{clock.now():7.2f} 接通（建立 {setup_ms} 毫秒）", highlight=False)
        return setup_ms, await talk(answer, wanted.caller, wanted.most_s)


async def _turn_away(line: Line) -> None:
    """Whoever calls the telephone back meanwhile."""
    await line.hang_up()


async def _transcript(
    pcm: bytes, settings: Settings, console: Console
) -> tuple[Utterance, ...] | None:
    """What the far end said; None, and why, where it cannot be recognised here."""
    try:
        engine = await asyncio.to_thread(open_engine, settings)
    except AsrError as e:
        console.print(f"没有文字记录：{escape(str(e))}", highlight=False)
        return None
    async with RecognitionPool(engine, settings.asr.workers, 1) as pool:
        with ExitStack() as stack:
            hearing = pool.open()
            stack.callback(hearing.close)
            endpoint = endpoint_settings(settings)
            ear = Listening(hearing, SileroActivity(), endpoint, RATE, engine.sample_rate)
            said = (*await ear.hear(pcm), *await ear.finish())
    for one in said:
        console.print(
            f"[dim]{one.start_s:7.2f}[/dim] {escape(one.text)}", highlight=False, soft_wrap=True
        )
    return said
