"""[P] What the robot and the process of the SIP gateway say to each other.

A frame is one byte of kind, four bytes of length (big-endian), and so many bytes:

- 1, control: a JSON object, `type` and the fields of one of the classes of `CONTROLS`.
- 2, audio: four bytes of call number (big-endian) and PCM16 little-endian mono at 8 kHz.

Calls are numbered by who begins them: inbound by the process (even), outbound by the robot (odd).
Both ends are ours, so a frame that breaks the rules is a fault: the connection is given up.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from ivr.gateway.errors import ProtocolError

SAMPLE_RATE = 8000
MAX_CONTROL = 64 * 1024
MAX_AUDIO = 16 * 1024
"""Bytes of one frame; a second of audio is 16,000."""

_CONTROL, _AUDIO = 1, 2
_HEAD = struct.Struct(">BI")
_CALL = struct.Struct(">I")


@dataclass(frozen=True)
class Audio:
    """Either way: a little of a call's audio."""

    call: int
    pcm: bytes


@dataclass(frozen=True)
class Start:
    """To the process, first: settings as `SipSettings.as_json` gives them."""

    settings: dict[str, Any]


@dataclass(frozen=True)
class Dial:
    """To the process: place an outbound call. headers: of the INVITE."""

    call: int
    uri: str
    headers: dict[str, str]
    ring_s: float


@dataclass(frozen=True)
class Flush:
    """To the process: drop what has not been played."""

    call: int


@dataclass(frozen=True)
class HangUp:
    """To the process: end the call. at_once: without playing what was sent."""

    call: int
    at_once: bool = False


@dataclass(frozen=True)
class Transfer:
    """To the process: send REFER to `uri`."""

    call: int
    uri: str


@dataclass(frozen=True)
class SendDigits:
    """To the process: press keys (RFC 4733)."""

    call: int
    digits: str


@dataclass(frozen=True)
class Drain:
    """To the process: take no more calls."""


@dataclass(frozen=True)
class Drained:
    """From the process: it takes no more calls, and all have ended."""


@dataclass(frozen=True)
class Ready:
    """From the process: it listens, over these transports."""

    transports: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Alive:
    """From the process, every second."""

    calls: int


@dataclass(frozen=True)
class Broken:
    """From the process: it cannot go on. reason: one line for an operator."""

    reason: str


@dataclass(frozen=True)
class Registered:
    """From the process: whether the trunk knows us."""

    accepted: bool
    detail: str = ""


@dataclass(frozen=True)
class Ringing:
    """From the process: the far end of an outbound call is said to ring, once a call."""

    call: int


@dataclass(frozen=True)
class Established:
    """From the process: a call is up. headers: of the INVITE, for inbound calls."""

    call: int
    sip_call_id: str
    peer: str
    transport: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pressed:
    """From the process: the far end pressed a key."""

    call: int
    digit: str


@dataclass(frozen=True)
class TransferAnswered:
    """From the process: whether the far end took the transfer."""

    call: int
    accepted: bool


@dataclass(frozen=True)
class TransferAsked:
    """From the process, where `follow_transfers` is set: the far end wants the call to go on at
    `uri` (its Refer-To), which is being called."""

    call: int
    uri: str


@dataclass(frozen=True)
class Ended:
    """From the process: a call is over, or never came to be.

    status: of the SIP response that refused it, 0 where there was none. rang: whether the far
    end was reported to ring. detail: the stack's own words.
    """

    call: int
    status: int = 0
    rang: bool = False
    detail: str = ""


Control = (
    Start
    | Dial
    | Flush
    | HangUp
    | Transfer
    | SendDigits
    | Drain
    | Drained
    | Ready
    | Alive
    | Broken
    | Registered
    | Ringing
    | Established
    | Pressed
    | TransferAnswered
    | TransferAsked
    | Ended
)
Message = Audio | Control

CONTROLS: dict[str, type[Control]] = {
    "start": Start,
    "dial": Dial,
    "flush": Flush,
    "hang_up": HangUp,
    "transfer": Transfer,
    "send_digits": SendDigits,
    "drain": Drain,
    "drained": Drained,
    "ready": Ready,
    "alive": Alive,
    "broken": Broken,
    "registered": Registered,
    "ringing": Ringing,
    "established": Established,
    "pressed": Pressed,
    "transfer_answered": TransferAnswered,
    "transfer_asked": TransferAsked,
    "ended": Ended,
}
_TYPES = {kind: name for name, kind in CONTROLS.items()}


class WireError(ProtocolError):
    """A frame that the rules above do not allow."""


def encode(message: Message) -> bytes:
    """The frame of a message. Raises WireError for one that is too long."""
    if isinstance(message, Audio):
        kind, body, most = _AUDIO, _CALL.pack(message.call) + message.pcm, MAX_AUDIO
    else:
        told = {"type": _TYPES[type(message)], **asdict(message)}
        kind, body, most = _CONTROL, json.dumps(told, ensure_ascii=False).encode(), MAX_CONTROL
    if len(body) > most:
        raise WireError(f"a message of {len(body)} bytes to the SIP gateway; at most {most}")
    return _HEAD.pack(kind, len(body)) + body


class Decoder:
    """Bytes in, messages out. Never holds more than one frame that is not complete."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """Raises WireError for what is no frame."""
        self._waiting += chunk
        start = 0
        try:
            while len(self._waiting) - start >= _HEAD.size:
                kind, length = _HEAD.unpack_from(self._waiting, start)
                _check(kind, length)
                end = start + _HEAD.size + length
                if len(self._waiting) < end:
                    break
                body = bytes(self._waiting[start + _HEAD.size : end])
                start = end
                yield _audio(body) if kind == _AUDIO else _control(body)
        finally:
            del self._waiting[:start]


def _check(kind: int, length: int) -> None:
    most = {_CONTROL: MAX_CONTROL, _AUDIO: MAX_AUDIO}.get(kind)
    if most is None:
        raise WireError(f"a frame of unknown kind {kind} from the SIP gateway")
    if length > most:
        raise WireError(f"a frame of {length} bytes from the SIP gateway; at most {most}")


def _audio(body: bytes) -> Audio:
    if len(body) < _CALL.size or len(body) % 2:
        raise WireError("an audio frame without whole samples from the SIP gateway")
    return Audio(_CALL.unpack_from(body)[0], body[_CALL.size :])


def _control(body: bytes) -> Control:
    try:
        told = json.loads(body)
        return CONTROLS[told.pop("type")](**told)
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise WireError(f"a control frame that cannot be read from the SIP gateway: {e}") from None
