"""`hotline bench latency`: how long callers wait for the answer, and what for."""

import asyncio
import logging
import os
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from bench.errors import InstrumentFailed
from bench.latency import PARTS, Figures, figures
from bench.latency_calls import listed, measure, recorded, rehearse
from bench.load import speak_ahead, texts
from bench.written import JsonOption, write_json
from ivr.commands.options import EngineOption, ModelOption, chosen


def bench_latency(
    fixtures: Annotated[Path, typer.Option(help="Folder of recorded calls.")] = Path(
        "audio_fixtures"
    ),
    manifest: Annotated[
        Path | None, typer.Option(help="TSV of clips, each a call, in place of recorded calls.")
    ] = None,
    clips: Annotated[int, typer.Option(min=1, help="Calls at most.")] = 40,
    at_once: Annotated[int, typer.Option(min=1, help="Calls at the same time.")] = 1,
    virtual: Annotated[
        bool, typer.Option("--virtual", help="On the virtual clock: pauses and cuts alone.")
    ] = False,
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """End of the caller's speech to the first sound of the answer, over WebSocket, part by part."""
    console = Console()
    settings = chosen(engine, model)
    scripts = (recorded(fixtures) if manifest is None else listed(manifest, clips))[:clips]
    if not scripts:
        raise InstrumentFailed("no recorded call that could be held: name another folder")
    spoken = track(texts(settings, fixtures), "voice", console=console, transient=True)
    asyncio.run(speak_ahead(settings, spoken))
    busy = os.getloadavg()[0]
    if virtual:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("calls", total=len(scripts))
            found = asyncio.run(rehearse(settings, scripts, lambda: progress.advance(bar)))
    else:
        with TemporaryDirectory(prefix="hotline-bench-") as folder, console.status("calls"):
            found = asyncio.run(measure(settings, Path(folder), scripts, at_once))
    result = figures(found)
    _print(console, result, len(scripts), busy)
    write_json(json_file, {**asdict(result), "waits": [asdict(wait) for wait in found]})


def _print(console: Console, result: Figures, calls: int, busy: float) -> None:
    table = Table("part", "p50", "p95", "p99")
    for part in PARTS:
        p50, p95 = result.parts[part]
        table.add_row(part, f"{p50:.0f} ms", f"{p95:.0f} ms", "")
    table.add_row(
        "whole", f"{result.p50_ms:.0f} ms", f"{result.p95_ms:.0f} ms", f"{result.p99_ms:.0f} ms"
    )
    console.print(table)
    console.print(
        f"{calls} calls, {result.answers} answers, {result.unanswered} without; "
        f"{result.cuts} utterances taken for ended too soon, {result.cut_short} spoken into; "
        f"load average before {busy:.1f}, after {os.getloadavg()[0]:.1f}"
    )
