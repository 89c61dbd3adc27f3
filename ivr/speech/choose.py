"""Which voice speaks: the best one that is installed, or the one that was asked for."""

from collections.abc import Callable
from pathlib import Path

import structlog

from ivr.speech.errors import UnknownVoice, VoiceNotInstalled
from ivr.speech.fallback import Pyttsx3
from ivr.speech.kokoro import Kokoro
from ivr.speech.metered import MeteredVoice
from ivr.speech.voice import Voice

KOKORO_MODEL = "kokoro-82m-zh"
"""Folder of the Kokoro model in the folder of models."""

_log = structlog.get_logger(__name__)


def load_voice(
    engine: str = "auto",
    voice: str = "zf_xiaoxiao",
    models_dir: Path = Path("models"),
    threads: int = 2,
) -> Voice:
    """Load a voice (Kokoro takes seconds).

    engine: 'kokoro', 'pyttsx3', 'metered', or 'auto': Kokoro, and pyttsx3 where that is not
    installed. voice: of Kokoro; the others have one each. Raises UnknownVoice, VoiceNotInstalled,
    VoiceDamaged.
    """
    loaders: dict[str, Callable[[], Voice]] = {
        "auto": lambda: _best(voice, models_dir, threads),
        "kokoro": lambda: Kokoro.load(models_dir / KOKORO_MODEL, voice, threads),
        "pyttsx3": Pyttsx3.load,
        "metered": MeteredVoice,
    }
    if engine not in loaders:
        raise UnknownVoice(f"no voice engine {engine!r}; choose one of {', '.join(loaders)}")
    return loaders[engine]()


def _best(voice: str, models_dir: Path, threads: int) -> Voice:
    try:
        return Kokoro.load(models_dir / KOKORO_MODEL, voice, threads)
    except VoiceNotInstalled as reason:
        _log.warning("natural voice not installed, using pyttsx3", reason=str(reason))
        return Pyttsx3.load()
