"""`hotline fixtures make DIR`: speak the sidecars of recorded calls into recordings."""

from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ivr.recorded.make import make_all
from ivr.settings import load_settings
from ivr.speech.choose import load_voice
from ivr.speech.voice import Voice

app = typer.Typer(no_args_is_help=True)


@app.callback()
def fixtures() -> None:
    """Recorded calls."""


@app.command("make")
def make(
    folder: Annotated[Path, typer.Argument(help="Folder of sidecars (NAME.yaml).")],
    only: Annotated[str, typer.Option(help="Only calls whose name contains this.")] = "",
) -> None:
    """Speak every sidecar with its Kokoro voice, as a telephone would carry it, into NAME.wav."""
    settings = load_settings()
    console = Console()

    @cache
    def voice_named(name: str) -> Voice:
        return load_voice("kokoro", name, settings.models.dir, settings.speech.threads)

    count = make_all(folder, voice_named, lambda name: console.print(f"  {name}"), only)
    console.print(f"{count} recordings in {folder}")
