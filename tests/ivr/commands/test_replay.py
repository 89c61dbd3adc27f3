import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ivr.commands.replay import replay, sidecars_in
from ivr.errors import ReplayFailed, SidecarError
from ivr.recorded.sidecar import MANIFEST
from tests.ivr.conftest import FIXTURES, Scripted

app = typer.Typer()
app.command()(replay)

pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two recorded calls: one who asks for a person, one who says nothing."""
    made = tmp_path / "calls"
    made.mkdir()
    for name in ("handoff-at-once", "silent-caller"):
        shutil.copy(FIXTURES / f"{name}.yaml", made)
        shutil.copy(FIXTURES / f"{name}.wav", made)
    shutil.copy(FIXTURES / MANIFEST, made)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_calls_as_they_should_be_end_well(scripted: Scripted, folder: Path) -> None:
    scripted("帮我转人工")
    done = run(str(folder))
    assert done.exit_code == 0, done.output
    assert "handoff-at-once" in done.output
    assert "silent-caller" in done.output
    assert "2 recorded calls are as they should be" in done.output


def test_one_that_is_not_fails_all_and_is_told_in_the_table(
    scripted: Scripted, folder: Path
) -> None:
    scripted("身份证丢了怎么补办")
    done = run(str(folder))
    assert isinstance(done.exception, ReplayFailed)
    assert str(done.exception).startswith("1 of 2")
    assert "handoff 'asked' wanted, got []" in done.output
    assert done.output.count(" ok ") == 1


def test_only_some_calls(scripted: Scripted, folder: Path) -> None:
    scripted()
    done = run(str(folder), "--only", "silent")
    assert done.exit_code == 0, done.output
    assert "1 recorded calls" in done.output
    assert "handoff-at-once" not in done.output


def test_event_logs_are_written_also_for_calls_that_failed(
    scripted: Scripted, folder: Path
) -> None:
    scripted()
    logs = folder.parent / "new" / "logs"
    assert isinstance(run(str(folder), "--logs", str(logs)).exception, ReplayFailed)
    written = {path.name: path.read_text("utf-8") for path in logs.iterdir()}
    assert written.keys() == {"handoff-at-once.jsonl", "silent-caller.jsonl"}
    for log in written.values():
        records = [json.loads(line) for line in log.splitlines()]
        assert (records[0]["event"], records[-1]["event"]) == ("call_started", "call_ended")


def test_a_call_without_its_recording_is_explained(scripted: Scripted, folder: Path) -> None:
    scripted()
    (folder / MANIFEST).write_text("call\tturn\tstart_sample\tend_sample\n", "utf-8")
    assert isinstance(run(str(folder)).exception, SidecarError)
    (folder / MANIFEST).unlink()
    assert isinstance(run(str(folder)).exception, SidecarError)


def test_a_folder_without_calls_is_refused(tmp_path: Path, folder: Path) -> None:
    for empty, only in ((tmp_path / "none", ""), (tmp_path, ""), (folder, "nobody")):
        with pytest.raises(SidecarError, match="no recorded calls"):
            sidecars_in(empty, only)
