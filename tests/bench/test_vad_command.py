import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner

from bench.vad_command import bench_vad
from bench.vad_detectors import CANDIDATES

APP = typer.Typer()
APP.command()(bench_vad)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    lines = ["id\tpath\ttranscript\tgroup\tref_quality"]
    for number in range(2):
        time = np.arange(2 * 8000) / 8000
        loud = (time > 0.5) & (time < 1.5)
        soundfile.write(tmp_path / f"{number}.wav", 0.2 * np.sin(4000 * time) * loud, 8000)
        lines.append(f"{number}\t{number}.wav\t好\tword\tcorpus")
    path = tmp_path / "m.tsv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_table_by_noise_and_level_and_json(manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "vad.json"
    done = CliRunner().invoke(APP, [str(manifest), "--detector", "energy", "--json", str(out)])
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text("utf-8"))
    figures = found["detectors"]["energy"]
    assert {"all", "none", "hum", "10 dB", "babble 0 dB"} <= set(figures)
    assert figures["all"]["utterances"] == 17
    assert figures["none"]["onsets_missed"] == 0
    assert figures["none"]["onset_p50_ms"] > 0
    assert found["idle_core_s_per_hour"]["energy"] > 0
    for word in ("energy", "babble", "idle line", "5 dB", "1 clips a scene"):
        assert word in done.output


def test_what_is_not_installed_says_so_in_its_row(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    out = tmp_path / "vad.json"
    arguments = [str(manifest), "--detector", "webrtc mode 3", "--detector", "energy"]
    done = CliRunner().invoke(APP, [*arguments, "--json", str(out)])
    assert "hotline-robot[bench]" in " ".join(done.output.split())
    found = json.loads(out.read_text("utf-8"))
    assert set(found["missing"]) == {"webrtc mode 3"}
    assert set(found["detectors"]) == {"energy"}


def test_an_unknown_detector_is_told_those_there_are(manifest: Path) -> None:
    done = CliRunner().invoke(APP, [str(manifest), "--detector", "ears"])
    assert done.exit_code == 2
    for name in CANDIDATES:
        assert name in " ".join(done.output.replace("│", " ").split())
