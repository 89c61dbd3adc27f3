"""`hotline bench danger`: how much danger is known, and learning what resembles it."""

from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.danger import Line, learn, measure, read, strings
from bench.written import JsonOption, write_json
from knowledge.entries import load_default

HEAD = "# Weight, feature: how danger sounds. Written by hotline bench danger --learn.\n"


def bench_danger(
    tables: Annotated[
        list[Path] | None, typer.Argument(help="Lines of kind, tab, words; none: no danger.")
    ] = None,
    plain: Annotated[
        list[str] | None,
        typer.Option(help="A file of other texts, or FILE:COLUMNS: false alarms are counted."),
    ] = None,
    learn_to: Annotated[
        Path | None,
        typer.Option("--learn", help="Write the table of what resembles danger here instead."),
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Danger known at once, asked about, missed; false alarms."""
    others = tuple(dict.fromkeys(text for place in plain or () for text in strings(place)))
    if learn_to is not None:
        _learn(tables or [], others, learn_to)
        return
    tried = {file.name: read(file) for file in tables or ()}
    if others:
        tried["plain"] = tuple(Line("none", text) for text in others)
    table = Table("lines", "danger", "alarm", "right kind", "asked", "none", "alarm", "asked")
    figures = {name: asdict(measure(lines)) for name, lines in tried.items()}
    for name, found in figures.items():
        table.add_row(name, *map(str, found.values()))
    Console().print(table)
    write_json(json_file, figures)


def _learn(tables: list[Path], others: tuple[str, ...], written: Path) -> None:
    with as_file(files("dialog.grammar") / "danger_examples.tsv") as examples:
        lines = [line for file in (examples, *tables) for line in read(file)]
    asked = [text for entry in load_default() for text in entry.phrasings]
    rows = learn(lines, [*asked, *others])
    text = "".join(f"{weight}\t{feature}\n" for weight, feature in rows)
    written.write_text(HEAD + text, encoding="utf-8")
