"""[P] Twilio Media Streams, bidirectional: JSON text, base64 µ-law at 8 kHz.

Source: Twilio's "Media Streams – WebSocket Messages". Twilio does not tell a stream who calls whom;
the TwiML that opens it should pass `<Parameter name="caller" value="{{From}}"/>` and `called`.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping

from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.websocket.events import (
    Audio,
    CallStarted,
    Ended,
    Message,
    PeerEvent,
    Played,
    Pressed,
)
from ivr.gateway.websocket.fields import Fields, parse_object

SAMPLE_RATE = 8000
DIGITS = frozenset("0123456789*#ABCD")


class TwilioDialect:
    """One stream. `connected` and `start` come first, `stop` last."""

    name = "twilio"

    def __init__(self) -> None:
        self._stream = ""
        self._over = False

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        if isinstance(message, bytes):
            raise ProtocolError("Twilio sends text messages only; this one is binary")
        fields = parse_object(message)
        event = fields.text("event", most=32)
        reader = _READERS.get(event)
        if reader is None:
            # Twilio adds events now and then; an unknown one must not end the call.
            return ()
        if self._over:
            return ()
        if event == "start":
            return self._start(fields)
        if event != "connected" and not self._stream:
            raise ProtocolError(f"{event} before start")
        events = reader(fields)
        self._over = event == "stop"
        return events

    def _start(self, fields: Fields) -> tuple[PeerEvent, ...]:
        if self._stream:
            raise ProtocolError("a second start on one stream")
        events = _read_start(fields)
        self._stream = fields.inner("start").identifier("streamSid")
        return events

    def send_started(self, call_id: str) -> tuple[Message, ...]:
        return ()

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        payload = base64.b64encode(encode_ulaw(pcm)).decode("ascii")
        return self._say("media", media={"payload": payload})

    def send_flush(self) -> tuple[Message, ...]:
        return self._say("clear")

    def send_mark(self, mark: str) -> tuple[Message, ...]:
        return self._say("mark", mark={"name": mark})

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]:
        """A stream cannot transfer its call; that takes Twilio's REST interface."""
        return ()

    def send_hang_up(self, reason: str) -> tuple[Message, ...]:
        """The stream ends by closing the connection; Twilio goes on with its TwiML."""
        return ()

    def send_caption(self, caption: Caption) -> tuple[Message, ...]:
        return ()

    def _say(self, event: str, **more: object) -> tuple[Message, ...]:
        return (json.dumps({"event": event, "streamSid": self._stream, **more}),)


def _read_start(fields: Fields) -> tuple[PeerEvent, ...]:
    start = fields.inner("start")
    media = start.inner("mediaFormat")
    encoding, rate = media.text("encoding"), media.integer("sampleRate")
    if (encoding, rate, media.integer("channels")) != ("audio/x-mulaw", SAMPLE_RATE, 1):
        raise ProtocolError(f"media format {encoding} {rate} Hz; only audio/x-mulaw 8000 Hz mono")
    parameters = start.texts("customParameters")
    return (
        CallStarted(
            call_id=start.identifier("callSid"),
            caller=subscriber_digits(parameters.get("caller", "")),
            called=subscriber_digits(parameters.get("called", "")),
            sample_rate=SAMPLE_RATE,
            parameters=parameters,
        ),
    )


def _read_media(fields: Fields) -> tuple[PeerEvent, ...]:
    media = fields.inner("media")
    if media.text("track", "inbound") != "inbound":
        return ()
    try:
        codes = base64.b64decode(media.text("payload", most=1 << 16), validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError("media: payload is not base64") from None
    return (Audio(decode_ulaw(codes)),) if codes else ()


def _read_dtmf(fields: Fields) -> tuple[PeerEvent, ...]:
    digit = fields.inner("dtmf").text("digit", most=8).upper()
    if digit not in DIGITS:
        raise ProtocolError(f"dtmf: no key is called {digit!r}")
    return (Pressed(digit),)


_READERS: Mapping[str, Callable[[Fields], tuple[PeerEvent, ...]]] = {
    "connected": lambda fields: (),
    "start": _read_start,
    "media": _read_media,
    "dtmf": _read_dtmf,
    "mark": lambda fields: (Played(fields.inner("mark").text("name")),),
    "stop": lambda fields: (Ended("caller"),),
}
