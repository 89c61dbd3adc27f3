"""[P] The far end of both dialects: what a telephone says, and what it is told."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.gateway.websocket.events import Audio, Message
from ivr.gateway.websocket.fields import Fields, parse_object
from ivr.gateway.websocket.native import (
    Flush,
    HangUp,
    KeyPress,
    Start,
    Started,
    Transcript,
    Transfer,
    TransferResult,
    decode,
    encode,
)


@dataclass(frozen=True)
class Mark:
    """To be given back when everything before it has been played."""

    name: str


GatewayEvent = Audio | Flush | Mark | Started | Transfer | HangUp | Caption


class ClientDialect(Protocol):
    """A telephone's side of one call, without I/O."""

    def send_start(self) -> tuple[Message, ...]: ...

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]: ...

    def send_digit(self, digit: str) -> tuple[Message, ...]: ...

    def send_mark(self, mark: Mark) -> tuple[Message, ...]: ...

    def send_transfer_result(self, accepted: bool) -> tuple[Message, ...]: ...

    def send_hang_up(self) -> tuple[Message, ...]: ...

    def receive(self, message: Message) -> tuple[GatewayEvent, ...]:
        """Understand one message. Raises ProtocolError."""


class NativeClient:
    """start: sent first; None on a handset, whose call has begun by its answer."""

    def __init__(self, start: Start | None) -> None:
        self._start = start

    def send_start(self) -> tuple[Message, ...]:
        return (encode(self._start),) if self._start else ()

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        return (encode(Audio(pcm)),)

    def send_digit(self, digit: str) -> tuple[Message, ...]:
        return (encode(KeyPress(digit)),)

    def send_mark(self, mark: Mark) -> tuple[Message, ...]:
        return ()

    def send_transfer_result(self, accepted: bool) -> tuple[Message, ...]:
        return (encode(TransferResult(accepted)),)

    def send_hang_up(self) -> tuple[Message, ...]:
        return (encode(HangUp("caller")),)

    def receive(self, message: Message) -> tuple[GatewayEvent, ...]:
        control = decode(message)
        match control:
            case Audio() | Flush() | Started() | Transfer() | HangUp():
                return (control,)
            case Transcript(speaker, text, final):
                return (Caption(speaker, text, final),)
        raise ProtocolError(f"{type(control).__name__} is not for a telephone in a call")


class TwilioClient:
    """Speaks as Twilio does, in the order and with the fields of its documentation."""

    def __init__(self, call_sid: str, stream_sid: str, parameters: Mapping[str, str]) -> None:
        self._call = call_sid
        self._stream = stream_sid
        self._parameters = dict(parameters)
        self._sequence = 0
        self._chunk = 0

    def send_start(self) -> tuple[Message, ...]:
        connected = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        start = {
            "accountSid": "AC" + "0" * 32,
            "streamSid": self._stream,
            "callSid": self._call,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": self._parameters,
        }
        return (json.dumps(connected), *self._say("start", start))

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(20 * (self._chunk - 1)),
            "payload": base64.b64encode(encode_ulaw(pcm)).decode("ascii"),
        }
        return self._say("media", media)

    def send_digit(self, digit: str) -> tuple[Message, ...]:
        return self._say("dtmf", {"track": "inbound_track", "digit": digit})

    def send_mark(self, mark: Mark) -> tuple[Message, ...]:
        return self._say("mark", {"name": mark.name})

    def send_transfer_result(self, accepted: bool) -> tuple[Message, ...]:
        return ()

    def send_hang_up(self) -> tuple[Message, ...]:
        return self._say("stop", {"accountSid": "AC" + "0" * 32, "callSid": self._call})

    def receive(self, message: Message) -> tuple[GatewayEvent, ...]:
        if isinstance(message, bytes):
            raise ProtocolError("Twilio takes text messages only; this one is binary")
        fields = parse_object(message)
        if fields.text("streamSid") != self._stream:
            raise ProtocolError("streamSid is not the one of this stream")
        match fields.text("event"):
            case "media":
                return (_audio(fields.inner("media")),)
            case "mark":
                return (Mark(fields.inner("mark").text("name")),)
            case "clear":
                return (Flush(),)
            case other:
                raise ProtocolError(f"Twilio takes no {other!r}")

    def _say(self, event: str, content: Mapping[str, object]) -> tuple[Message, ...]:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            event: content,
            "streamSid": self._stream,
        }
        return (json.dumps(message),)


def _audio(media: Fields) -> Audio:
    try:
        return Audio(
            decode_ulaw(base64.b64decode(media.text("payload", most=1 << 16), validate=True))
        )
    except (binascii.Error, ValueError):
        raise ProtocolError("media: payload is not base64") from None
