"""`hotline demo`: a whole story on real audio; fails unless all of it happens."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from ivr import log
from ivr.commands.speech import prompt_texts
from ivr.demo.server import LOG, running_server
from ivr.demo.sip_phones import Ports, free_ports, missing, sip_phones
from ivr.demo.stage import Phones, Stage
from ivr.demo.story import Chapter, story
from ivr.demo.websocket_phones import WebSocketPhones
from ivr.errors import DemoFailed, StartError
from ivr.loading import load_entries, open_speaker
from ivr.settings import Settings, load_settings

ANSWERS = ("hk-newborn",)
"""Entries that the story asks about."""

PROMPTS = (
    "greeting_legal", "greeting_open", "answer_sms", "anything_else", "goodbye",
    "intake_start", "intake_start_sorry", "ask_place", "ask_when", "ask_wants", "ask_contact",
    "read_back", "filing", "filed", "filed_unit", "filed_sms", "handoff", "reprompt", "still_there",
    "survey_open", "survey_identify", "survey_identify_redo", "survey_contacted", "survey_solved",
    "survey_solved_again", "survey_yes_no_again", "survey_satisfied", "survey_reason",
    "survey_thanks", "survey_thanks_redo",
)  # fmt: skip
"""What the robot says in the story, and where a word of it is misheard; to speak all prompts ahead
takes a new machine a quarter of an hour, and is for installations: `hotline speech warm`."""

FILES_A_TEXT = 2
"""In the cache: at the voice's own rate and at the line's."""

FIRST_SPEED = 1.5
"""Call seconds a wall second, as long as the voice has to keep up."""


def demo(
    fixtures: Annotated[Path, typer.Option(help="Folder of recorded calls.")] = Path(
        "audio_fixtures"
    ),
    folder: Annotated[Path, typer.Option(help="Where its database and sound go.")] = Path(
        "var/demo"
    ),
    page: Annotated[
        Path | None, typer.Option(help="Write what was printed as an HTML page.")
    ] = None,
    line: Annotated[
        Literal["sip", "websocket"],
        typer.Option(help="sip: real telephony, in real time. websocket: under a minute."),
    ] = "sip",
    speed: Annotated[
        float,
        typer.Option(
            min=1, max=6, help="Call seconds a wall second, over WebSocket; 1 is real time."
        ),
    ] = 4.5,
) -> None:
    """Three citizens phone, one matter goes to its unit and comes back, twice.

    Prints what is said and heard, then a table; exits with 1 if any of it did not happen. Both
    sides of every call are kept as stereo WAV files.
    """
    console = Console(record=page is not None)
    began = time.monotonic()
    clear(folder)
    ports = None
    if line == "sip":
        if why := missing():
            console.print(f"[yellow]{why}[/yellow]；改用 WebSocket", highlight=False)
        else:
            ports = free_ports()
    chapters = asyncio.run(_demo(fixtures.resolve(), folder.resolve(), speed, console, ports))
    console.print(_table(chapters))
    console.print(f"录音在 {folder}/，用时 {time.monotonic() - began:.0f} 秒")
    if page is not None:
        console.save_html(str(page))
    if len(chapters) < 5 or not all(chapter.ok for chapter in chapters):
        raise DemoFailed(f"the story did not come about; the server's log is {folder}/server.log")


def clear(folder: Path) -> None:
    """An empty folder; only what an earlier demonstration left there is deleted."""
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / LOG).is_file():
            raise StartError(f"{folder} holds something else: give an empty folder with --folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


def warm(settings: Settings, console: Console) -> None:
    """Speak the story's prompts and answer ahead, as an installation speaks all of them.

    Takes minutes the first time.
    """
    texts = known_texts(settings)
    with open_speaker(settings) as speaker:
        console.print(f"语音 {speaker.name}：提前合成 {len(texts)} 句话术")

        async def speak_all() -> None:
            for text in track(texts, "speech", console=console, transient=True):
                await speaker.warm((text,), (8000,))

        asyncio.run(speak_all())


def known_texts(settings: Settings) -> tuple[str, ...]:
    """What the story says that is known ahead."""
    answers = [entry.answer for entry in load_entries(settings) if entry.id in ANSWERS]
    return (*prompt_texts(settings, PROMPTS), *answers)


def is_first(settings: Settings) -> bool:
    """Whether the cache is too small to hold an earlier story: names and numbers come on top."""
    kept = sum(path.is_file() for path in settings.speech.cache_dir.rglob("*"))
    return kept < FILES_A_TEXT * len(known_texts(settings))


async def _demo(
    fixtures: Path, folder: Path, speed: float, console: Console, ports: Ports | None
) -> list[Chapter]:
    """The server loads its models while the prompts are spoken. The first time, names and numbers
    must be spoken as the story goes: then it is told slower. ports: for SIP."""
    settings = load_settings()
    log.configure("WARNING", settings.log.format)
    pace = 1.0 if ports else min(speed, FIRST_SPEED) if is_first(settings) else speed
    warming = asyncio.create_task(asyncio.to_thread(warm, settings, console))
    async with running_server(folder, pace, ports.settings if ports else {}) as server:
        await warming
        stage = Stage(server, fixtures, folder, pace, console)
        async with _phones(stage, ports) as phones:
            return await story(stage, phones)


@asynccontextmanager
async def _phones(stage: Stage, ports: Ports | None) -> AsyncIterator[Phones]:
    if ports is not None:
        async with sip_phones(stage, ports) as phones:
            yield phones
        return
    server = stage.server
    stage.tell(
        f"进程：hotline serve {server.pid}（{server.http}，{stage.speed:g} 倍速，日志 "
        f"{server.log.name}）· 市民话机在本进程（{server.media}/native）"
    )
    yield WebSocketPhones(stage)


def _table(chapters: list[Chapter]) -> Table:
    table = Table("", "应当", "实际", "", box=box.SIMPLE)
    for chapter in chapters:
        mark = "[green]✓[/green]" if chapter.ok else "[red]✗[/red]"
        table.add_row(chapter.title, chapter.wanted, chapter.came, mark)
    return table
