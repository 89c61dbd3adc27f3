"""The contract of anything that can speak."""

from typing import Protocol


class Voice(Protocol):
    """Synchronous and blocking; `ivr.speech.speaker` runs it on a worker thread."""

    @property
    def name(self) -> str:
        """Engine and voice, as in the cache key: 'kokoro:zf_xiaoxiao', 'pyttsx3:cmn'."""

    @property
    def sample_rate(self) -> int:
        """Of what `speak` returns, Hz."""

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        """PCM16 mono of a text that is ready to be read (no digits, no Latin where avoidable)."""
