import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import bench.barge_in_command
from asr.fake import ScriptedEngine
from asr.ladder import Ladder
from asr.pool import RecognitionPool
from bench.barge_in_command import bench_barge_in
from bench.errors import InstrumentFailed
from ivr.app import Robot, live_knowledge
from ivr.services import Now
from ivr.settings import Settings
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import Speaker
from tests.bench.test_barge_in_sounds import FIXTURES

APP = typer.Typer()
APP.command()(bench_barge_in)


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that hears an enquiry first and then a wish, with a voice of tones."""

    def voice(settings: Settings) -> Speaker:
        return Speaker(MeteredVoice(), cache_dir=None)

    @asynccontextmanager
    async def open_robot(settings: Settings, now: Now) -> AsyncIterator[Robot]:
        engine = ScriptedEngine(("社保卡怎么办理", "转人工服务"))
        async with RecognitionPool(engine, workers=1, capacity=4) as pool:
            with voice(settings) as speaker:
                knowledge = live_knowledge(settings)
                yield Robot(settings, Ladder([pool]), speaker, knowledge, datetime.now)

    monkeypatch.setattr(bench.barge_in_command, "open_speaker", voice)
    monkeypatch.setattr(bench.barge_in_command, "open_robot", open_robot)


@pytest.mark.usefixtures("robot")
def test_tables_by_condition_and_by_kind_and_json(tmp_path: Path) -> None:
    out = tmp_path / "new" / "barge-in.json"
    options = ["--fixtures", str(FIXTURES), "--clips", "1", "--only", "16 kHz", "--json", str(out)]
    done = CliRunner().invoke(APP, options)
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text("utf-8"))
    assert set(found) == {"16 kHz", "all"}
    assert (found["all"]["interruptions"], found["all"]["missed"]) == (1, 0)
    assert found["all"]["disturbances"] == 3 * 8
    for word in ("murmur", "cough", "background"):
        assert word in done.output


@pytest.mark.usefixtures("robot")
def test_recorded_calls_are_needed(tmp_path: Path) -> None:
    (tmp_path / "manifest.tsv").write_text("call\tturn\tstart_sample\tend_sample\n")
    done = CliRunner().invoke(APP, ["--fixtures", str(tmp_path)])
    assert isinstance(done.exception, InstrumentFailed)
