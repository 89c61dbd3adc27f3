"""A robot whose recogniser follows a script and whose voice is a tone; everything else is real."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import ivr.loading
from asr.fake import ScriptedEngine, ScriptedRecognizer
from asr.recognizer import Hints
from ivr.app import Robot, open_robot
from ivr.gateway.wav import read_audio
from ivr.recorded.sidecar import read_manifest
from ivr.settings import Settings, load_settings

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"
NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
RATE = 8000

OpenRobot = Callable[..., AbstractAsyncContextManager[Robot]]
SettingsOf = Callable[..., Settings]
Scripted = Callable[..., ScriptedEngine]


class OneScript(ScriptedEngine):
    """The pool makes a new recogniser where other hints are given; the script goes on in it."""

    def __init__(self, *texts: str | Exception) -> None:
        super().__init__(texts)
        self._only = super().recognizer()

    def recognizer(self, hints: Hints = Hints()) -> ScriptedRecognizer:
        self.hinted.append(hints)
        return self._only


@pytest.fixture
def settings_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SettingsOf:
    """Settings that write into tmp_path only; sections as keywords."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOTLINE_CONFIG", "HOTLINE_GATEWAY__TOKEN", "HOTLINE_HTTP__API_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def load(**sections: Mapping[str, Any]) -> Settings:
        ours: dict[str, dict[str, Any]] = {
            "asr": {"sentinel": False, "cheaper_model": "", "second_model": ""},
            "speech": {"engine": "metered", "cache_dir": tmp_path / "speech"},
            "call": {"recordings_dir": tmp_path / "recordings"},
            "database": {"url": f"sqlite:///{tmp_path / 'hotline.db'}"},
        }
        names = ours.keys() | sections.keys()
        return load_settings(**{n: ours.get(n, {}) | dict(sections.get(n, {})) for n in names})

    return load


@pytest.fixture
def configured(settings_of: SettingsOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """For commands, which read the environment: tone and tmp_path, as `settings_of` gives them."""
    monkeypatch.setenv("HOTLINE_SPEECH__ENGINE", "metered")
    monkeypatch.setenv("HOTLINE_ASR__SENTINEL", "false")
    monkeypatch.setenv("HOTLINE_ASR__CHEAPER_MODEL", "")
    monkeypatch.setenv("HOTLINE_SPEECH__CACHE_DIR", str(tmp_path / "speech"))
    monkeypatch.setenv("HOTLINE_DATABASE__URL", f"sqlite:///{tmp_path / 'hotline.db'}")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """From now on the program's recogniser hears the texts given, whatever the settings say."""

    def script(*texts: str | Exception) -> ScriptedEngine:
        engine = OneScript(*texts)
        monkeypatch.setattr(ivr.loading, "load_engine", lambda *_, **__: engine)
        return engine

    return script


@pytest.fixture
def robot_hearing(settings_of: SettingsOf, scripted: Scripted) -> OpenRobot:
    """`async with robot_hearing("你好", "转人工", asr={...}) as robot`."""

    @asynccontextmanager
    async def opened(
        *texts: str | Exception,
        now: Callable[[], datetime] = lambda: NOW,
        **sections: Mapping[str, Any],
    ) -> AsyncIterator[Robot]:
        scripted(*texts)
        async with open_robot(settings_of(**sections), now) as robot:
            yield robot

    return opened


@pytest.fixture(scope="session")
def voice() -> bytes:
    """A sentence in a human voice, PCM16 at 8 kHz: what it says does not matter here."""
    span = read_manifest(FIXTURES)["handoff-at-once"][0]
    return read_audio(FIXTURES / "handoff-at-once.wav", RATE)[span.start * 2 : span.end * 2]
