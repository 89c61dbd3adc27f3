"""`hotline bench barge-in`: who stops the robot, and what does not, on bad lines."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import structlog
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.barge_in import Beside, Cell, Disturbed, Stop, cell, disturb, interrupt, plan
from bench.barge_in_line import CLEAN, CONDITIONS, ECHOES
from bench.barge_in_sounds import (
    MURMURS,
    Talker,
    disturbances,
    listed_talkers,
    recorded_talkers,
)
from bench.errors import InstrumentFailed
from bench.vad_scenes import Samples, Voice
from bench.written import JsonOption, write_json
from dialog.events import Say
from ivr.app import Robot, open_robot
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.loading import load_entries, open_speaker
from ivr.recorded.sound import RATE, band
from ivr.settings import Settings

SEED = 12345
VOICES = ("zf_xiaobei", "zf_xiaoni", "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunyang")
ANSWER_S = 9.5
"""At least so long is the prompt that is spoken over."""


def bench_barge_in(
    fixtures: Annotated[Path, typer.Option(help="Folder of recorded calls.")] = Path(
        "audio_fixtures"
    ),
    manifest: Annotated[
        Path | None, typer.Option(help="TSV of clips of other speakers, who interrupt too.")
    ] = None,
    clips: Annotated[int, typer.Option(min=1, help="Interruptions under each condition.")] = 12,
    only: Annotated[str, typer.Option(help="Only conditions whose name contains this.")] = "",
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """Stop times, missed and false stops when callers, or other sounds, come over a prompt."""
    settings = chosen(engine, model)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    talkers = recorded_talkers(fixtures)
    if manifest is not None:
        real = listed_talkers(manifest, 60, SEED)
        talkers = tuple(both for pair in zip(real, talkers, strict=False) for both in pair)
    if not talkers:
        raise InstrumentFailed(f"{fixtures}: no recorded call in which two things are said")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        stops, disturbed = asyncio.run(_measure(settings, talkers, clips, only, progress))
    cells = _cells(stops, disturbed)
    _print(Console(), cells, disturbed)
    write_json(json_file, {name: asdict(found) for name, found in cells.items()})


async def _measure(
    settings: Settings, talkers: Sequence[Talker], clips: int, only: str, progress: Progress
) -> tuple[list[Stop], list[Disturbed]]:
    murmurs = await _murmurs(settings)
    async with open_robot(settings, lambda: datetime.now(UTC)) as robot:
        prompt = await _prompt(robot)
        random = np.random.default_rng(SEED)
        sounds = disturbances(murmurs, talkers, random)
        babblers = [Voice("", t.over, ((0.0, len(t.over) / RATE),)) for t in talkers]
        conditions = [condition for condition in CONDITIONS if only in condition.name]
        over, beside = plan(talkers, sounds, conditions, clips)
        alone: list[Beside] = [
            ("echo", [np.zeros(1)] * 3, condition) for condition in ECHOES if only in condition.name
        ]
        bar = progress.add_task("calls", total=len(over) + len(beside) + len(alone))
        stops: list[Stop] = []
        disturbed: list[Disturbed] = []
        for seed, (talker, condition) in enumerate(over):
            stop = await interrupt(robot, prompt, talker, condition, babblers, seed)
            stops += [stop] if stop is not None else []
            progress.advance(bar)
        for seed, (kind, chosen_, condition) in enumerate([*beside, *alone]):
            first = talkers[seed % len(talkers)].first
            disturbed += await disturb(
                robot, prompt, first, kind, chosen_, condition, babblers, seed
            )
            progress.advance(bar)
    return stops, disturbed


async def _prompt(robot: Robot) -> Say:
    """The first answer of the knowledge base that is long enough, spoken ahead."""
    for entry in load_entries(robot.settings):
        pcm = await robot.speaker.say((entry.answer,), RATE)
        if len(pcm) / 2 / RATE >= ANSWER_S:
            await robot.speaker.warm((entry.answer,), (RATE, 2 * RATE))
            return Say(f"kb:{entry.id}", (entry.answer,))
    raise InstrumentFailed(f"no answer is {ANSWER_S:g} s long: nothing can be said over one")


async def _murmurs(settings: Settings) -> list[Samples]:
    """Back-channels by several voices, in the telephone band; by the one voice there is where
    Kokoro is not installed."""
    said: list[Samples] = []
    for voice in VOICES:
        own = settings.model_copy(
            update={"speech": settings.speech.model_copy(update={"voice": voice})}
        )
        with await asyncio.to_thread(open_speaker, own) as speaker:
            for text in MURMURS:
                pcm = await speaker.say((text,), RATE)
                said.append(band(np.frombuffer(pcm, "<i2") / 32768.0))
    return said


def _cells(stops: Sequence[Stop], disturbed: Sequence[Disturbed]) -> dict[str, Cell]:
    measured = {s.condition for s in stops} | {d.condition for d in disturbed}
    names = list(dict.fromkeys([*(c.name for c in CONDITIONS), *(c.name for c in ECHOES)]))
    cells = {
        name: cell(
            [s for s in stops if s.condition == name],
            [d for d in disturbed if d.condition == name],
        )
        for name in names
        if name in measured
    }
    return {**cells, "all": cell(stops, disturbed)}


def _print(console: Console, cells: dict[str, Cell], disturbed: Sequence[Disturbed]) -> None:
    table = Table("condition", "interruptions", "missed", "onset p50", "p95", "certain p50", "p95")
    for heading in ("disturbances", "false"):
        table.add_column(heading)
    for name, c in cells.items():
        table.add_row(
            name,
            str(c.interruptions),
            f"{c.missed:.1%}",
            f"{c.onset_p50_ms:.0f} ms",
            f"{c.onset_p95_ms:.0f}",
            f"{c.certain_p50_ms:.0f} ms",
            f"{c.certain_p95_ms:.0f}",
            str(c.disturbances),
            f"{c.false:.1%}",
        )
    console.print(table)
    kinds = Table("disturbance", "all", "false", f"{CLEAN.name} line")
    for kind in dict.fromkeys(d.kind for d in disturbed):
        of_kind = [d for d in disturbed if d.kind == kind]
        clean = [d for d in of_kind if d.condition == CLEAN.name]
        kinds.add_row(
            kind,
            str(len(of_kind)),
            f"{cell([], of_kind).false:.1%}",
            f"{cell([], clean).false:.1%}",
        )
    console.print(kinds)
