"""`hotline call`: one call from a recording, in this program or over SIP."""

import asyncio
import math
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from ivr.app import open_robot
from ivr.call.eventlog import Record, json_line
from ivr.commands import call_sip
from ivr.commands.options import EngineOption, ModelOption, VoiceOption, chosen
from ivr.commands.transcript import Transcript
from ivr.gateway.clock import Clock, RealClock, VirtualClock
from ivr.gateway.file_line import file_line_from_wav
from ivr.gateway.phone import Keys, Manners, ScriptedCaller, Segment, Speech
from ivr.gateway.sip.target import target
from ivr.gateway.wav import read_audio
from ivr.recorded.play import caller_of, conversation_of, play, recorded_line, scratch_database
from ivr.recorded.sidecar import MANIFEST, Sidecar, Span, load_sidecar, read_manifest
from ivr.settings import Settings

LISTEN_S = 20.0
"""Length of a call over SIP in which nothing is played, where none is given."""
CALL_S = 300.0
"""Longest call over SIP in which a recording is played, where no other is given."""


def call(
    file: Annotated[
        Path | None,
        typer.Argument(help="The caller's side: WAV or FLAC, any rate. Needed without --sip."),
    ] = None,
    engine: EngineOption = "",
    model: ModelOption = "",
    voice: VoiceOption = "",
    realtime: Annotated[bool, typer.Option(help="As long as a telephone call would take.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the event log, one object a line.")
    ] = False,
    record: Annotated[Path | None, typer.Option(help="Write both sides as a stereo WAV.")] = None,
    sip: Annotated[
        str, typer.Option(help="Call sip:USER@HOST[:PORT] instead of the robot in this program.")
    ] = "",
    keys: Annotated[
        str, typer.Option(help="With --sip: keys to press after the far end's first words.")
    ] = "",
    seconds: Annotated[
        float | None,
        typer.Option(
            min=1, help=f"With --sip: longest call; without FILE its length [{LISTEN_S:g}]."
        ),
    ] = None,
    transport: Annotated[
        Literal["udp", "tcp"], typer.Option(help="With --sip: what SIP goes over.")
    ] = "udp",
    number: Annotated[str, typer.Option(help="With --sip: the caller's number.")] = "",
) -> None:
    """Hold one call with a recorded caller, in this program or over SIP; print it as it happens.

    A recording with a sidecar (see audio_fixtures/) is played turn by turn; any other is played
    after the greeting. Tickets go to a scratch database.

    With --sip a telephone on this machine places a real call: to `hotline serve`, a PBX or
    anything else that speaks SIP. Who is to be reached must let this machine in. Exits with 1
    where the call is not answered.
    """
    settings = chosen(engine, model, voice)
    if sip:
        wanted = call_sip.Wanted(
            target(sip),
            sip_caller(file, keys),
            number,
            transport,
            seconds or (CALL_S if file else LISTEN_S),
            record,
        )
        asyncio.run(_place(wanted, settings, as_json))
    elif file is None:
        raise typer.BadParameter("give a recording, or --sip", param_hint="FILE")
    else:
        asyncio.run(_call(file, settings, realtime, as_json, record))


async def _call(
    file: Path, settings: Settings, realtime: bool, as_json: bool, record: Path | None
) -> None:
    clock: Clock = RealClock() if realtime else VirtualClock()
    sidecar = sidecar_of(file)
    if sidecar is None:
        line = file_line_from_wav(file, clock=clock)
    else:
        line = recorded_line(sidecar, file, _spans(sidecar, file), clock)
    show: Callable[[Record], None] = print_json if as_json else Transcript(Console())
    with scratch_database() as database:
        async with open_robot(settings, lambda: datetime.now(UTC)) as robot:
            conversation = conversation_of(sidecar, robot) if sidecar else robot.hotline()
            await play(robot, line, conversation, clock, database, show)
    if record is not None:
        line.write_recording(record)


async def _place(wanted: call_sip.Wanted, settings: Settings, as_json: bool) -> None:
    placed = await call_sip.place(wanted, settings, Console(quiet=as_json))
    if as_json:
        print(call_sip.json_line(placed))


def sip_caller(file: Path | None, keys: str) -> ScriptedCaller:
    """Presses the keys, says what is in the file, and listens on where there is none.

    Raises AudioFileError, SidecarError, and BadParameter for what is no key.
    """
    if strange := set(keys.upper()) - set("0123456789*#ABCD"):
        raise typer.BadParameter(f"no keys: {' '.join(sorted(strange))}", param_hint="--keys")
    script = [Segment(Keys(keys.upper()))] if keys else []
    if file is None:
        return ScriptedCaller(script, manners=Manners(patience=math.inf, hang_up_after=math.inf))
    sidecar = sidecar_of(file)
    if sidecar is not None and not keys:
        return caller_of(sidecar, file, _spans(sidecar, file), Manners())
    return ScriptedCaller([*script, Segment(Speech(read_audio(file, call_sip.RATE)))])


def sidecar_of(file: Path) -> Sidecar | None:
    return load_sidecar(file.with_suffix(".yaml")) if has_sidecar(file) else None


def _spans(sidecar: Sidecar, file: Path) -> tuple[Span, ...]:
    """None for a caller who says nothing."""
    return read_manifest(file.parent).get(sidecar.name, ())


def has_sidecar(file: Path) -> bool:
    return file.with_suffix(".yaml").is_file() and (file.parent / MANIFEST).is_file()


def print_json(record: Record) -> None:
    print(json_line(record))
    sys.stdout.flush()
