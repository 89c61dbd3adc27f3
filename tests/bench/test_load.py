import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bench.load
from asr.models import MANIFEST
from bench.errors import InstrumentFailed
from bench.load import Watched, cheap_engine, load, server_settings, texts
from ivr.demo.server import Server
from ivr.errors import StartError
from ivr.settings import Settings, load_settings

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load_settings(models={"dir": tmp_path / "models"})


def install(settings: Settings, *models: str) -> None:
    for name in models:
        folder = settings.models.dir / name
        folder.mkdir(parents=True)
        (folder / MANIFEST).write_text(json.dumps({"files": {}}), "utf-8")


def test_without_a_choice_an_engine_that_streams_is_taken(settings: Settings) -> None:
    assert cheap_engine(settings).asr.model == ""
    install(settings, "vosk-model-small-cn-0.22", "zipformer-zh-pinyin-3.3M")
    assert cheap_engine(settings).asr.model == "zipformer-zh-pinyin-3.3M"
    chosen = load_settings(asr={"engine": "whisper"}, models={"dir": settings.models.dir})
    assert cheap_engine(chosen) == chosen


def test_the_server_has_room_for_all_calls(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server_settings(settings, 200, 5099).items():
        monkeypatch.setenv(name, value)
    told = load_settings()
    assert told.asr.max_calls >= 200
    assert (told.sip.enabled, told.sip.port) == (True, 5099)
    assert told.sip.max_calls >= 200
    first, last = told.sip.rtp_ports
    assert last - first >= 2 * 200


def test_what_will_be_said_is_known_ahead(settings: Settings) -> None:
    known = texts(settings, FIXTURES)
    assert any("身份证" in text for text in known)
    assert any("热线" in text for text in known)


def answering(pid: int) -> object:
    @asynccontextmanager
    async def server(folder: Path, speed: float, more: dict[str, str]) -> AsyncIterator[Server]:
        assert speed == 1.0
        assert more["HOTLINE_SIP__ENABLED"] == "true"
        yield Server("http://server", "", "", "", folder, pid)

    return server


@pytest.fixture
def own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is this process; nobody listens for SIP."""
    import os

    monkeypatch.setattr(bench.load, "running_server", answering(os.getpid()))
    monkeypatch.setattr(bench.load, "_health", lambda _: {"hearing_behind_s": 0.25})


@pytest.mark.usefixtures("own_process")
async def test_calls_that_nobody_takes_are_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    watched: Watched = await load(settings, tmp_path, FIXTURES, 2, told.append)
    assert [call.setup_s for call in watched.run.calls] == [None, None]
    assert all("INVITE" in call.trouble for call in watched.run.calls)
    # Not the total: a process that an earlier test left behind may end between the two looks.
    assert watched.looks[-1].usage.main >= watched.looks[0].usage.main > 0
    assert watched.looks[0].behind_s == 0.25
    assert told[-1] == "2 calls"


@pytest.mark.usefixtures("own_process")
async def test_a_telephone_that_does_not_start_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InstrumentFailed, match="did not start"):
        await load(settings, tmp_path, tmp_path / "nowhere", 2, lambda _: None)


def test_a_server_that_has_gone_is_told() -> None:
    with pytest.raises(StartError, match="does not answer"):
        bench.load._health("http://127.0.0.1:9")
