"""`hotline asr eval`: how well an engine hears people, on good sound and over the telephone."""

import csv
import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from asr.errors import EvaluationUnreadable
from asr.evaluation import WAYS, Figures, Scored, figures
from asr.evaluation_manifest import Row, mandarin, read_manifest
from asr.evaluation_run import Clip, ClipHeard, hear, peak_rss_mb
from asr.recognizer import Engine
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.gateway.errors import AudioFileError
from ivr.gateway.wav import read_audio
from ivr.loading import open_engine
from ivr.recorded.exchange import at_rate, through_exchange
from ivr.recorded.sound import RATE

app = typer.Typer(help="Recognition.", no_args_is_help=True)

_DIGITS = 4


@dataclass
class _Unreadable:
    """Clips that could not be read, each with the reason; filled while clips are read."""

    found: list[tuple[str, str]] = field(default_factory=list)


@app.callback()
def asr() -> None:
    """Recognition."""


@app.command("eval")
def evaluate(
    manifest: Annotated[
        Path, typer.Argument(help="TSV: id, path, transcript, group, ref_quality; FLAC or WAV.")
    ],
    engine: EngineOption = "",
    model: ModelOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    edited: Annotated[
        bool, typer.Option(help="Hear clips too whose reference is edited ASR output.")
    ] = False,
    group: Annotated[
        list[str] | None, typer.Option(help="Only this group; may be given again.")
    ] = None,
    heard_file: Annotated[
        Path | None, typer.Option("--heard", help="Write what was heard in each clip here, TSV.")
    ] = None,
) -> None:
    """Character and syllable errors of an engine on listed clips, clean and over the telephone."""
    rows = read_manifest(manifest)
    wanted = [row for row in rows if edited or not row.edited]
    wanted = [row for row in wanted if not group or row.group in group]
    if not wanted:
        raise EvaluationUnreadable(f"{manifest}: no clip to hear; choose others or --edited")
    console = Console(stderr=as_json)
    hearing = open_engine(chosen(engine, model))
    unreadable = _Unreadable()
    progress = track(wanted, "hear", console=Console(stderr=True), transient=True)
    heard = [_without_sound(h) for h in hear(hearing, _clips(progress, hearing, unreadable))]
    if not heard:
        raise EvaluationUnreadable(f"{manifest}: no clip could be read; {unreadable.found[0][1]}")
    if heard_file is not None:
        _write_heard(heard_file, heard)
    report = _report(hearing, heard) | {
        "left_out": len(rows) - len(wanted),
        "unreadable": [{"id": name, "why": why} for name, why in unreadable.found],
        "command": _command(manifest, engine, model, edited, group or ()),
    }
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    console.print(_table(report))
    for name, why in unreadable.found:
        console.print(f"not read: {name}: {why}", markup=False)


def _clips(rows: Iterable[Row], engine: Engine, unreadable: _Unreadable) -> Iterator[Clip]:
    """Each clip twice; in memory one at a time."""
    for row in rows:
        try:
            clean = read_audio(row.path, engine.sample_rate)
            narrow = through_exchange(read_audio(row.path, RATE))
        except AudioFileError as error:
            unreadable.found.append((row.id, str(error)))
            continue
        telephone = at_rate(narrow, engine.sample_rate)
        for way, pcm in zip(WAYS, (clean, telephone), strict=True):
            yield Clip(row.id, row.group, mandarin(row.group), way, row.said, pcm)


def _without_sound(heard: ClipHeard) -> ClipHeard:
    return replace(heard, clip=replace(heard.clip, pcm=b""))


def _report(engine: Engine, heard: Sequence[ClipHeard]) -> dict[str, Any]:
    clips = [Scored(h.clip.group, h.clip.mandarin, h.clip.way, h.score) for h in heard]
    sound_s = sum(h.sound_s for h in heard)
    return {
        "engine": engine.name,
        "model": engine.model,
        **_rounded(figures(clips)),
        "rtf": round(sum(h.wall_s for h in heard) / sound_s, _DIGITS),
        "cores": round(sum(h.core_s for h in heard) / sound_s, _DIGITS),
        "rss_mb": round(peak_rss_mb(), 1),
        "sound_s": round(sound_s, 1),
    }


def _rounded(found: Figures) -> dict[str, Any]:
    def shortened(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shortened(inner) for name, inner in value.items()}
        return round(value, _DIGITS) if isinstance(value, float) else value

    return {name: shortened(value) for name, value in asdict(found).items()}


def _command(manifest: Path, engine: str, model: str, edited: bool, groups: Sequence[str]) -> str:
    """The command that gives these figures again."""
    words = ["hotline", "asr", "eval", str(manifest)]
    for option, value in (("--engine", engine), ("--model", model)):
        words += [option, value] if value else []
    words += ["--edited"] if edited else []
    return shlex.join([*words, *(word for name in groups for word in ("--group", name))])


def _table(report: dict[str, Any]) -> Table:
    foot = (
        f"{report['engine']}, {report['model']}: real-time factor {report['rtf']:.3f}, "
        f"{report['cores']:.3f} cores, {report['rss_mb']:.0f} MB; errors in percent; "
        f"left out: {report['left_out']}, not read: {len(report['unreadable'])}"
    )
    table = Table(caption=foot)
    table.add_column("group")
    for way in WAYS:
        for figure in ("cer", "ser"):
            table.add_column(f"{way} {figure.upper()}", justify="right")
    table.add_column("n", justify="right")
    for name, ways in report["groups"].items():
        table.add_row(name, *_cells(ways))
    table.add_section()
    table.add_row("Mandarin groups", *_cells(report["mandarin"]))
    return table


def _cells(ways: dict[str, dict[str, Any]]) -> Iterator[str]:
    for way in WAYS:
        for figure in ("cer", "ser"):
            value = ways[way][figure]
            yield "—" if value is None else f"{100 * value:.1f}"
    yield str(ways[WAYS[0]]["n"])


def _write_heard(path: Path, heard: Sequence[ClipHeard]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(("id", "group", "way", "said", "heard", "syllables", "edits", "wall_s"))
        for one in heard:
            clip, words = one.clip, one.transcript
            table.writerow(
                (
                    *(clip.id, clip.group, clip.way, clip.said),
                    *(words.text, " ".join(words.syllables)),
                    *(one.score.syllables.total, f"{one.wall_s:.3f}"),
                )
            )
