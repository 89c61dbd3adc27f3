"""`hotline speech`: let the robot say something, and speak its prompts ahead of time."""

import asyncio
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dialog.prompts import catalogue
from ivr.in_force import entries_in_force
from ivr.loading import lay_prompts, open_speaker
from ivr.settings import Settings, load_settings
from ivr.speech.errors import SpeechError
from ivr.speech.wav import write_wav

app = typer.Typer(help="The robot's voice.", no_args_is_help=True)

_BYTES_A_SAMPLE = 2


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="What to say; numbers are read as people say them.")],
    out: Annotated[Path, typer.Option(help="WAV file to write.")],
    voice: Annotated[str, typer.Option(help="Kokoro voice; empty: as in the settings.")] = "",
    rate: Annotated[int, typer.Option(min=8000, max=48000, help="Sample rate, Hz.")] = 16000,
) -> None:
    """Say TEXT into a WAV file."""
    with open_speaker(_with_voice(load_settings(), voice)) as speaker:
        pcm = asyncio.run(speaker.say((text,), rate))
        name = speaker.name
    if not pcm:
        raise SpeechError("nothing to say: the text has no characters that can be read")
    try:
        write_wav(out, pcm, rate)
    except OSError as error:
        raise SpeechError(f"{out} cannot be written ({error.strerror}): choose another") from error
    typer.echo(f"{out}: {len(pcm) / rate / _BYTES_A_SAMPLE:.1f} s, {name}")


@app.command()
def warm(
    rates: Annotated[
        list[int] | None, typer.Option("--rate", help="Line rate, Hz; may be given again.")
    ] = None,
) -> None:
    """Speak all fixed prompts and all answers into the cache, so that no caller waits for them."""
    settings = load_settings()
    lay_prompts(settings.speech.prompts)
    texts = fixed_texts(settings, datetime.now(settings.service.zone).date())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        open_speaker(settings) as speaker,
        Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task(speaker.name, total=len(texts))
        asyncio.run(
            speaker.warm(
                texts,
                tuple(rates or (8000, 16000)),
                lambda done: progress.update(task, completed=done),
            )
        )
        name = speaker.name
    typer.echo(f"{len(texts)} texts are ready in {settings.speech.cache_dir}, {name}")


def _with_voice(settings: Settings, voice: str) -> Settings:
    if not voice:
        return settings
    return load_settings(speech=settings.speech.model_dump() | {"voice": voice})


def prompt_texts(settings: Settings, only: Collection[str] = ()) -> tuple[str, ...]:
    """The constant pieces of all prompts, and the city's name, which is known as well. only: ids of
    the prompts, all where it is empty."""
    prompts = [prompt for prompt in catalogue().values() if not only or prompt.id in only]
    pieces = [piece for prompt in prompts for piece in prompt.fixed_pieces]
    return tuple(dict.fromkeys((*pieces, settings.service.city)))


def fixed_texts(settings: Settings, today: date) -> tuple[str, ...]:
    """Everything the robot says that is known ahead: prompts, then what is said of the entries that
    hold on that day: answers with their parts, what is asked before, the questions themselves."""
    said = [
        text
        for entry in entries_in_force(settings)
        if entry.holds_on(today) and entry.secrecy == "public"
        for text in entry.voiced
    ]
    return tuple(dict.fromkeys((*prompt_texts(settings), *said)))
