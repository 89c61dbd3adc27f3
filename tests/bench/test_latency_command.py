import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import bench.latency_command
from bench.errors import InstrumentFailed
from bench.latency import PARTS, Wait
from bench.latency_calls import Script
from bench.latency_command import bench_latency
from ivr.settings import Settings
from tests.bench.test_barge_in_sounds import FIXTURES

APP = typer.Typer()
APP.command()(bench_latency)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, int]]:
    """Every call is answered after half a second. What was asked for."""
    asked: list[tuple[Settings, int]] = []

    async def measure(
        settings: Settings, folder: Path, scripts: Sequence[Script], at_once: int
    ) -> list[Wait]:
        assert folder.name.startswith("hotline-bench-")
        asked.append((settings, at_once))
        parts = dict.fromkeys(PARTS, 0.1)
        return [Wait(said.name, 0.5, parts, 0, False) for one in scripts for said in one.said]

    async def speak_ahead(settings: Settings, texts: Iterable[str]) -> None:
        assert any("热线" in text for text in texts)

    monkeypatch.setattr(bench.latency_command, "measure", measure)
    monkeypatch.setattr(bench.latency_command, "speak_ahead", speak_ahead)
    return asked


def test_a_table_by_part_and_json(server: list[tuple[Settings, int]], tmp_path: Path) -> None:
    out = tmp_path / "new" / "latency.json"
    options = ["--fixtures", str(FIXTURES), "--clips", "2", "--at-once", "3", "--json", str(out)]
    done = CliRunner().invoke(APP, [*options, "--engine", "sherpa"])
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text("utf-8"))
    assert (found["p50_ms"], found["p95_ms"], found["p99_ms"]) == (500, 500, 500)
    assert set(found["parts"]) == set(PARTS)
    assert len(found["waits"]) == found["answers"] > 2
    for word in (*PARTS, "whole", "load average"):
        assert word in done.output
    ((settings, at_once),) = server
    assert (settings.asr.engine, at_once) == ("sherpa", 3)


@pytest.mark.usefixtures("server")
def test_recorded_calls_are_needed(tmp_path: Path) -> None:
    (tmp_path / "manifest.tsv").write_text("call\tturn\tstart_sample\tend_sample\n")
    done = CliRunner().invoke(APP, ["--fixtures", str(tmp_path)])
    assert isinstance(done.exception, InstrumentFailed)
