import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asr.errors import ModelDamaged, ModelNotInstalled, UnknownModel
from asr.models import MANIFEST, registry, sha256
from ivr.commands.models import app

NAME = "zipformer-zh-pinyin-3.3M"


@pytest.fixture
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOTLINE_MODELS__DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path


@pytest.fixture
def one_model(models_dir: Path) -> Path:
    folder = models_dir / NAME
    folder.mkdir()
    (folder / "tokens.txt").write_text("a 0\n", "utf-8")
    entry = {"bytes": 4, "sha256": sha256(folder / "tokens.txt")}
    (folder / MANIFEST).write_text(json.dumps({"files": {"tokens.txt": entry}}), "utf-8")
    return folder


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def test_list_shows_every_model_and_which_are_installed(one_model: Path) -> None:
    result = run("list")
    assert result.exit_code == 0
    for name in registry():
        assert name in result.output
    assert result.output.count("yes") == 1


def test_verify_finds_installed_models_sound(one_model: Path) -> None:
    result = run("verify")
    assert result.exit_code == 0
    assert f"{NAME}: sound" in result.output


def test_verify_raises_for_a_damaged_model(one_model: Path) -> None:
    (one_model / "tokens.txt").write_text("changed", "utf-8")
    assert isinstance(run("verify", NAME).exception, ModelDamaged)


def test_verify_says_when_nothing_is_installed(models_dir: Path) -> None:
    assert "nothing is installed" in run("verify").output


def test_verify_raises_for_a_model_that_is_not_here(models_dir: Path) -> None:
    assert isinstance(run("verify", "whisper-base").exception, ModelNotInstalled)


def test_pull_raises_for_an_unknown_model_before_it_fetches_any(models_dir: Path) -> None:
    assert isinstance(run("pull", "whisper-base", "no-such").exception, UnknownModel)
    assert list(models_dir.iterdir()) == []


def test_pull_wants_a_name(models_dir: Path) -> None:
    result = run("pull")
    assert result.exit_code == 2
    assert "--all-packs" in result.output


def test_pull_leaves_a_sound_model_alone(one_model: Path) -> None:
    result = run("pull", NAME)
    assert result.exit_code == 0
    assert f"{NAME}: installed" in result.output
