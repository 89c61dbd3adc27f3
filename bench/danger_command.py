"""`hotline bench danger`: how much danger is known, and learning what it sounds like."""

from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.danger import NONE, Line, framed, measure, read, strings
from bench.danger_learning import learn, learn_kinds
from bench.intake_corpus import corpus, parts
from bench.written import JsonOption, write_json
from dialog.areas.table import area_table
from knowledge.entries import load_default

HEAD = "# Weight, feature: how danger sounds. Written by hotline bench danger --learn.\n"
KINDS_HEAD = "# Feature, weight by kind: which danger. Written by bench danger --learn-kinds.\n"

CITY, SEED = "500000", 6
"""Of the reports, as in `hotline bench intake`."""


def bench_danger(
    tables: Annotated[
        list[Path] | None, typer.Argument(help="Lines of kind, tab, words; none: no danger.")
    ] = None,
    plain: Annotated[
        list[str] | None,
        typer.Option(help="A file of other texts, or FILE:COLUMNS: false alarms are counted."),
    ] = None,
    reports: Annotated[
        int,
        typer.Option(help="So many texts of `hotline bench intake` besides, with their places."),
    ] = 0,
    in_frames: Annotated[
        bool, typer.Option("--framed", help="Danger as part of a report, an address before it.")
    ] = False,
    learn_to: Annotated[
        Path | None,
        typer.Option("--learn", help="Write the table of what resembles danger here instead."),
    ] = None,
    kinds_to: Annotated[
        Path | None,
        typer.Option("--learn-kinds", help="Write the table of which danger it is here instead."),
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Danger known at once, asked about, missed; false alarms."""
    texts = [text for place in plain or () for text in strings(place)]
    others = tuple(dict.fromkeys((*texts, *(_reports(reports) if reports else ()))))
    if learn_to is not None:
        _learn(tables or [], others, learn_to)
    if kinds_to is not None:
        _learn_kinds(tables or [], kinds_to)
    if learn_to or kinds_to:
        return
    tried = {file.name: read(file) for file in tables or ()}
    if in_frames:
        tried = {name: framed(lines) for name, lines in tried.items()}
    if others:
        tried["plain"] = tuple(Line(NONE, text) for text in others)
    table = Table(
        "lines", "danger", "alarm", "right kind", "right number", "asked", "none", "alarm", "asked"
    )
    figures = {name: asdict(measure(lines)) for name, lines in tried.items()}
    for name, found in figures.items():
        table.add_row(name, *map(str, found.values()))
    Console().print(table)
    write_json(json_file, figures)


def _reports(count: int) -> list[str]:
    cases = corpus(area_table(CITY), count, SEED, parts())
    return [text for case in cases for text in (case.said, case.place)]


def _learn(tables: list[Path], others: tuple[str, ...], written: Path) -> None:
    asked = [text for entry in load_default() for text in entry.phrasings]
    rows = learn(_lines(tables), [*asked, *others])
    text = "".join(f"{weight}\t{feature}\n" for weight, feature in rows)
    written.write_text(HEAD + text, encoding="utf-8")


def _learn_kinds(tables: list[Path], written: Path) -> None:
    with written.open("w", encoding="utf-8") as table:
        table.write(KINDS_HEAD)
        for feature, weights in learn_kinds(_lines(tables)):
            pairs = (f"{kind}:{weight}" for kind, weight in weights.items())
            table.write(f"{feature}\t{' '.join(pairs)}\n")


def _lines(tables: list[Path]) -> list[Line]:
    """Of the tables, and of those that are kept here."""
    with as_file(files("dialog.grammar") / "danger_examples.tsv") as examples:
        return [line for file in (examples, *tables) for line in read(file)]
