from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner

from ivr.commands import fixtures
from ivr.errors import SidecarError
from ivr.recorded.sidecar import read_manifest
from ivr.speech.metered import MeteredVoice

SIDECAR = "about: x\nsound: {{voice: {voice}}}\nturns: [你好]\nexpect: {{}}\n"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, str]]:
    """Engine and voice of every voice that was loaded; each is a tone."""
    monkeypatch.chdir(tmp_path)
    names: list[tuple[str, str]] = []

    def load_voice(engine: str, name: str, *_: object) -> MeteredVoice:
        names.append((engine, name))
        return MeteredVoice()

    monkeypatch.setattr(fixtures, "load_voice", load_voice)
    return names


def test_every_sidecar_is_spoken_and_every_voice_loaded_once(
    loaded: list[tuple[str, str]], tmp_path: Path
) -> None:
    for name, voice in (("a", "zf_xiaoxiao"), ("b", "zm_yunxi"), ("c", "zf_xiaoxiao")):
        (tmp_path / f"{name}.yaml").write_text(SIDECAR.format(voice=voice), "utf-8")
    done = CliRunner().invoke(fixtures.app, ["make", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "3 recordings" in done.output
    assert loaded == [("kokoro", "zf_xiaoxiao"), ("kokoro", "zm_yunxi")]
    assert read_manifest(tmp_path).keys() == {"a", "b", "c"}
    assert all(soundfile.info(tmp_path / f"{name}.wav").frames > 0 for name in "abc")


def test_an_empty_folder_is_refused(loaded: list[tuple[str, str]], tmp_path: Path) -> None:
    done = CliRunner().invoke(fixtures.app, ["make", str(tmp_path)])
    assert isinstance(done.exception, SidecarError)
    assert loaded == []
