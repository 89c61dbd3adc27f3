"""`hotline bench publish`: what a publication costs, and what calls notice of it."""

import asyncio
import os
from dataclasses import asdict
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.publishing import many, measure
from bench.written import JsonOption, write_json
from ivr.database import opened


def bench_publish(
    entries: Annotated[int, typer.Option(min=2, help="In force.")] = 12_000,
    changes: Annotated[int, typer.Option(min=1, help="Published together.")] = 20,
    json_file: JsonOption = None,
) -> None:
    """Publishing into a large knowledge base: how soon it is in force, and what calls notice."""
    busy = os.getloadavg()[0]
    with (
        TemporaryDirectory(prefix="hotline-bench-") as folder,
        opened(f"sqlite:///{folder}/knowledge.db") as database,
    ):
        found = asyncio.run(measure(database, many(entries), changes))
    figures = asdict(found) | {"load_average": busy}
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    Console().print(table)
    write_json(json_file, figures)
