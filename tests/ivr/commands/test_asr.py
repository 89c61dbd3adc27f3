import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

import ivr.commands.asr as command
from asr.errors import EvaluationUnreadable
from asr.fake import ScriptedEngine
from ivr.recorded.sidecar import load_sidecar
from ivr.settings import Settings

RUN = CliRunner()
ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
COLUMNS = ("id", "path", "duration_s", "transcript", "group", "ref_quality")
ROWS = (
    ("a", "a.wav", "0.5", "你好", "word", "corpus"),
    ("b", "b.flac", "0.5", "公积金", "read-clean", "page"),
    ("c", "a.wav", "0.5", "侬好", "dialect-other", "page"),
    ("d", "a.wav", "0.5", "从略", "read-clean", "edited-asr"),
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What engines were opened with. Each clip is heard twice: clean, then on the telephone."""
    settings: list[Settings] = []

    def open_engine(chosen: Settings) -> ScriptedEngine:
        settings.append(chosen)
        return ScriptedEngine(("你好", "你", "公鸡金", "公积金", "侬好", "侬好"))

    monkeypatch.setattr(command, "open_engine", open_engine)
    return settings


def write(folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    sound = np.random.default_rng(1).normal(0, 0.1, 22_050)
    soundfile.write(folder / "a.wav", sound[:8000], 16_000)
    soundfile.write(folder / "b.flac", sound, 44_100)
    path = folder / "manifest.tsv"
    path.write_text("\n".join("\t".join(row) for row in (COLUMNS, *rows)) + "\n", "utf-8")
    return path


def test_json_has_every_figure(opened: list[Settings], tmp_path: Path) -> None:
    path = write(tmp_path)
    done = RUN.invoke(command.app, ["eval", str(path), "--engine", "sherpa", "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["groups"] == {
        "word": {
            "clean": {"cer": 0, "ser": 0, "n": 1},
            "telephone": {"cer": 0.5, "ser": 0.5, "n": 1},
        },
        "read-clean": {
            "clean": {"cer": 0.3333, "ser": 0, "n": 1},
            "telephone": {"cer": 0, "ser": 0, "n": 1},
        },
        "dialect-other": {
            "clean": {"cer": 0, "ser": 0, "n": 1},
            "telephone": {"cer": 0, "ser": 0, "n": 1},
        },
    }
    assert report["mandarin"] == {
        "clean": {"cer": 0.2, "ser": 0, "n": 2},
        "telephone": {"cer": 0.2, "ser": 0.2, "n": 2},
    }
    assert (report["engine"], report["model"]) == ("scripted", "scripted")
    assert (report["left_out"], report["unreadable"], report["sound_s"]) == (1, [], 3.0)
    assert report["rtf"] > 0
    assert report["rss_mb"] > 1
    assert report["command"] == f"hotline asr eval {path} --engine sherpa"
    assert [settings.asr.engine for settings in opened] == ["sherpa"]


def test_edited_references_are_heard_when_asked_for(opened: list[Settings], tmp_path: Path) -> None:
    done = RUN.invoke(command.app, ["eval", str(write(tmp_path)), "--edited", "--json"])
    report = json.loads(done.stdout)
    assert report["left_out"] == 0
    assert report["groups"]["read-clean"]["clean"]["n"] == 2
    assert report["command"].endswith(" --edited")


def test_the_table_names_groups_rates_and_cost(opened: list[Settings], tmp_path: Path) -> None:
    done = RUN.invoke(command.app, ["eval", str(write(tmp_path)), "--group", "word"])
    assert done.exit_code == 0, done.output
    for word in ("word", "Mandarin", "50.0", "scripted", "real-time factor", "left out: 3"):
        assert word in " ".join(done.output.split())
    assert "read-clean" not in done.output


def test_what_was_heard_is_written_clip_by_clip(opened: list[Settings], tmp_path: Path) -> None:
    out = tmp_path / "new" / "heard.tsv"
    RUN.invoke(command.app, ["eval", str(write(tmp_path)), "--heard", str(out)])
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines(), delimiter="\t"))
    assert [(row["id"], row["way"], row["heard"], row["edits"]) for row in rows[:3]] == [
        ("a", "clean", "你好", "0"),
        ("a", "telephone", "你", "1"),
        ("b", "clean", "公鸡金", "0"),
    ]


def test_audio_that_cannot_be_read_is_counted_and_named(
    opened: list[Settings], tmp_path: Path
) -> None:
    path = write(tmp_path)
    (tmp_path / "b.flac").write_bytes(b"no music")
    report = json.loads(RUN.invoke(command.app, ["eval", str(path), "--json"]).stdout)
    assert [one["id"] for one in report["unreadable"]] == ["b"]
    assert "b.flac" in report["unreadable"][0]["why"]
    assert set(report["groups"]) == {"word", "dialect-other"}
    table = RUN.invoke(command.app, ["eval", str(path)])
    assert "not read: b" in " ".join(table.output.split())


def test_nothing_to_hear_is_an_error(opened: list[Settings], tmp_path: Path) -> None:
    path = write(tmp_path)
    for arguments in (["--group", "none"], ["--group", "word"]):
        (tmp_path / "a.wav").write_bytes(b"no music")
        done = RUN.invoke(command.app, ["eval", str(path), *arguments])
        assert isinstance(done.exception, EvaluationUnreadable)


def test_a_missing_file_is_told_before_an_engine_is_loaded(
    opened: list[Settings], tmp_path: Path
) -> None:
    path = write(tmp_path)
    (tmp_path / "b.flac").unlink()
    done = RUN.invoke(command.app, ["eval", str(path)])
    assert isinstance(done.exception, EvaluationUnreadable)
    assert "b.flac" in str(done.exception)
    assert not opened


def test_recorded_calls_can_be_listed_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Our own recordings, at 8 kHz, heard by an engine that knows what is said in them."""
    calls = sorted((ROOT / "audio_fixtures").glob("*.yaml"))[:3]
    said = ["".join(turn.say for turn in load_sidecar(call).turns) for call in calls]
    rows = tuple(
        (call.stem, str(call.with_suffix(".wav")), "", text, "calls", "script")
        for call, text in zip(calls, said, strict=True)
    )
    script = tuple(text for text in said for _ in range(2))
    monkeypatch.setattr(command, "open_engine", lambda _: ScriptedEngine(script))
    done = RUN.invoke(command.app, ["eval", str(write(tmp_path, rows)), "--json"])
    report = json.loads(done.stdout)
    assert report["mandarin"]["telephone"] == {"cer": 0, "ser": 0, "n": 3}
    lengths = [soundfile.info(call.with_suffix(".wav")).duration for call in calls]
    assert report["sound_s"] == pytest.approx(2 * sum(lengths), abs=0.1)


@pytest.mark.shared
def test_the_pinyin_model_hears_real_clips(tmp_path: Path) -> None:
    model = SHARED / "models" / "zipformer-zh-pinyin-3.3M"
    manifest = SHARED / "audio" / "manifest.tsv"
    if not model.is_dir() or not manifest.is_file():
        pytest.skip("../shared/models or ../shared/audio is not on this machine")
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    header, *lines = manifest.read_text("utf-8").splitlines()
    few = [line for line in lines if line.startswith(("ai1_S0724_12", "hogg_haode"))]
    copy = tmp_path / "few.tsv"
    copy.write_text("\n".join((header, *few)).replace("clips/", f"{manifest.parent}/clips/"))
    done = RUN.invoke(command.app, ["eval", str(copy), "--model", str(model), "--json"])
    report = json.loads(done.stdout)
    assert report["mandarin"]["clean"]["n"] == len(few)
    assert report["mandarin"]["clean"]["ser"] < 0.2
    assert report["mandarin"]["telephone"]["ser"] < 0.3
