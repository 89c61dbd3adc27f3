"""`hotline prompts`: what the robot says, whether it is fit to be said, and recordings of it."""

import csv
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dialog.prompt_rules import problems, seconds
from dialog.prompts import Prompt, catalogue
from dialog.studio import index, sheet
from ivr.errors import PromptsFaulty
from ivr.loading import lay_prompts
from ivr.settings import load_settings
from ivr.speech.recorded import INDEX
from ivr.speech.studio import check as check_recordings

app = typer.Typer(help="What the robot says.", no_args_is_help=True)

ROOMS = ("dialog", "ivr")
"""Packages that say prompts."""

_BUILT = re.compile(r'\bsay\(f"([^"]+)"')

_SHEET = ("文件名", "编号", "录什么", "整句", "语气", "约几秒")


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(help="Wordings of your own, laid over those that ship; default: in use."),
    ] = None,
    recordings: Annotated[
        Path | None, typer.Option(help="Folder of recordings to check as well.", file_okay=False)
    ] = None,
) -> None:
    """Whether every prompt can be spoken, heard and forgiven; and recordings, whether they fit."""
    lay_prompts(file or load_settings().speech.prompts, strict=False)
    faults = list(problems(catalogue()))
    typer.echo(f"{len(catalogue())} prompts, {len(faults)} faults")
    if recordings is not None:
        heard = check_recordings(recordings, sheet(catalogue().values()))
        faults += heard.faults
        for part in heard.missing:
            typer.echo(f"not recorded, the voice speaks it: {part.file} {part.text}")
        typer.echo(f"{heard.used} recordings are in use, {len(heard.missing)} missing")
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise PromptsFaulty(f"{len(faults)} faults in prompts or recordings: mend them")


@app.command("list")
def list_all(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Every prompt: its text, how long it takes at the most, and where it is said."""
    lay_prompts(load_settings().speech.prompts)
    rows = [_row(prompt, said) for prompt, said in _with_places()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("id", "text", "s", "said in")
    for row in rows:
        short = f"\n第二次：{row['short']}" if row["short"] else ""
        table.add_row(row["id"], f"{row['text']}{short}", f"{row['seconds']}", row["said_in"])
    Console().print(table)


@app.command()
def script(
    file: Annotated[Path, typer.Argument(help="CSV file to write, for the studio.")],
) -> None:
    """Write the sheet for a recording studio, and beside it the index for their folder."""
    lay_prompts(load_settings().speech.prompts)
    parts = sheet(catalogue().values())
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(_SHEET)
        for part in parts:
            about = f"{part.seconds:.1f}"
            rows.writerow((part.file, part.prompt, part.text, part.whole, part.direction, about))
    lines = (f"{text}\t{name}\n" for text, name in index(parts).items())
    (file.parent / INDEX).write_text("".join(lines), encoding="utf-8")
    total = sum(part.seconds for part in parts)
    typer.echo(
        f"{file}: {len(parts)} recordings, about {total / 60:.0f} minutes; {INDEX} beside it"
    )


def _row(prompt: Prompt, said: str) -> dict[str, str]:
    return {
        "id": prompt.id,
        "text": prompt.text,
        "short": prompt.short,
        "variables": ", ".join(sorted(prompt.variables)),
        "seconds": f"{seconds(prompt.text):.1f}",
        "said_in": said,
    }


def _with_places() -> Iterator[tuple[Prompt, str]]:
    sources = [(name, text) for room in ROOMS for name, text in _sources(files(room), room)]
    for prompt in catalogue().values():
        yield prompt, ", ".join(name for name, text in sources if _says(text, prompt.id))


def _says(source: str, prompt_id: str) -> bool:
    """Whether a module names the prompt, or builds its id: f"survey_{state}"."""
    if f'"{prompt_id}"' in source:
        return True
    built = (re.sub(r"\{[^}]*\}", "[a-z_]+", text) for text in _BUILT.findall(source))
    return any(re.fullmatch(pattern, prompt_id) for pattern in built)


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _sources(item, f"{name}.{item.name}")
        elif item.name.endswith(".py"):
            yield f"{name}.{item.name.removesuffix('.py')}", item.read_text(encoding="utf-8")
