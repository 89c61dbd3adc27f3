from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.speech.choose import load_voice
from ivr.speech.errors import UnknownVoice, VoiceNotInstalled


def test_auto_falls_back_where_nothing_is_installed(tmp_path: Path) -> None:
    with capture_logs() as logs:
        assert load_voice("auto", models_dir=tmp_path).name == "pyttsx3:cmn"
    assert len(logs) == 1


def test_what_is_asked_for_by_name_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(VoiceNotInstalled, match="hotline models pull"):
        load_voice("kokoro", models_dir=tmp_path)


def test_the_test_tone_can_be_chosen(tmp_path: Path) -> None:
    assert load_voice("metered", models_dir=tmp_path).name == "metered:tone"


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownVoice, match="kokoro"):
        load_voice("siri", models_dir=tmp_path)


@pytest.mark.model
def test_auto_takes_the_natural_voice(models_dir: Path) -> None:
    assert load_voice("auto", "zm_yunxi", models_dir).name == "kokoro:zm_yunxi"
