import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bench.calls
import bench.cli
from asr.fake import ScriptedEngine
from bench.errors import InstrumentFailed
from bench.load import Watched
from ivr.errors import SidecarError
from ivr.settings import Settings
from tests.bench.test_calls import GOOD, LOST, watched


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What engines were opened with; each hears every turn of the recorded calls."""
    monkeypatch.chdir(tmp_path)
    settings: list[Settings] = []

    def open_engine(chosen: Settings) -> ScriptedEngine:
        settings.append(chosen)
        return ScriptedEngine(("公积金怎么提取", "没有了", "转人工"))

    monkeypatch.setattr(bench.cli, "open_engine", open_engine)
    return settings


def test_hear_prints_a_table_and_writes_json(asked: list[Settings], recorded: Path) -> None:
    out = recorded.parent / "new" / "hear.json"
    done = CliRunner().invoke(
        bench.cli.app, ["hear", str(recorded), "--json", str(out), "--engine", "sherpa"]
    )
    assert done.exit_code == 0, done.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["turns"], figures["syllable_error"]) == (3, 0)
    for name in figures:
        assert name in done.output
    assert [settings.asr.engine for settings in asked] == ["sherpa"]


def test_hear_needs_recorded_calls(asked: list[Settings], tmp_path: Path) -> None:
    done = CliRunner().invoke(bench.cli.app, ["hear", str(tmp_path)])
    assert isinstance(done.exception, SidecarError)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Runs that were asked for, in place of which two calls are told."""
    runs: list[tuple[int, str]] = []

    async def load(
        settings: Settings, folder: Path, fixtures: Path, calls: int, told: object
    ) -> Watched:
        runs.append((calls, settings.asr.engine))
        return watched(GOOD, LOST)

    async def speak_ahead(settings: Settings, spoken: object) -> None:
        runs.append((0, "spoken"))

    monkeypatch.setattr(bench.cli, "load", load)
    monkeypatch.setattr(bench.cli, "speak_ahead", speak_ahead)
    monkeypatch.setattr(bench.cli, "recorded", lambda folder: {})
    return runs


FIXTURES = str(Path(__file__).resolve().parents[2] / "audio_fixtures")


def test_calls_prints_a_table_and_writes_json(
    made: list[tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "calls.json"
    asked = ["calls", "--calls", "2", "--fixtures", FIXTURES, "--json", str(out)]
    done = CliRunner().invoke(bench.cli.app, [*asked, "--engine", "vosk"])
    assert done.exit_code == 0, done.output
    assert made == [(0, "spoken"), (2, "vosk")]
    figures = json.loads(out.read_text("utf-8"))
    assert list(figures) == [
        "calls",
        "failed",
        "setup_p95_ms",
        "spacing_p99_ms",
        "lost_audio",
        "cpu_per_call",
        "latency_p50_ms",
        "latency_p95_ms",
    ]
    assert (figures["calls"], figures["failed"]) == (2, 1)
    for name in figures:
        assert name in done.output
    assert "13900000001: refused with 486" in done.output


def test_calls_fails_where_the_telephone_lagged(
    made: list[tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench.calls, "LATE_S", 0.0001)
    done = CliRunner().invoke(bench.cli.app, ["calls", "--calls", "2", "--fixtures", FIXTURES])
    assert isinstance(done.exception, InstrumentFailed)
    assert "1.0 ms" in str(done.exception)
