"""[P] The native dialect's messages, and how they look on the wire (docs/protocol-native.md).

Both ends use this module: text messages are JSON objects with a `type`, binary ones are PCM16.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, cast

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.events import Audio, Message
from ivr.gateway.websocket.fields import Fields, parse_object

VERSION = 1
SAMPLE_RATES = (8000, 16000)
MAX_AUDIO = 64_000
"""Bytes in one binary message: 2 s at 16 kHz."""

DIGITS = frozenset("0123456789*#ABCD")


@dataclass(frozen=True)
class Start:
    """Caller → gateway, first: here is a call."""

    caller: str
    called: str
    sample_rate: int = 8000
    call_id: str = ""
    version: int = VERSION
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Started:
    """Gateway → caller: the call stands, under this id."""

    call_id: str


@dataclass(frozen=True)
class Register:
    """Handset → gateway, first: ring me under this number."""

    number: str
    sample_rate: int = 8000
    version: int = VERSION


@dataclass(frozen=True)
class Ready:
    """Gateway → handset: registered under this number."""

    number: str


@dataclass(frozen=True)
class Ring:
    """Gateway → handset. about: what the call is about, "" where not told."""

    call_id: str
    caller: str
    about: str = ""


@dataclass(frozen=True)
class Answer:
    """Handset → gateway: picked up."""

    call_id: str


@dataclass(frozen=True)
class Decline:
    """Handset → gateway: not now."""

    call_id: str
    reason: Literal["busy", "rejected"] = "rejected"


@dataclass(frozen=True)
class KeyPress:
    """Caller → gateway."""

    digit: str


@dataclass(frozen=True)
class Flush:
    """Gateway → caller: drop what has not been played yet."""


@dataclass(frozen=True)
class Transfer:
    """Gateway → caller: connect this call to `target`. Answered by `TransferResult`."""

    target: str
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TransferResult:
    """Caller → gateway."""

    accepted: bool


@dataclass(frozen=True)
class HangUp:
    """Either way: the call is over. From the gateway: once all that was sent has been played."""

    reason: str = ""


@dataclass(frozen=True)
class Transcript:
    """Gateway → caller, for a screen; may be ignored."""

    speaker: Literal["caller", "robot"]
    text: str
    final: bool = True

    @classmethod
    def of(cls, caption: Caption) -> "Transcript":
        return cls(caption.speaker, caption.text, caption.final)


Control = (
    Start
    | Started
    | Register
    | Ready
    | Ring
    | Answer
    | Decline
    | KeyPress
    | Flush
    | Transfer
    | TransferResult
    | HangUp
    | Transcript
)


def encode(message: Control | Audio) -> Message:
    """The message as it goes on the wire."""
    if isinstance(message, Audio):
        return message.pcm
    return json.dumps({"type": _NAMES[type(message)], **asdict(message)}, ensure_ascii=False)


def decode(message: Message) -> Control | Audio:
    """Understand one message from either end. Raises ProtocolError."""
    if isinstance(message, bytes):
        return _decode_audio(message)
    fields = parse_object(message)
    name = fields.text("type", most=32)
    if name not in _READERS:
        raise ProtocolError(f"unknown message type {name!r}")
    return _READERS[name](Fields(fields.values, name))


def _decode_audio(message: bytes) -> Audio:
    if len(message) > MAX_AUDIO:
        raise MessageTooBig(f"binary message longer than {MAX_AUDIO} bytes")
    if len(message) % 2:
        raise ProtocolError("binary message holds half a sample; PCM16 needs an even length")
    return Audio(message)


def _start(fields: Fields) -> Start:
    _check_version(fields)
    return Start(
        caller=fields.text("caller", "", most=32),
        called=fields.text("called", "", most=32),
        sample_rate=_sample_rate(fields),
        call_id=fields.identifier("call_id", ""),
        parameters=fields.texts("parameters"),
    )


def _register(fields: Fields) -> Register:
    _check_version(fields)
    number = fields.text("number", most=32)
    if not any(character.isdecimal() for character in number):
        raise ProtocolError("register: number holds no digits")
    return Register(number, _sample_rate(fields))


def _check_version(fields: Fields) -> None:
    version = fields.integer("version", VERSION)
    if version != VERSION:
        raise ProtocolError(f"{fields.where}: version {version} is not spoken here, only {VERSION}")


def _sample_rate(fields: Fields) -> int:
    rate = fields.integer("sample_rate", 8000)
    if rate not in SAMPLE_RATES:
        raise ProtocolError(f"{fields.where}: sample_rate must be 8000 or 16000")
    return rate


def _digit(fields: Fields) -> KeyPress:
    digit = fields.text("digit", most=1).upper()
    if digit not in DIGITS:
        raise ProtocolError(f"digit: no key is called {digit!r}")
    return KeyPress(digit)


def _decline(fields: Fields) -> Decline:
    reason = fields.text("reason", "rejected")
    if reason not in ("busy", "rejected"):
        raise ProtocolError("decline: reason must be busy or rejected")
    return Decline(fields.identifier("call_id"), cast(Literal["busy", "rejected"], reason))


def _transcript(fields: Fields) -> Transcript:
    speaker = fields.text("speaker")
    if speaker not in ("caller", "robot"):
        raise ProtocolError("transcript: speaker must be caller or robot")
    text = fields.text("text", most=10_000)
    return Transcript(cast(Literal["caller", "robot"], speaker), text, fields.truth("final", True))


_READERS: Mapping[str, Callable[[Fields], Control]] = {
    "start": _start,
    "started": lambda fields: Started(fields.identifier("call_id")),
    "register": _register,
    "ready": lambda fields: Ready(fields.text("number")),
    "ring": lambda fields: Ring(
        fields.identifier("call_id"), fields.text("caller", ""), fields.text("about", "")
    ),
    "answer": lambda fields: Answer(fields.identifier("call_id")),
    "decline": _decline,
    "digit": _digit,
    "flush": lambda fields: Flush(),
    "transfer": lambda fields: Transfer(fields.text("target"), fields.texts("context")),
    "transfer_result": lambda fields: TransferResult(fields.truth("accepted")),
    "hang_up": lambda fields: HangUp(fields.text("reason", "")),
    "transcript": _transcript,
}

_NAMES: Mapping[type[Control], str] = {
    Start: "start",
    Started: "started",
    Register: "register",
    Ready: "ready",
    Ring: "ring",
    Answer: "answer",
    Decline: "decline",
    KeyPress: "digit",
    Flush: "flush",
    Transfer: "transfer",
    TransferResult: "transfer_result",
    HangUp: "hang_up",
    Transcript: "transcript",
}
