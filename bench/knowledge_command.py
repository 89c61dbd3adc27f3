"""`hotline bench knowledge`: a matcher of thousands of entries."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.knowledge import crowd, in_crowd, scale
from bench.written import JsonOption, write_json
from knowledge.evaluate import read_questions

_SEED = 12345


def bench_knowledge(
    entries: Annotated[int, typer.Option(min=2, help="Entries, of five phrasings each.")] = 12_000,
    queries: Annotated[int, typer.Option(min=1, help="Questions asked, each twice.")] = 500,
    questions: Annotated[
        Path | None, typer.Option(help="Labelled questions to be found in a crowd of others.")
    ] = None,
    others: Annotated[
        Path | None, typer.Option("--crowd", help="TSV that the others are taken from.")
    ] = None,
    column: Annotated[str, typer.Option(help="Column of their text.")] = "question_hans",
    most: Annotated[int, typer.Option(min=1, help="Others taken, at most.")] = 2_000,
    json_file: JsonOption = None,
) -> None:
    """Load, query and update times of a large knowledge base; finding in a crowd of questions."""
    busy = os.getloadavg()[0]
    figures: dict[str, float | None] = {**scale(entries, queries, _SEED).as_dict()}
    figures["load_average"] = busy
    if questions is not None and others is not None:
        asked = read_questions(questions)
        for size in (0, most):
            scores = in_crowd(asked, crowd(others, column, size))
            figures |= {f"{name}_among_{size}": value for name, value in asdict(scores).items()}
    table = Table("figure", "value")
    for name, value in figures.items():
        if value is not None:
            table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    Console().print(table)
    write_json(json_file, figures)
