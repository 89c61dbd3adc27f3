import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from asr.recognizer import Hints
from bench import people_command
from bench.errors import InstrumentFailed
from bench.voices import Callers
from dialog.events import Heard
from ivr.speech.metered import MeteredVoice

APP = typer.Typer()
APP.command()(people_command.bench_people)
WAYS = """
hotline:
  clarify: [{say: 公积金}]
  intake.place: [{say: 路灯坏了没人修}]
"""


class Engine:
    name, model = "scripted", "none"


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    callers = Callers(lambda name: MeteredVoice(), tmp_path / "cache")

    def hear(engine: object, clean: bytes, hints: Hints) -> Heard:
        return Heard("转人工" if len(clean) > 25_000 else "嗯")

    monkeypatch.setattr(people_command, "kokoro_callers", lambda settings: callers)
    monkeypatch.setattr(people_command, "open_engine", lambda settings: Engine())
    monkeypatch.setattr(people_command, "over_telephone", hear)


def test_tables_json_and_what_was_missed(tmp_path: Path) -> None:
    (tmp_path / "ways.yaml").write_text(WAYS, "utf-8")
    (tmp_path / "knowledge.yaml").write_text("{}", "utf-8")
    out = tmp_path / "new" / "people.json"
    told = CliRunner().invoke(
        APP, [str(tmp_path), "--speaker", "zm_yunxi", "--json", str(out)], terminal_width=200
    )
    assert told.exit_code == 0, told.output
    found = json.loads(out.read_text("utf-8"))
    assert 0 < found["reached"] < found["tried"]
    assert "missed: 我要人工 (zm_yunxi) → 嗯" in told.output
    assert "hotline: intake.place" in told.output


def test_a_folder_without_ways(tmp_path: Path) -> None:
    (tmp_path / "ways.yaml").write_text("{}", "utf-8")
    (tmp_path / "knowledge.yaml").write_text("{}", "utf-8")
    told = CliRunner().invoke(APP, [str(tmp_path)])
    assert isinstance(told.exception, InstrumentFailed)


def test_a_lot_that_nobody_wrote(tmp_path: Path) -> None:
    told = CliRunner().invoke(APP, [str(tmp_path), "--lot", "tenth"])
    assert told.exit_code == 2


def test_voices_take_turns_with_a_lot(tmp_path: Path) -> None:
    (tmp_path / "ways.yaml").write_text("hotline:\n  clarify: [{say: 公积金}]\n", "utf-8")
    (tmp_path / "knowledge.yaml").write_text("{}", "utf-8")
    out = tmp_path / "people.json"
    told = CliRunner().invoke(
        APP,
        [str(tmp_path), "--by-kind", "--lot", "third", "--turn", "0", "--json", str(out)],
    )
    assert told.exit_code == 0, told.output
    found = json.loads(out.read_text("utf-8"))
    assert len(found["by_voice"]) == 8
    assert found["tried"] == 29 * len(found["by_state"])
