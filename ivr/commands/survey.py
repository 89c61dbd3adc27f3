"""`hotline survey`: what the callback makes of a reply."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dialog.errors import BadLabels
from dialog.labelling import Figures, measure, rows
from dialog.satisfaction import classify as label_of

WIDE = 160
"""Columns of a table that goes into a file: no label is cut."""

app = typer.Typer(help="The callback conversation.", no_args_is_help=True)


@app.callback()
def _survey() -> None:
    """The callback conversation."""


@app.command()
def classify(
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Add the words that decided to each line.")
    ] = False,
    labels: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Measure instead: a TSV of replies and their labels (utterance, label).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --labels: one object.")] = False,
) -> None:
    """Label replies: one a line on standard input (UTF-8), one JSON object a line out.

    With --labels: accuracy, what was taken for what, and the errors; exits with 1 where somebody
    unhappy was taken for satisfied.
    """
    if labels is not None:
        _measure(labels, as_json)
        return
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").strip().removeprefix("\ufeff")
        reply = label_of(text)
        row = {"text": text, "label": reply.label}
        if reasons:
            row["reason"] = reply.reason
        sys.stdout.buffer.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8"))
    sys.stdout.buffer.flush()


def _measure(labels: Path, as_json: bool) -> None:
    try:
        figures = measure(rows(labels.read_text(encoding="utf-8").splitlines()))
    except (BadLabels, UnicodeDecodeError) as e:
        raise typer.BadParameter(f"{labels}: {e}", param_hint="--labels") from e
    if as_json:
        typer.echo(json.dumps(_shown(figures), ensure_ascii=False))
    else:
        _print(figures)
    if figures.taken_for_satisfied:
        raise typer.Exit(1)


def _shown(figures: Figures) -> Mapping[str, Any]:
    confusion: dict[str, dict[str, int]] = {}
    for (label, got), count in figures.confusion:
        confusion.setdefault(label, {})[got] = count
    return {
        "replies": figures.replies,
        "right": figures.right,
        "accuracy": round(figures.accuracy, 4),
        "unhappy_taken_for_satisfied": len(figures.taken_for_satisfied),
        "confusion": confusion,
        "errors": [asdict(error) for error in figures.errors],
    }


def _print(figures: Figures) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    counts = dict(figures.confusion)
    names = sorted({name for pair in counts for name in pair})
    table = Table(title="label (rows) and what it was taken for")
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right")
    for label in names:
        row = [counts.get((label, got), 0) for got in names]
        table.add_row(label, *(str(count) if count else "" for count in row))
    console.print(table)
    for error in figures.errors:
        console.print(
            f"{error.text}: {error.label}, taken for {error.got}"
            + (f" ({error.reason})" if error.reason else ""),
            markup=False,
            soft_wrap=True,
        )
    console.print(
        f"{figures.right} of {figures.replies} right ({figures.accuracy:.1%}); "
        f"unhappy taken for satisfied: {len(figures.taken_for_satisfied)}"
    )
