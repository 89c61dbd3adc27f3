"""An engine for tests: it hears what the test says it hears.

`ScriptedEngine(("你好", "转人工"))` gives each utterance the next text of its script, one more
character a partial for every tenth of a second of audio. A text that is an exception is raised
instead. Deterministic, and as strict about its use as a real engine.
"""

from dataclasses import dataclass, field

from asr.pinyin import syllables
from asr.recognizer import SAMPLE_WIDTH, Hints, Transcript

_CHARACTERS_A_SECOND = 10
_NOTHING = Transcript("", ())


@dataclass
class ScriptedEngine:
    """script: what is heard in each utterance of each call, in order; after it, nothing.

    hinted: the hints of every recogniser made so far, for the test to look at.
    """

    script: tuple[str | Exception, ...] = ()
    name: str = "scripted"
    model: str = "scripted"
    sample_rate: int = 16_000
    streaming: bool = True
    hinted: list[Hints] = field(default_factory=list)

    def recognizer(self, hints: Hints = Hints()) -> "ScriptedRecognizer":
        self.hinted.append(hints)
        return ScriptedRecognizer(self)


class ScriptedRecognizer:
    """One call of a `ScriptedEngine`."""

    def __init__(self, engine: ScriptedEngine) -> None:
        self._engine = engine
        self._utterance = 0
        self._bytes = 0
        self._shown = ""

    def accept(self, pcm: bytes) -> Transcript | None:
        if len(pcm) % SAMPLE_WIDTH:
            raise ValueError("half a sample")
        self._bytes += len(pcm)
        shown = self._text()[: self._characters()]
        if shown == self._shown or not self._engine.streaming:
            return None
        self._shown = shown
        return Transcript(shown, syllables(shown))

    def guess(self) -> Transcript | None:
        if self._engine.streaming or not self._bytes:
            return None
        text = self._text()
        return Transcript(text, syllables(text), 1.0)

    def finish(self) -> Transcript:
        text = self._text() if self._bytes else ""
        if self._bytes:
            self._utterance += 1
        self.reset()
        return Transcript(text, syllables(text), 1.0) if text else _NOTHING

    def reset(self) -> None:
        self._bytes = 0
        self._shown = ""

    def _characters(self) -> int:
        return self._bytes * _CHARACTERS_A_SECOND // (SAMPLE_WIDTH * self._engine.sample_rate)

    def _text(self) -> str:
        if self._utterance >= len(self._engine.script):
            return ""
        said = self._engine.script[self._utterance]
        if isinstance(said, Exception):
            self._utterance += 1
            raise said
        return said
