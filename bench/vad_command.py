"""`hotline bench vad`: detectors of speech side by side on telephone audio."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.vad import Tally, idle_cost, measure, report
from bench.vad_detectors import CANDIDATES, missing
from bench.vad_scenes import NOISES, Noise, idle_line, scene, voices
from bench.written import JsonOption, write_json

LEVELS_DB = (20.0, 10.0, 5.0, 0.0)
_SEED = 12345
_IDLE_S = 120.0
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "onset p50": ("onset_p50_ms", "{:.0f} ms"),
    "p95": ("onset_p95_ms", "{:.0f} ms"),
    "onsets missed": ("onsets_missed", "{:.1%}"),
    "speech missed": ("speech_missed", "{:.1%}"),
    "silence voiced": ("silence_voiced", "{:.1%}"),
    "false starts/min": ("false_starts", "{:.2f}"),
    "core s/hour": ("core_s_per_hour", "{:.1f}"),
}


def bench_vad(
    manifest: Annotated[
        Path, typer.Argument(help="TSV of clips, as for `hotline asr eval`.")
    ] = Path("../shared/audio/manifest.tsv"),
    clips: Annotated[int, typer.Option(min=1, help="Clips laid into each scene, at most.")] = 60,
    detector: Annotated[
        list[str] | None, typer.Option(help="Only this one; may be given again.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Onset delay, missed speech, false starts and cost of voice activity, under noise."""
    console = Console()
    names = [name for name in CANDIDATES if not detector or name in detector]
    if not names:
        raise typer.BadParameter(f"choose of: {', '.join(CANDIDATES)}", param_hint="--detector")
    gone = {name: why for name in names if (why := missing(CANDIDATES[name]))}
    here = [name for name in names if name not in gone]
    foreground, background = voices(manifest, clips, _SEED)
    found: dict[str, dict[tuple[str, float | None], Tally]] = {name: {} for name in here}
    minutes = 0.0
    with Progress(console=Console(stderr=True), transient=True) as progress:
        grid = _grid()
        bar = progress.add_task("listen", total=len(grid) * len(here))
        for noise, snr_db in grid:
            heard = scene(foreground, background, noise, snr_db, _SEED)
            minutes += heard.seconds / 60
            for name in here:
                found[name][noise, snr_db] = measure(CANDIDATES[name], heard)
                progress.advance(bar)
    line = idle_line(_IDLE_S, _SEED)
    idle = {name: round(idle_cost(CANDIDATES[name], line), 3) for name in here}
    figures = {name: report(tallies) for name, tallies in found.items()}
    _print(console, figures, idle, gone)
    console.print(f"{len(foreground)} clips a scene, {minutes:.0f} minutes in {len(grid)} scenes")
    content = {
        "detectors": figures,
        "idle_core_s_per_hour": idle,
        "missing": gone,
        "clips": len(foreground),
        "minutes": round(minutes, 1),
        "seed": _SEED,
    }
    write_json(json_file, content)


def _grid() -> Sequence[tuple[Noise, float | None]]:
    return [("none", None), *((noise, level) for noise in NOISES for level in LEVELS_DB)]


def _print(
    console: Console,
    figures: Mapping[str, Mapping[str, Any]],
    idle: Mapping[str, float],
    gone: Mapping[str, str],
) -> None:
    sorts = ("all", "none", *NOISES, *(f"{level:g} dB" for level in LEVELS_DB))
    for sort in sorts:
        table = Table("detector", title=sort, title_justify="left")
        for heading in _COLUMNS:
            table.add_column(heading, justify="right")
        for name, by_sort in figures.items():
            row = by_sort[sort]
            table.add_row(name, *(shape.format(row[key]) for key, shape in _COLUMNS.values()))
        console.print(table)
    table = Table("detector", title="idle line", title_justify="left")
    table.add_column("core s/hour", justify="right")
    for name, cost in idle.items():
        table.add_row(name, f"{cost:.1f}")
    console.print(table)
    for name, why in gone.items():
        console.print(f"{name}: {why}", markup=False)
