"""`hotline kb pairs`: the matcher's likeness beside plain ways, on labelled question pairs."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from knowledge.learn import read_pairs
from knowledge.pairs import FOLDS, compare


def pairs(
    files: Annotated[list[Path], typer.Argument(help="Pairs: question, question, 0 or 1.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare ours with TF-IDF, BM25 and rapidfuzz on question pairs, cross-validated."""
    found = {file.name: compare(read_pairs(file)) for file in files}
    if as_json:
        figures = {
            name: {way: asdict(scores) for way, scores in ways.items()}
            for name, ways in found.items()
        }
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, ways in found.items():
        table = Table(name, "AUROC", "accuracy at the best threshold")
        for way, scores in ways.items():
            table.add_row(way, f"{scores.auroc:.3f}", f"{scores.accuracy:.3f}")
        Console().print(table)
    typer.echo(f"ours: each pair judged by weights learnt on the others, {FOLDS} folds")
