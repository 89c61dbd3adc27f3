"""`hotline bench`: measurements that print a table and write JSON."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.barge_in_command import bench_barge_in
from bench.calls import Measured, measured, recorded
from bench.danger_command import bench_danger
from bench.errors import InstrumentFailed
from bench.hear import clips, hear
from bench.intake_command import bench_intake
from bench.knowledge_command import bench_knowledge
from bench.latency_command import bench_latency
from bench.load import cheap_engine, load, speak_ahead, texts
from bench.people_command import bench_people
from bench.publishing_command import bench_publish
from bench.reply_command import bench_replies
from bench.scenarios_command import bench_scenarios
from bench.spoken_command import bench_spoken
from bench.vad_command import bench_vad
from bench.written import JsonOption, write_json
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.loading import open_engine

app = typer.Typer(help="Measurements: a table, and JSON with --json.", no_args_is_help=True)
app.command("vad")(bench_vad)
app.command("barge-in")(bench_barge_in)
app.command("latency")(bench_latency)
app.command("publish")(bench_publish)
app.command("knowledge")(bench_knowledge)
app.command("danger")(bench_danger)
app.command("replies")(bench_replies)
app.command("spoken")(bench_spoken)
app.command("people")(bench_people)
app.command("intake")(bench_intake)
app.command("scenarios")(bench_scenarios)


@app.callback()
def bench() -> None:
    """Measurements."""


@app.command("hear")
def bench_hear(
    folder: Annotated[Path, typer.Argument(help="Folder of recorded calls.")] = Path(
        "audio_fixtures"
    ),
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """Syllable error and speed of an engine on the turns of recorded calls."""
    console = Console()
    hearing = open_engine(chosen(engine, model))
    spoken = list(clips(folder, hearing.sample_rate))
    heard = hear(hearing, track(spoken, "hear", console=console, transient=True))
    table = Table("figure", "value")
    for name, value in heard.as_dict().items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(table)
    write_json(json_file, heard.as_dict())


@app.command("calls")
def bench_calls(
    calls: Annotated[int, typer.Option(min=1, max=1000, help="Calls at once.")] = 10,
    fixtures: Annotated[Path, typer.Option(help="Folder of recorded calls.")] = Path(
        "audio_fixtures"
    ),
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """Real SIP calls at once against a server of their own: failures, delay, loss, cost.

    Fails where the telephone that measures was itself too late.
    """
    console = Console()
    settings = cheap_engine(chosen(engine, model))
    spoken = track(texts(settings, fixtures), "voice", console=console, transient=True)
    asyncio.run(speak_ahead(settings, spoken))
    with TemporaryDirectory(prefix="hotline-bench-") as folder, console.status("") as status:
        busy = os.getloadavg()[0]
        watched = asyncio.run(load(settings, Path(folder), fixtures, calls, status.update))
        status.update("figures")
        result = measured(watched, recorded(Path(folder)))
    table = Table("figure", "value")
    for name, value in rows(result, busy):
        table.add_row(name, value)
    console.print(table)
    for line in result.troubles:
        console.print(line)
    write_json(json_file, result.figures.as_dict())
    if result.void:
        late = result.limits.late_p99_ms
        raise InstrumentFailed(
            f"the load telephone sent its frames {late:.1f} ms late (p99): the figures say nothing;"
            " take fewer calls or an idle machine"
        )


def rows(result: Measured, busy: float) -> list[tuple[str, str]]:
    """Of the table. busy: load average before."""
    figures, limits, damage = result.figures, result.limits, result.damage
    told = [
        (name, f"{value:.4f}" if 0 < value < 1 else f"{value:.4g}")
        for name, value in figures.as_dict().items()
    ]
    return [
        *told,
        ("setup_p50_ms", f"{result.setup_p50_ms:.1f}"),
        ("spacing_p50_ms", f"{result.spacing_p50_ms:.1f}"),
        ("answers measured / talked over", f"{result.latencies} / {result.talked_over}"),
        ("frames said / lost / torn", f"{damage.said} / {damage.lost} / {damage.torn}"),
        (
            "packets / lost / late",
            f"{damage.packets} / {damage.packets_lost} / {damage.packets_late}",
        ),
        ("all calls up", f"{limits.all_up_s:.1f} s"),
        ("cores: event loop", f"{limits.main:.2f}"),
        ("cores: other threads", f"{limits.threads:.2f}"),
        ("cores: SIP process", f"{limits.children:.2f}"),
        ("server answers, p50 / max", f"{limits.loop_p50_ms:.0f} / {limits.loop_max_ms:.0f} ms"),
        ("recogniser behind, max", f"{limits.behind_max_s:.1f} s"),
        ("telephone: cores", f"{limits.telephone:.2f}"),
        ("telephone late, p99 / max", f"{limits.late_p99_ms:.1f} / {limits.late_max_ms:.1f} ms"),
        ("load average before", f"{busy:.1f}"),
    ]
