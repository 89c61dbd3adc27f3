"""`hotline bench replies`: how well callback replies are understood, and learning what they are
like."""

from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.reply_learning import learn
from bench.written import JsonOption, write_json
from dialog.labelling import measure, rows

HEAD = "# Run of characters, weight by label. Written by hotline bench replies --learn.\n"


def bench_replies(
    tables: Annotated[
        list[Path] | None, typer.Argument(help="TSV files of replies and their labels.")
    ] = None,
    learn_to: Annotated[
        Path | None,
        typer.Option("--learn", help="Write the table of what replies are like here instead."),
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Replies of each file: how many are right, and how many unhappy ones taken for satisfied."""
    if learn_to is not None:
        _learn(tables or [], learn_to)
        return
    table = Table("replies", "right", "of", "unhappy taken for satisfied")
    found = {file.name: measure(_replies(file)) for file in tables or ()}
    for name, one in found.items():
        unsafe = len(one.taken_for_satisfied)
        table.add_row(name, str(one.right), str(one.replies), str(unsafe))
    Console().print(table)
    write_json(json_file, {name: asdict(one) for name, one in found.items()})


def _learn(tables: list[Path], written: Path) -> None:
    """From the files and from the examples that are kept here."""
    with as_file(files("bench.data") / "reply_examples.tsv") as examples:
        replies = dict(row for file in (examples, *tables) for row in _replies(file))
    lines = [HEAD]
    for run, weights in learn(list(replies.items())):
        pairs = (f"{label}:{weight}" for label, weight in weights.items())
        lines.append(f"{run}\t{' '.join(pairs)}\n")
    written.write_text("".join(lines), encoding="utf-8")


def _replies(file: Path) -> tuple[tuple[str, str], ...]:
    with file.open(encoding="utf-8") as lines:
        return rows(lines)
