"""[P] Asterisk's AudioSocket: frames of a type byte, a length (16 bits, big-endian) and a payload.

Source: Asterisk's "AudioSocket" and its res_audiosocket. The UUID comes first, then audio and keys.
There is no word for barge-in: whoever speaks paces itself and just stops. There is no metadata
either: the UUID is the call's id, and nobody says who calls.
"""

import uuid
from collections.abc import Iterator, Mapping

from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.websocket.events import (
    Audio,
    CallStarted,
    Ended,
    Message,
    PeerEvent,
    Pressed,
)
from ivr.gateway.websocket.metadata import key, whole_samples

HANG_UP, IDENTITY, DTMF, ERROR = 0x00, 0x01, 0x03, 0xFF

RATES: Mapping[int, int] = {
    0x10: 8000,
    0x11: 12000,
    0x12: 16000,
    0x13: 24000,
    0x14: 32000,
    0x15: 44100,
    0x16: 48000,
    0x17: 96000,
    0x18: 192000,
}
"""Sample rate of each type of audio frame, Hz."""

KINDS: Mapping[int, int] = {rate: kind for kind, rate in RATES.items()}

MAX_PAYLOAD = 0xFFFE
"""Bytes of audio in one frame: what the length can say, in whole samples."""

MAX_WAITING_KEYS = 64

_HEADER = 3


def encode(kind: int, payload: bytes = b"") -> bytes:
    """One frame."""
    return bytes((kind,)) + len(payload).to_bytes(2, "big") + payload


class AudioSocketDialect:
    """One connection. `receive` takes whatever TCP brings, cut anywhere.

    The call starts with the first audio, because its type says the rate; keys wait for it.
    """

    name = "audiosocket"

    def __init__(self) -> None:
        self._came = bytearray()
        self._call_id = ""
        self._rate = 0
        self._keys: list[PeerEvent] = []
        self._over = False

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        if isinstance(message, str):
            raise ProtocolError("AudioSocket is a stream of bytes; this is text")
        self._came += message
        return tuple(
            event for kind, payload in self._frames() for event in self._take(kind, payload)
        )

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._came) >= _HEADER and not self._over:
            end = _HEADER + int.from_bytes(self._came[1:_HEADER], "big")
            if len(self._came) < end:
                return
            kind, payload = self._came[0], bytes(self._came[_HEADER:end])
            del self._came[:end]
            yield kind, payload
        if self._over:
            self._came.clear()

    def _take(self, kind: int, payload: bytes) -> tuple[PeerEvent, ...]:
        if kind == HANG_UP:
            return self._end("caller")
        if kind == ERROR:
            return self._end(f"AudioSocket error {payload[:8].hex() or 'without a code'}")
        if kind == IDENTITY:
            self._identify(payload)
            return ()
        if not self._call_id:
            raise ProtocolError(f"frame of type {kind:#04x} before the UUID")
        if kind == DTMF:
            return self._press(payload)
        if kind in RATES:
            return self._hear(RATES[kind], whole_samples(payload))
        raise ProtocolError(f"no frame has the type {kind:#04x}")

    def _identify(self, payload: bytes) -> None:
        if self._call_id:
            raise ProtocolError("a second UUID on one connection")
        if len(payload) != 16:
            raise ProtocolError(f"a UUID has 16 bytes, not {len(payload)}")
        identity = uuid.UUID(bytes=payload)
        if identity.variant != uuid.RFC_4122 or identity.version is None:
            raise ProtocolError("not a UUID by RFC 4122: make one with ${UUID()} in the dialplan")
        self._call_id = str(identity)

    def _press(self, payload: bytes) -> tuple[PeerEvent, ...]:
        if len(payload) != 1:
            raise ProtocolError(f"a key is one byte, not {len(payload)}")
        pressed = Pressed(key(payload.decode("latin-1")))
        if self._rate:
            return (pressed,)
        if len(self._keys) < MAX_WAITING_KEYS:
            self._keys.append(pressed)
        return ()

    def _hear(self, rate: int, pcm: bytes) -> tuple[PeerEvent, ...]:
        if self._rate and rate != self._rate:
            raise ProtocolError(f"audio at {rate} Hz in a call at {self._rate} Hz")
        audio = (Audio(pcm),) if pcm else ()
        if self._rate:
            return audio
        self._rate = rate
        return (CallStarted(self._call_id, "", "", rate), *self._keys, *audio)

    def _end(self, reason: str) -> tuple[PeerEvent, ...]:
        self._over = True
        return (Ended(reason),)

    def send_started(self, call_id: str) -> tuple[Message, ...]:
        return ()

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        kind = KINDS[self._rate]
        pieces = (pcm[at : at + MAX_PAYLOAD] for at in range(0, len(pcm), MAX_PAYLOAD))
        return tuple(encode(kind, piece) for piece in pieces)

    def send_flush(self) -> tuple[Message, ...]:
        return ()

    def send_mark(self, mark: str) -> tuple[Message, ...]:
        return ()

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]:
        return ()

    def send_hang_up(self, reason: str) -> tuple[Message, ...]:
        return (encode(HANG_UP),)

    def send_caption(self, caption: Caption) -> tuple[Message, ...]:
        return ()
