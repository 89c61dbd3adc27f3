"""[P] FreeSWITCH's mod_audio_fork and mod_audio_stream, and jambonz's listen: one family.

A text message with metadata first (any JSON object), then the caller in binary L16; back come audio
and JSON commands. Sources: the modules' READMEs, jambonz's "listen" and "Bidirectional audio".

- What the modules do not do by themselves (transfer, and with mod_audio_stream also killAudio and
  disconnect) they raise as events for the script that started them.
- That script reports keys with `send_text {"event":"dtmf","dtmf":"2"}`, and a transfer that it has
  carried out, or not, with `{"event":"transfer","accepted":true}`.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.events import (
    Audio,
    Message,
    PeerEvent,
    Played,
    Pressed,
    TransferAnswered,
)
from ivr.gateway.websocket.fields import Fields, parse_object
from ivr.gateway.websocket.metadata import call_started, key, texts_of, whole_samples

MAX_AUDIO = 64_000
"""Bytes of one binary message."""

Encoder = Callable[[bytes, int], Message]
"""PCM16 and its rate as one message."""


def _binary(pcm: bytes, sample_rate: int) -> Message:
    return pcm


def _play_audio(pcm: bytes, sample_rate: int) -> Message:
    data = {
        "audioContentType": "raw",
        "sampleRate": sample_rate,
        "audioContent": base64.b64encode(pcm).decode("ascii"),
    }
    return json.dumps({"type": "playAudio", "data": data})


def _stream_audio(pcm: bytes, sample_rate: int) -> Message:
    data = {
        "audioDataType": "raw",
        "sampleRate": sample_rate,
        "audioData": base64.b64encode(pcm).decode("ascii"),
    }
    return json.dumps({"type": "streamAudio", "data": data})


PLAYBACK: Mapping[str, Encoder] = {
    "binary": _binary,
    "playAudio": _play_audio,
    "streamAudio": _stream_audio,
}
"""How the peer takes audio; `?playback=` in the address overrides what is usual."""


@dataclass(frozen=True)
class Flavour:
    """One member of the family.

    playback: a key of `PLAYBACK`. flush: commands of a barge-in. marks: whether it can tell what
    it has played. transfers: whether somebody may act on a transfer.
    """

    name: str
    subprotocol: str
    playback: str
    flush: tuple[str, ...]
    marks: bool
    transfers: bool


MOD_AUDIO_FORK = Flavour(
    "audio_fork", "audio.drachtio.org", "binary", ("killAudio",), marks=False, transfers=True
)
MOD_AUDIO_STREAM = Flavour(
    "audio_stream", "", "streamAudio", ("killAudio",), marks=False, transfers=True
)
JAMBONZ = Flavour(
    "jambonz",
    "audio.jambonz.org",
    "binary",
    ("killAudio", "clearMarks"),
    marks=True,
    transfers=False,
)


class AudioForkDialect:
    """One forked channel. parameters: of the address it connected to."""

    def __init__(self, flavour: Flavour, parameters: Mapping[str, str] | None = None) -> None:
        self._flavour = flavour
        self._parameters = dict(parameters or {})
        self._encode = PLAYBACK[flavour.playback]
        self._rate = 0

    @property
    def name(self) -> str:
        return self._flavour.name

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        if isinstance(message, bytes):
            return self._hear(message)
        fields = parse_object(message)
        if not self._rate:
            return self._start(texts_of(fields))
        return self._report(fields)

    def _start(self, metadata: Mapping[str, str]) -> tuple[PeerEvent, ...]:
        playback = self._parameters.get("playback", self._flavour.playback)
        if playback not in PLAYBACK:
            raise ProtocolError(f"playback {playback[:32]!r}: only {', '.join(PLAYBACK)}")
        started = call_started(self._parameters | dict(metadata))
        self._encode, self._rate = PLAYBACK[playback], started.sample_rate
        return (started,)

    def _hear(self, pcm: bytes) -> tuple[PeerEvent, ...]:
        if len(pcm) > MAX_AUDIO:
            raise MessageTooBig(f"audio longer than {MAX_AUDIO} bytes")
        # Metadata is optional in both modules; the address may say all there is to say.
        begun = () if self._rate else self._start({})
        return (*begun, Audio(whole_samples(pcm))) if pcm else begun

    def _report(self, fields: Fields) -> tuple[PeerEvent, ...]:
        """Scripts may send texts of their own; they are none of our business."""
        for name, reader in _READERS.items():
            if name in (fields.values.get("event"), fields.values.get("type")):
                return reader(fields)
        return ()

    def send_started(self, call_id: str) -> tuple[Message, ...]:
        return ()

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        return (self._encode(pcm, self._rate),)

    def send_flush(self) -> tuple[Message, ...]:
        return tuple(_command(name) for name in self._flavour.flush)

    def send_mark(self, mark: str) -> tuple[Message, ...]:
        return (_command("mark", {"name": mark}),) if self._flavour.marks else ()

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]:
        if not self._flavour.transfers:
            return ()
        return (_command("transfer", {"target": target, "context": dict(context)}),)

    def send_hang_up(self, reason: str) -> tuple[Message, ...]:
        return (_command("disconnect"),)

    def send_caption(self, caption: Caption) -> tuple[Message, ...]:
        return ()


def audio_fork(parameters: Mapping[str, str]) -> AudioForkDialect:
    return AudioForkDialect(MOD_AUDIO_FORK, parameters)


def audio_stream(parameters: Mapping[str, str]) -> AudioForkDialect:
    return AudioForkDialect(MOD_AUDIO_STREAM, parameters)


def jambonz(parameters: Mapping[str, str]) -> AudioForkDialect:
    return AudioForkDialect(JAMBONZ, parameters)


def _command(kind: str, data: Mapping[str, object] | None = None) -> str:
    return json.dumps({"type": kind} | ({"data": data} if data else {}), ensure_ascii=False)


def _read_mark(fields: Fields) -> tuple[PeerEvent, ...]:
    """`playout`, or `cleared` by a barge-in."""
    data = fields.inner("data", {})
    return (Played(data.text("name", "")),) if data.text("event", "playout") == "playout" else ()


_READERS: Mapping[str, Callable[[Fields], tuple[PeerEvent, ...]]] = {
    "dtmf": lambda fields: (Pressed(key(fields.text("dtmf", most=8))),),
    "transfer": lambda fields: (TransferAnswered(fields.truth("accepted")),),
    "mark": _read_mark,
}
