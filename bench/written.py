"""Figures as JSON, for whoever compares one measurement with another."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")]


def write_json(file: Path | None, figures: Mapping[str, Any]) -> None:
    """Write them to a file; to none where the option was not given. Raises OSError."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
