"""[P] Asterisk's chan_websocket: raw codec in binary messages, controls as JSON or plain text.

Source: Asterisk's "WebSocket Channel Driver" (JSON controls from 20.18, 22.8 and 23.2; plain text
before). We answer in the form in which MEDIA_START came. Asterisk re-times what it is sent, so
FLUSH_MEDIA is what makes a barge-in quick.

It does not say who calls: the dial string should add `v(caller=${CALLERID(num)},called=${EXTEN})`,
whose values come as parameters of the address, or the channel may inherit variables of these names.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from ivr.gateway.websocket.events import (
    Audio,
    CallStarted,
    Flow,
    Message,
    PeerEvent,
    Played,
    Pressed,
)
from ivr.gateway.websocket.fields import MAX_TEXT, Fields, parse_object
from ivr.gateway.websocket.metadata import call_started, key, texts_of, whole_samples

SUBPROTOCOL = "media"

MAX_AUDIO = 65_500
"""Bytes of one binary message, either way."""


@dataclass(frozen=True)
class Codec:
    """sample_rate: Hz. decode: to PCM16 (ProtocolError); encode: from it."""

    sample_rate: int
    decode: Callable[[bytes], bytes]
    encode: Callable[[bytes], bytes]


def _linear(sample_rate: int) -> Codec:
    return Codec(sample_rate, whole_samples, lambda pcm: pcm)


CODECS: Mapping[str, Codec] = {
    "ulaw": Codec(8000, decode_ulaw, encode_ulaw),
    "alaw": Codec(8000, decode_alaw, encode_alaw),
    "slin": _linear(8000),
    "slin12": _linear(12000),
    "slin16": _linear(16000),
    "slin24": _linear(24000),
    "slin32": _linear(32000),
    "slin44": _linear(44100),
    "slin48": _linear(48000),
    "slin96": _linear(96000),
    "slin192": _linear(192000),
}


class AsteriskDialect:
    """One channel. parameters: of the address it connected to."""

    name = "asterisk"

    def __init__(self, parameters: Mapping[str, str] | None = None) -> None:
        self._parameters = dict(parameters or {})
        self._codec: Codec | None = None
        self._json = True

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        if isinstance(message, bytes):
            return self._hear(message)
        plain = not message.lstrip().startswith("{")
        fields = _plain(message) if plain else parse_object(message)
        event = fields.text("event", most=64)
        if event == "MEDIA_START":
            self._json = not plain
            return (self._start(fields),)
        if self._codec is None:
            raise ProtocolError(f"{event} before MEDIA_START")
        reader = _READERS.get(event)
        # Asterisk adds events now and then; an unknown one must not end the call.
        return reader(fields) if reader else ()

    def _start(self, fields: Fields) -> CallStarted:
        if self._codec is not None:
            raise ProtocolError("a second MEDIA_START on one channel")
        format_name = fields.text("format", most=32)
        codec = CODECS.get(format_name)
        if codec is None:
            raise ProtocolError(f"format {format_name!r}: only {', '.join(CODECS)}")
        variables = texts_of(fields.inner("channel_variables", {}))
        started = call_started(
            variables | self._parameters,
            call_id=fields.identifier("channel_id", ""),
            sample_rate=codec.sample_rate,
        )
        self._codec = codec
        return started

    def _hear(self, media: bytes) -> tuple[PeerEvent, ...]:
        if self._codec is None:
            raise ProtocolError("media before MEDIA_START")
        if len(media) > MAX_AUDIO:
            raise MessageTooBig(f"media longer than {MAX_AUDIO} bytes")
        return (Audio(self._codec.decode(media)),) if media else ()

    def send_started(self, call_id: str) -> tuple[Message, ...]:
        """Asterisk answers the channel as soon as it is connected, unless told not to."""
        return ()

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        if self._codec is None:
            return ()
        media = self._codec.encode(pcm)
        return tuple(media[at : at + MAX_AUDIO] for at in range(0, len(media), MAX_AUDIO))

    def send_flush(self) -> tuple[Message, ...]:
        return self._command("FLUSH_MEDIA")

    def send_mark(self, mark: str) -> tuple[Message, ...]:
        return self._command("MARK_MEDIA", mark)

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]:
        """A WebSocket channel cannot transfer the caller; the dialplan goes on when it ends."""
        return ()

    def send_hang_up(self, reason: str) -> tuple[Message, ...]:
        return self._command("HANGUP")

    def send_caption(self, caption: Caption) -> tuple[Message, ...]:
        return ()

    def _command(self, command: str, correlation: str = "") -> tuple[Message, ...]:
        """Asterisk takes at most 128 characters."""
        if not self._json:
            return (f"{command} {correlation}".rstrip(),)
        more = {"correlation_id": correlation} if correlation else {}
        return (json.dumps({"command": command} | more),)


_WHOLE = frozenset(("MEDIA_MARK_PROCESSED", "MEDIA_BUFFERING_COMPLETED"))
"""Events whose plain form is a name and a correlation id, which may hold spaces."""


def _plain(message: str) -> Fields:
    """`EVENT name:value name:value` as the same fields that its JSON form has."""
    if len(message) > MAX_TEXT:
        raise MessageTooBig(f"text message longer than {MAX_TEXT} characters")
    event, _, rest = message.strip().partition(" ")
    if event in _WHOLE:
        return Fields({"event": event, "correlation_id": rest})
    pairs = (word.partition(":") for word in rest.split(" ") if ":" in word)
    return Fields({name: value for name, _, value in pairs} | {"event": event})


_READERS: Mapping[str, Callable[[Fields], tuple[PeerEvent, ...]]] = {
    "DTMF_END": lambda fields: (Pressed(key(fields.text("digit", most=1))),),
    "MEDIA_XOFF": lambda fields: (Flow(False),),
    "MEDIA_XON": lambda fields: (Flow(True),),
    "MEDIA_MARK_PROCESSED": lambda fields: (Played(fields.text("correlation_id", "")),),
}
