"""Callers for measurements: what they say, spoken by Kokoro once and kept on disk."""

import re
from collections.abc import Callable
from pathlib import Path

from ivr.recorded.sound import RATE
from ivr.settings import Settings
from ivr.speech.cache import PromptCache
from ivr.speech.choose import load_voice
from ivr.speech.level import levelled, resampled, silence, trimmed
from ivr.speech.reading import spoken_form
from ivr.speech.voice import Voice

COMMA_MS = 220
"""Between two clauses of one breath: shorter than any pause that ends an utterance."""

EDGE_MS = 25
CACHE_MIB = 2048

_CLAUSE = re.compile(r"[，。！？；、]")

LoadVoice = Callable[[str], Voice]


class Callers:
    """Speaks clause by clause, so that what many sentences share is spoken once; a + within a
    clause joins two parts without a pause. Keeps one voice
    loaded: let one caller say all they have to say before the next one begins."""

    def __init__(self, load: LoadVoice, folder: Path) -> None:
        """load: a voice by its name. folder: of what has been spoken."""
        self._load = load
        self._cache = PromptCache(folder, CACHE_MIB)
        self._loaded: tuple[str, Voice] | None = None

    def say(self, text: str, voice: str, speed: float = 1.0) -> bytes:
        """PCM16 mono at 8 kHz, not yet through a telephone. Raises SpeechError."""
        clauses = [clause for clause in _CLAUSE.split(text) if clause]
        pause = silence(RATE, COMMA_MS)
        return pause.join(
            b"".join(self._part(part, voice, speed) for part in clause.split("+") if part)
            for clause in clauses
        )

    def _part(self, text: str, voice: str, speed: float) -> bytes:
        kept = self._cache.get(text, voice, speed, RATE)
        if kept is not None:
            return kept
        if self._loaded is None or self._loaded[0] != voice:
            self._loaded = voice, self._load(voice)
        speaker = self._loaded[1]
        clean = trimmed(speaker.speak(spoken_form(text), speed), speaker.sample_rate, EDGE_MS)
        pcm = resampled(levelled(clean, speaker.sample_rate), speaker.sample_rate, RATE)
        self._cache.put(text, voice, speed, RATE, pcm)
        return pcm


def kokoro_callers(settings: Settings) -> Callers:
    """Of this machine, kept beside the robot's own prompts. Raises SpeechError on first use where
    Kokoro is not installed."""

    def load(name: str) -> Voice:
        return load_voice("kokoro", name, settings.models.dir, settings.speech.threads)

    return Callers(load, settings.speech.cache_dir.parent / "bench-speech")
