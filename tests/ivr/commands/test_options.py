from pathlib import Path

import pytest

from ivr.commands.options import chosen
from ivr.errors import SettingsError


@pytest.fixture(autouse=True)
def _configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_ASR__ENGINE", "vosk")
    monkeypatch.setenv("HOTLINE_ASR__PAUSE_MS", "900")
    monkeypatch.setenv("HOTLINE_SPEECH__SPEED", "1.2")


def test_without_options_the_settings_hold() -> None:
    settings = chosen()
    assert (settings.asr.engine, settings.asr.model, settings.speech.engine) == ("vosk", "", "auto")


def test_options_win_and_leave_the_rest_of_their_section() -> None:
    settings = chosen("sherpa", "some-model", "metered")
    assert (settings.asr.engine, settings.asr.model) == ("sherpa", "some-model")
    assert (settings.asr.pause_ms, settings.speech.speed) == (900, 1.2)
    assert settings.speech.engine == "metered"


@pytest.mark.parametrize(
    ("options", "field"), [({"engine": "x"}, "asr.engine"), ({"voice": "x"}, "speech.engine")]
)
def test_an_unknown_name_is_refused_as_the_setting_it_stands_for(
    options: dict[str, str], field: str
) -> None:
    with pytest.raises(SettingsError, match=field):
        chosen(**options)
