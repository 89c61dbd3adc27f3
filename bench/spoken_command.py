"""`hotline bench spoken`: labelled questions by voice, against the same in writing."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.spoken import Heard, figures, listen, speak
from bench.written import JsonOption, write_json
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.loading import open_engine, open_speaker
from ivr.settings import Settings, load_settings
from knowledge.evaluate import read_questions

_LISTED = 30


def bench_spoken(
    file: Annotated[Path, typer.Argument(help="TSV with the columns cluster_id, role, text.")],
    engine: EngineOption = "",
    model: ModelOption = "",
    speaker: Annotated[
        list[str] | None,
        typer.Option(help="Kokoro voice; may be given again. Default: as in the settings."),
    ] = None,
    clips: Annotated[int, typer.Option(min=1, help="Questions, at most.")] = 1000,
    json_file: JsonOption = None,
) -> None:
    """Questions spoken, through the telephone's band, heard and matched: what is lost by hearing.

    The engine knows the questions of the entries, as in service, but not those that are asked.
    """
    console = Console()
    questions = read_questions(file)
    settings = chosen(engine, model)
    hearing = open_engine(settings, questions.entries)
    asked = questions.queries[:clips]
    said = [
        (text, own, pcm)
        for voice in speaker or [settings.speech.voice]
        for text, own, pcm in _spoken(_with_voice(settings, voice), asked, hearing.sample_rate)
    ]
    heard = listen(hearing, questions, track(said, "hear", console=console, transient=True))
    found = figures(hearing, heard)
    table = Table("figure", "value")
    for name, value in found.as_dict().items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(table)
    lost = [each for each in heard if _is_lost(each)]
    for each in lost[:_LISTED]:
        console.print(f"lost: {each.text} → {each.transcript.text}", markup=False)
    write_json(json_file, found.as_dict())


def _spoken(
    settings: Settings, asked: tuple[tuple[str, str], ...], rate: int
) -> list[tuple[str, str, bytes]]:
    with open_speaker(settings) as voice:
        return [
            (text, own, asyncio.run(speak(voice, text, rate)))
            for text, own in track(asked, "voice", console=Console(stderr=True), transient=True)
        ]


def _with_voice(settings: Settings, voice: str) -> Settings:
    return load_settings(speech=settings.speech.model_dump() | {"voice": voice})


def _is_lost(each: Heard) -> bool:
    found = each.spoken.candidates[:1]
    written = each.written.candidates[:1]
    right = bool(written) and written[0][0] == each.own
    return right and not (found and found[0][0] == each.own)
