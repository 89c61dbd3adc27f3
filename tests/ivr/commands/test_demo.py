import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from ivr.commands import demo as command
from ivr.commands.speech import prompt_texts
from ivr.demo.server import LOG, Server
from ivr.demo.story import Chapter, Telephone
from ivr.errors import DemoFailed, StartError
from ivr.settings import load_settings

app = typer.Typer()
app.command()(command.demo)

GOOD = Chapter("①", "知识库回答", "补领", True)
BAD = Chapter("②", "复述并登记工单", "0 张工单", False)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, configured: Path) -> list[Telephone]:
    """The telephones that a story was told with; no server runs."""
    phones: list[Telephone] = []

    @asynccontextmanager
    async def running_server(folder: Path, speed: float) -> AsyncIterator[Server]:
        (folder / LOG).touch()
        yield Server("http://here", "ws://here", "m", "a", folder / LOG)

    monkeypatch.setattr(command, "running_server", running_server)
    monkeypatch.setattr(command, "warm", lambda *_: None)
    return phones


def demo(
    monkeypatch: pytest.MonkeyPatch, told: list[Telephone], *chapters: Chapter, folder: str = "out"
) -> Result:
    async def story(phones: Telephone) -> list[Chapter]:
        told.append(phones)
        return list(chapters)

    monkeypatch.setattr(command, "story", story)
    return CliRunner().invoke(app, ["--folder", folder, "--speed", "2"])


def test_a_story_that_came_about_ends_well(
    monkeypatch: pytest.MonkeyPatch, told: list[Telephone], configured: Path
) -> None:
    done = demo(monkeypatch, told, *[GOOD] * 5)
    assert done.exit_code == 0, done.output
    assert done.output.count("✓") == 5
    (phones,) = told
    assert phones.folder == configured / "out"
    assert phones.speed == command.FIRST_SPEED  # with nothing in the cache the voice must keep up
    assert phones.fixtures == configured / "audio_fixtures"


@pytest.mark.parametrize("chapters", [[GOOD] * 4 + [BAD], [GOOD] * 4, []])
def test_a_story_that_did_not_fails(
    monkeypatch: pytest.MonkeyPatch, told: list[Telephone], chapters: list[Chapter]
) -> None:
    done = demo(monkeypatch, told, *chapters)
    assert isinstance(done.exception, DemoFailed)
    assert LOG in str(done.exception)
    assert done.output.count("✗") == chapters.count(BAD)
    for chapter in chapters:
        assert chapter.came in done.output


def test_an_earlier_demonstration_is_cleared_away(
    monkeypatch: pytest.MonkeyPatch, told: list[Telephone], configured: Path
) -> None:
    demo(monkeypatch, told)
    (configured / "out" / "old.wav").touch()
    demo(monkeypatch, told)
    assert [path.name for path in (configured / "out").iterdir()] == [LOG]


def test_what_is_not_of_a_demonstration_is_never_removed(
    monkeypatch: pytest.MonkeyPatch, told: list[Telephone], configured: Path
) -> None:
    kept = configured / "home" / "thesis.txt"
    kept.parent.mkdir()
    kept.touch()
    done = demo(monkeypatch, told, folder="home")
    assert isinstance(done.exception, StartError)
    assert kept.exists()
    assert told == []


def test_warming_speaks_every_fixed_prompt_once(configured: Path) -> None:
    settings = load_settings()
    out = io.StringIO()
    assert command.is_first(settings)
    command.warm(settings, Console(file=out, width=200))
    assert not command.is_first(settings)
    assert str(len(prompt_texts(settings)) + len(command.ANSWERS)) in out.getvalue()
    kept = {path: path.stat().st_mtime_ns for path in (configured / "speech").rglob("*.*")}
    assert kept
    command.warm(settings, Console(file=out))
    assert set((configured / "speech").rglob("*.*")) == kept.keys()


def test_the_demonstrations_speed_is_bounded(told: list[Telephone]) -> None:
    for speed in ("0.5", "100", "x"):
        assert CliRunner().invoke(app, ["--speed", speed]).exit_code == 2
    assert told == []
