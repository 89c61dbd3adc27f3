import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from asr.recognizer import Hints
from bench import intake_command
from dialog.events import Heard

APP = typer.Typer()
APP.command()(intake_command.bench_intake)


class Callers:
    """What is said is its own sound."""

    def say(self, text: str, voice: str, speed: float) -> bytes:
        return text.encode()


class Engine:
    name, model = "scripted", "none"


def hears_all_but_numbers(engine: object, clean: bytes, hints: Hints) -> Heard:
    said = clean.decode().replace("+", "")
    return Heard(said.replace("幺", "有") if "幺" in said else said)


def test_a_table_json_and_what_went_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_command, "kokoro_callers", lambda settings: Callers())
    monkeypatch.setattr(intake_command, "open_engine", lambda settings, entries: Engine())
    monkeypatch.setattr(intake_command, "over_telephone", hears_all_but_numbers)
    out, errors = tmp_path / "new" / "i.json", tmp_path / "other" / "e.jsonl"
    told = CliRunner().invoke(
        APP, ["--reports", "12", "--json", str(out), "--errors", str(errors)], terminal_width=150
    )
    assert told.exit_code == 0, told.output
    found = json.loads(out.read_text("utf-8"))
    assert found["reports"] == 12
    assert found["district"]["asked"] == 12
    assert "place to street" in told.output
    for line in errors.read_text("utf-8").splitlines():
        error = json.loads(line)
        assert error["wrong"]
        assert error["turns"]
