import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bench.cli
from asr.fake import ScriptedEngine
from ivr.errors import SidecarError
from ivr.settings import Settings


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
