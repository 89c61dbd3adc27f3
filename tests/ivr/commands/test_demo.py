import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from dialog.prompts import catalogue
from ivr.commands import demo as command
from ivr.commands.speech import prompt_texts
from ivr.demo.server import LOG, Server
from ivr.demo.sip_phones import Ports
from ivr.demo.stage import Phones, Stage
from ivr.demo.story import Chapter
from ivr.demo.websocket_phones import WebSocketPhones
from ivr.errors import DemoFailed, StartError
from ivr.settings import load_settings

app = typer.Typer()
app.command()(command.demo)

GOOD = Chapter("①", "知识库回答", "补领", True)
BAD = Chapter("②", "复述并登记工单", "0 张工单", False)


class Told:
    """What stories were told with; no server runs. settings: of the servers, beside the usual."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.phones: list[Phones] = []
        self.settings: list[Mapping[str, str]] = []
        self.ports: list[Ports] = []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, configured: Path) -> Told:
    told = Told()

    @asynccontextmanager
    async def running_server(
        folder: Path, speed: float, more: Mapping[str, str]
    ) -> AsyncIterator[Server]:
        (folder / LOG).touch()
        told.settings.append(more)
        yield Server("http://here", "ws://here", "m", "a", folder / LOG, 4711)

    @asynccontextmanager
    async def sip_phones(stage: Stage, ports: Ports) -> AsyncIterator[Phones]:
        told.ports.append(ports)
        yield WebSocketPhones(stage)

    monkeypatch.setattr(command, "running_server", running_server)
    monkeypatch.setattr(command, "sip_phones", sip_phones)
    monkeypatch.setattr(command, "missing", lambda: "")
    monkeypatch.setattr(command, "warm", lambda *_: None)
    return told


def demo(
    monkeypatch: pytest.MonkeyPatch,
    told: Told,
    *chapters: Chapter,
    folder: str = "out",
    line: str = "websocket",
) -> Result:
    async def story(stage: Stage, phones: Phones) -> list[Chapter]:
        told.stages.append(stage)
        told.phones.append(phones)
        return list(chapters)

    monkeypatch.setattr(command, "story", story)
    return CliRunner().invoke(app, ["--folder", folder, "--speed", "2", "--line", line])


def test_a_story_that_came_about_ends_well(
    monkeypatch: pytest.MonkeyPatch, told: Told, configured: Path
) -> None:
    done = demo(monkeypatch, told, *[GOOD] * 5)
    assert done.exit_code == 0, done.output
    assert done.output.count("✓") == 5
    (stage,) = told.stages
    assert stage.folder == configured / "out"
    assert stage.speed == command.FIRST_SPEED  # with nothing in the cache the voice must keep up
    assert stage.fixtures == configured / "audio_fixtures"
    assert told.settings == [{}]
    assert "4711" in done.output


def test_over_sip_it_runs_in_real_time_between_processes(
    monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    done = demo(monkeypatch, told, *[GOOD] * 5, line="sip")
    assert done.exit_code == 0, done.output
    (ports,) = told.ports
    assert told.settings == [ports.settings]
    assert [stage.speed for stage in told.stages] == [1.0]


def test_where_there_is_no_sip_the_story_is_told_over_websocket(
    monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    monkeypatch.setattr(command, "missing", lambda: "SIP needs Linux")
    done = demo(monkeypatch, told, *[GOOD] * 5, line="sip")
    assert done.exit_code == 0, done.output
    assert "SIP needs Linux" in done.output
    assert told.ports == []
    assert [type(phones) for phones in told.phones] == [WebSocketPhones]


@pytest.mark.parametrize("chapters", [[GOOD] * 4 + [BAD], [GOOD] * 4, []])
def test_a_story_that_did_not_fails(
    monkeypatch: pytest.MonkeyPatch, told: Told, chapters: list[Chapter]
) -> None:
    done = demo(monkeypatch, told, *chapters)
    assert isinstance(done.exception, DemoFailed)
    assert LOG in str(done.exception)
    assert done.output.count("✗") == chapters.count(BAD)
    for chapter in chapters:
        assert chapter.came in done.output


def test_an_earlier_demonstration_is_cleared_away(
    monkeypatch: pytest.MonkeyPatch, told: Told, configured: Path
) -> None:
    demo(monkeypatch, told)
    (configured / "out" / "old.wav").touch()
    demo(monkeypatch, told)
    assert [path.name for path in (configured / "out").iterdir()] == [LOG]


def test_what_is_not_of_a_demonstration_is_never_removed(
    monkeypatch: pytest.MonkeyPatch, told: Told, configured: Path
) -> None:
    kept = configured / "home" / "thesis.txt"
    kept.parent.mkdir()
    kept.touch()
    done = demo(monkeypatch, told, folder="home")
    assert isinstance(done.exception, StartError)
    assert kept.exists()
    assert told.stages == []


def test_warming_speaks_every_fixed_prompt_once(configured: Path) -> None:
    settings = load_settings()
    out = io.StringIO()
    assert command.is_first(settings)
    command.warm(settings, Console(file=out, width=200))
    assert not command.is_first(settings)
    assert (
        str(len(prompt_texts(settings, command.PROMPTS)) + len(command.ANSWERS)) in out.getvalue()
    )
    kept = {path: path.stat().st_mtime_ns for path in (configured / "speech").rglob("*.*")}
    assert kept
    command.warm(settings, Console(file=out))
    assert set((configured / "speech").rglob("*.*")) == kept.keys()


def test_the_demonstrations_speed_is_bounded(told: Told) -> None:
    for speed in ("0.5", "100", "x"):
        assert CliRunner().invoke(app, ["--speed", speed]).exit_code == 2
    assert told.stages == []


def test_the_prompts_of_the_story_are_in_the_catalogue() -> None:
    assert set(command.PROMPTS) <= set(catalogue())
