"""`hotline bench`: measurements that print a table and write JSON."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.hear import clips, hear
from ivr.app import open_engine
from ivr.commands.options import EngineOption, ModelOption, chosen

app = typer.Typer(help="Measurements: a table, and JSON with --json.", no_args_is_help=True)

JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")]


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
    json_file: JsonFile = None,
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
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(heard.as_dict(), ensure_ascii=False, indent=1) + "\n")
