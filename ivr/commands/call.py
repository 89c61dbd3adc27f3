"""`hotline call FILE`: one inbound call from a recording."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ivr.app import open_robot
from ivr.call.eventlog import Record, json_line
from ivr.commands.options import EngineOption, ModelOption, VoiceOption, chosen
from ivr.commands.transcript import Transcript
from ivr.gateway.clock import Clock, RealClock, VirtualClock
from ivr.gateway.file_line import file_line_from_wav
from ivr.recorded.play import conversation_of, play, recorded_line, scratch_database
from ivr.recorded.sidecar import MANIFEST, Sidecar, Span, load_sidecar, read_manifest
from ivr.settings import Settings


def call(
    file: Annotated[Path, typer.Argument(help="The caller's side: WAV or FLAC, any rate.")],
    engine: EngineOption = "",
    model: ModelOption = "",
    voice: VoiceOption = "",
    realtime: Annotated[bool, typer.Option(help="As long as a telephone call would take.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the event log, one object a line.")
    ] = False,
    record: Annotated[Path | None, typer.Option(help="Write both sides as a stereo WAV.")] = None,
) -> None:
    """Hold one call with a recorded caller and print it as it happens.

    A recording with a sidecar (see audio_fixtures/) is played turn by turn; any other is played
    after the greeting. Tickets go to a scratch database.
    """
    asyncio.run(_call(file, chosen(engine, model, voice), realtime, as_json, record))


async def _call(
    file: Path, settings: Settings, realtime: bool, as_json: bool, record: Path | None
) -> None:
    clock: Clock = RealClock() if realtime else VirtualClock()
    sidecar = load_sidecar(file.with_suffix(".yaml")) if has_sidecar(file) else None
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


def _spans(sidecar: Sidecar, file: Path) -> tuple[Span, ...]:
    """None for a caller who says nothing."""
    return read_manifest(file.parent).get(sidecar.name, ())


def has_sidecar(file: Path) -> bool:
    return file.with_suffix(".yaml").is_file() and (file.parent / MANIFEST).is_file()


def print_json(record: Record) -> None:
    print(json_line(record))
    sys.stdout.flush()
