from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands.speech import app, fixed_texts
from ivr.database import opened
from ivr.settings import load_settings
from ivr.speech.errors import SpeechError
from ivr.speech.wav import read_wav
from knowledge.approval import Actor, Role
from knowledge.entries import load_default
from knowledge.publishing import seed

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def tone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test tone as the voice, and a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE__URL", f"sqlite:///{tmp_path}/hotline.db")
    monkeypatch.setenv("HOTLINE_SPEECH__ENGINE", "metered")
    monkeypatch.setenv("HOTLINE_SPEECH__CACHE_DIR", str(tmp_path / "cache"))


def test_say_writes_a_wav_of_the_text(tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    result = CliRunner().invoke(app, ["say", "您好，12个。", "--out", str(out), "--rate", "8000"])
    assert result.exit_code == 0, result.output
    pcm, rate = read_wav(out)
    assert rate == 8000
    assert len(pcm) / 2 / rate == pytest.approx(5 * 0.2, abs=0.05)  # 您好十二个


@pytest.mark.parametrize(
    ("text", "out", "problem"),
    [("……", "out.wav", "nothing to say"), ("您好", "no/such/folder.wav", "cannot be written")],
)
def test_what_cannot_be_said_or_written_is_one_clear_error(
    text: str, out: str, problem: str
) -> None:
    result = CliRunner().invoke(app, ["say", text, "--out", out])
    assert isinstance(result.exception, SpeechError)
    assert problem in str(result.exception)
    assert "\n" not in str(result.exception)


def test_warm_speaks_everything_that_is_known_ahead(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["warm", "--rate", "16000"])
    assert result.exit_code == 0, result.output
    files = {f: f.stat().st_mtime_ns for f in (tmp_path / "cache").rglob("*.wav")}
    settings = load_settings()
    texts = fixed_texts(settings, datetime.now(settings.service.zone).date())
    assert len(files) >= len(texts) > 60
    assert f"{len(texts)} texts are ready" in result.output


def test_fixed_texts_are_those_of_what_is_published(tmp_path: Path) -> None:
    entry = replace(load_default()[0], answer="四月五号开幕。")
    with opened(f"sqlite:///{tmp_path}/hotline.db") as database, database.session() as session:
        seed(session, (entry,), Actor("赵督", Role.SUPERVISOR), datetime.now(UTC))
    texts = set(fixed_texts(load_settings(), TODAY))
    assert "四月五号开幕。" in texts
    assert load_default()[1].answer not in texts


def test_what_has_expired_is_not_spoken_ahead() -> None:
    entries = [entry for entry in load_default() if entry.valid_until]
    said = {text for entry in entries for text in entry.voiced}
    assert said & set(fixed_texts(load_settings(), TODAY))
    assert not said & set(fixed_texts(load_settings(), date.max))


def test_fixed_texts_have_no_doubles() -> None:
    texts = fixed_texts(load_settings(), TODAY)
    assert len(set(texts)) == len(texts)
    assert load_settings().service.city in texts


def test_fixed_texts_hold_parts_questions_and_what_is_asked_first() -> None:
    texts = set(fixed_texts(load_settings(), TODAY))
    entries = load_default()
    (asks,) = (entry.follow_up for entry in entries if entry.id == "tax-deed")
    (long,) = (entry for entry in entries if entry.id == "hs-inherit")
    assert asks is not None
    assert {asks.ask, *(option.answer for option in asks.options)} <= texts
    assert {long.question, long.answer, *long.more} <= texts
