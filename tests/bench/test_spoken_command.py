import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from asr.fake import ScriptedEngine
from bench import spoken_command
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import Speaker

APP = typer.Typer()
APP.command()(spoken_command.bench_spoken)
TABLE = (
    "cluster_id\trole\ttext\nA\tstd\t怎么提取公积金\nA\tquery\t公积金怎么取\n"
    "B\tstd\t身份证丢了怎么办\nB\tquery\t身份证不见了怎么补\n"
)


def test_a_table_json_and_what_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        spoken_command, "open_engine", lambda *_: ScriptedEngine(("公积金怎么取", "好天气"))
    )
    monkeypatch.setattr(
        spoken_command, "open_speaker", lambda _: Speaker(MeteredVoice(), cache_dir=None)
    )
    questions, out = tmp_path / "q.tsv", tmp_path / "new" / "s.json"
    questions.write_text(TABLE, "utf-8")
    done = CliRunner().invoke(APP, [str(questions), "--json", str(out)])
    assert done.exit_code == 0, done.output
    assert "lost: 身份证不见了怎么补 → 好天气" in done.output
    assert json.loads(out.read_text("utf-8"))["top1"] == 0.5
