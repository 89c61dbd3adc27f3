"""`hotline survey`: what the callback makes of a reply."""

import json
import sys
from typing import Annotated

import typer

from dialog.satisfaction import classify as label_of

app = typer.Typer(help="The callback conversation.", no_args_is_help=True)


@app.callback()
def _survey() -> None:
    """The callback conversation."""


@app.command()
def classify(
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Add the words that decided to each line.")
    ] = False,
) -> None:
    """Label replies: one a line on standard input (UTF-8), one JSON object a line out."""
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").strip().removeprefix("\ufeff")
        reply = label_of(text)
        row = {"text": text, "label": reply.label}
        if reasons:
            row["reason"] = reply.reason
        sys.stdout.buffer.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8"))
    sys.stdout.buffer.flush()
