"""[P] vosk-server's WebSocket protocol: what a client may ask, and what it is answered.

Source: vosk-server's "websocket" and the clients it comes with. Every audio message gets exactly
one reply: a partial, or a result where an utterance has ended; `eof` gets the last result.
"""

import json
from dataclasses import dataclass, replace

from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.events import Message
from ivr.gateway.websocket.fields import Fields, parse_object

DEFAULT_RATE = 8000
"""What vosk-server takes audio for that nobody has described, Hz."""

MIN_RATE, MAX_RATE = 4000, 192_000

MAX_AUDIO = 128 * 1024
"""Bytes of one audio message."""

MAX_PHRASES = 2000

UNKNOWN = "[unk]"
"""The phrase that stands for any other, in a closed list."""


@dataclass(frozen=True)
class Config:
    """What the client wants. sample_rate: of its audio, Hz. words: results with times.
    alternatives: results as a list of alternatives, where above 0. phrases: what may be said;
    closed: nothing else may."""

    sample_rate: int = DEFAULT_RATE
    words: bool = True
    alternatives: int = 0
    phrases: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Chunk:
    """PCM16 mono at the configured rate, whole samples."""

    pcm: bytes


@dataclass(frozen=True)
class EndOfAudio:
    """No more will come; the last result is due."""


@dataclass(frozen=True)
class Utterance:
    """What was heard, from start to end in seconds of the stream. confidence: 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float | None = None


class VoskProtocol:
    """One client. config: as it stands; fixed once audio has come."""

    def __init__(self) -> None:
        self.config = Config()
        self._half = b""
        self._begun = False

    def receive(self, message: Message) -> Chunk | EndOfAudio | None:
        """Understand one message; None needs no answer. Raises ProtocolError."""
        if isinstance(message, bytes):
            return self._audio(message)
        fields = parse_object(message)
        if "eof" in fields.values:
            return EndOfAudio()
        if "config" not in fields.values:
            raise ProtocolError("a text message must hold config or eof")
        if not self._begun:  # vosk-server, too, does not change a recogniser that is at work
            self.config = _read_config(self.config, fields.inner("config"))
        return None

    def _audio(self, message: bytes) -> Chunk:
        if len(message) > MAX_AUDIO:
            raise MessageTooBig(f"audio longer than {MAX_AUDIO} bytes")
        self._begun = True
        came = self._half + message
        whole = len(came) - len(came) % 2
        self._half = came[whole:]
        return Chunk(came[:whole])


def partial(text: str) -> str:
    """The reply while somebody speaks, and, with no text, while nobody does."""
    return _json({"partial": text})


def result(utterances: tuple[Utterance, ...], config: Config) -> str:
    """The reply where utterances have ended: nearly always one; none is a result without words.

    With `words` each utterance is one item of `result`: its words have no times of their own.
    """
    text = " ".join(each.text for each in utterances if each.text)
    items = [_item(each) for each in utterances if each.text] if config.words else []
    one: dict[str, object] = ({"result": items} if items else {}) | {"text": text}
    if not config.alternatives:
        return _json(one)
    confidence = min((each.confidence or 0.0 for each in utterances if each.text), default=0.0)
    return _json({"alternatives": [{"confidence": confidence} | one]})


def _item(utterance: Utterance) -> dict[str, object]:
    return {
        "conf": 1.0 if utterance.confidence is None else round(utterance.confidence, 6),
        "end": round(utterance.end_s, 3),
        "start": round(utterance.start_s, 3),
        "word": utterance.text,
    }


def _json(reply: dict[str, object]) -> str:
    return json.dumps(reply, ensure_ascii=False, indent=2)


def _read_config(config: Config, asked: Fields) -> Config:
    values = asked.values
    if "sample_rate" in values:
        config = replace(config, sample_rate=_rate(values["sample_rate"]))
    if "words" in values:
        config = replace(config, words=bool(values["words"]))
    if "max_alternatives" in values:
        config = replace(config, alternatives=max(0, asked.integer("max_alternatives")))
    if "phrase_list" in values:
        phrases = _phrases(values["phrase_list"])
        closed = bool(phrases) and UNKNOWN not in phrases
        config = replace(config, phrases=tuple(p for p in phrases if p != UNKNOWN), closed=closed)
    return config


def _rate(written: object) -> int:
    """Clients write 8000, 8000.0 and "8000"."""
    try:
        rate = float(written) if isinstance(written, int | float | str) else 0.0
    except (ValueError, OverflowError):
        rate = 0.0
    if not MIN_RATE <= rate <= MAX_RATE or rate != int(rate):
        raise ProtocolError(f"config: sample_rate must be {MIN_RATE} to {MAX_RATE} Hz")
    return int(rate)


def _phrases(written: object) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(phrase, str) for phrase in written):
        raise ProtocolError("config: phrase_list must be a list of strings")
    if len(written) > MAX_PHRASES:
        raise ProtocolError(f"config: phrase_list is longer than {MAX_PHRASES}")
    return tuple(written)
