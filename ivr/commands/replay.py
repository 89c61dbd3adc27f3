"""`hotline replay DIR`: every recorded call against its sidecar, on the virtual clock."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from ivr.app import Robot, open_robot
from ivr.call.ports import CallResult
from ivr.commands.options import EngineOption, ModelOption, VoiceOption, chosen
from ivr.errors import ReplayFailed, SidecarError
from ivr.gateway.clock import VirtualClock
from ivr.recorded.expectation import failures
from ivr.recorded.play import (
    REPLAY_TIME,
    conversation_of,
    play,
    recorded_line,
    scratch_database,
)
from ivr.recorded.sidecar import Sidecar, Span, load_sidecar, read_manifest
from ivr.settings import Settings


@dataclass(frozen=True)
class Replayed:
    """One call: what was not as it should be, and its event log."""

    name: str
    result: CallResult
    failures: tuple[str, ...]
    log: str


def replay(
    folder: Annotated[Path, typer.Argument(help="Folder of recorded calls and sidecars.")],
    only: Annotated[str, typer.Option(help="Only calls whose name contains this.")] = "",
    engine: EngineOption = "",
    model: ModelOption = "",
    voice: VoiceOption = "metered",
    logs: Annotated[Path | None, typer.Option(help="Write each call's event log here.")] = None,
) -> None:
    """Run recorded calls as fast as the machine allows and check what must happen in each.

    The robot speaks with a tone of the right length by default, so that a replay is fast and the
    same on machines with different voices.
    """
    console = Console()
    settings = chosen(engine, model, voice)
    done = asyncio.run(_replay_all(folder, only, settings, console))
    if logs is not None:
        logs.mkdir(parents=True, exist_ok=True)
        for call in done:
            (logs / f"{call.name}.jsonl").write_text(call.log, "utf-8")
    console.print(_table(done))
    failed = [call for call in done if call.failures]
    if failed:
        raise ReplayFailed(f"{len(failed)} of {len(done)} recorded calls are not as they should be")
    console.print(f"{len(done)} recorded calls are as they should be")


async def _replay_all(
    folder: Path, only: str, settings: Settings, console: Console
) -> list[Replayed]:
    sidecars = list(sidecars_in(folder, only))
    spans = read_manifest(folder)
    async with open_robot(settings, lambda: REPLAY_TIME) as robot:
        console.print(f"识别引擎 {robot.engine}，语音 {robot.speaker.name}")
        return [
            await replay_one(robot, folder, sidecar, spans.get(sidecar.name, ()))
            for sidecar in track(sidecars, "replay", console=console, transient=True)
        ]


def sidecars_in(folder: Path, only: str = "") -> Iterator[Sidecar]:
    """Raises SidecarError where there are none."""
    paths = [path for path in sorted(folder.glob("*.yaml")) if only in path.stem]
    if not paths:
        raise SidecarError(f"{folder}: no recorded calls (NAME.yaml with NAME.wav) here")
    return (load_sidecar(path) for path in paths)


async def replay_one(
    robot: Robot, folder: Path, sidecar: Sidecar, spans: tuple[Span, ...]
) -> Replayed:
    """Each call has a database of its own, so that its log does not depend on the others."""
    clock = VirtualClock()
    line = recorded_line(sidecar, folder / f"{sidecar.name}.wav", spans, clock)
    with scratch_database() as database:
        conversation = conversation_of(sidecar, robot)
        result, events = await play(robot, line, conversation, clock, database)
    return Replayed(sidecar.name, result, failures(sidecar.expect, events.records), events.jsonl())


def _table(done: list[Replayed]) -> Table:
    table = Table("call", "outcome", "seconds", "verdict")
    for call in done:
        verdict = "\n".join(call.failures) if call.failures else "ok"
        style = "red" if call.failures else None
        table.add_row(
            call.name, call.result.outcome, f"{call.result.duration_s:.1f}", verdict, style=style
        )
    return table
