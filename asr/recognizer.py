"""The contract between the rest of the product and any recogniser.

`Engine` is a loaded model, shared by all calls. `Recognizer` hears one call, one utterance at a
time. Both are synchronous and blocking: `asr.pool` runs them on worker threads, off the event loop.
"""

from dataclasses import dataclass
from typing import Protocol

SAMPLE_WIDTH = 2
"""Bytes a sample: all PCM in the product is signed 16-bit little-endian mono."""
SILENT = 0.002
"""Peak, of 1, below which there is no sound."""


@dataclass(frozen=True)
class Transcript:
    """What was heard in one utterance, or so far in it.

    text: characters as the engine wrote them, without punctuation or spaces between Chinese
        characters; empty where nothing was understood. An engine that only gives pinyin fills it
        by `asr.writing`.
    syllables: the utterance in toneless pinyin ("zhong", "nv"), one item a syllable; digits and
        Latin letters are single items as they are. Derived from the text where the engine gives
        characters, so it is always there.
    confidence: 0 to 1, or None where the engine does not say.
    """

    text: str
    syllables: tuple[str, ...]
    confidence: float | None = None

    @property
    def empty(self) -> bool:
        return not self.text and not self.syllables


@dataclass(frozen=True)
class Hints:
    """What is likely to be said next; an engine that cannot use a hint ignores it.

    phrases: words to prefer (hot words, prompt).
    only: a closed grammar: nothing but these phrases; empty for open speech.
    number: whether a number is likely to be dictated, digit by digit.
    answers: short utterances that may well come here, whole. They lead no engine towards them; one
        that is not sure of a short utterance asks itself whether it was one of these.
    """

    phrases: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    number: bool = False
    answers: tuple[str, ...] = ()


class Recognizer(Protocol):
    """Hears one call. Not thread-safe: the pool never runs two jobs of one recogniser at once."""

    def accept(self, pcm: bytes) -> Transcript | None:
        """Take audio (PCM16 mono at the engine's rate, any length of whole samples).

        Returns the partial transcript if it has changed, else None.
        """

    def guess(self) -> Transcript | None:
        """What has been said so far, where `accept` gives no partials; None where it does.

        Where no more audio comes, `finish` gives the same, and at once.
        """

    def finish(self) -> Transcript:
        """End the utterance, return its transcript, and be ready for the next one."""

    def reset(self) -> None:
        """Forget the utterance so far."""


class Engine(Protocol):
    """A loaded model."""

    @property
    def name(self) -> str:
        """'vosk', 'sherpa' or 'whisper'."""

    @property
    def model(self) -> str:
        """Registry name of the model, or the folder it was loaded from."""

    @property
    def sample_rate(self) -> int:
        """The only rate it takes, in Hz."""

    @property
    def streaming(self) -> bool:
        """Whether `accept` ever returns partials."""

    def recognizer(self, hints: Hints = Hints()) -> Recognizer:
        """A new recogniser for one call."""
