"""A conversation from greeting to goodbye over each PBX dialect, on real sockets: the caller
interrupts the greeting, is understood, presses a key, and the robot takes its leave."""

import asyncio
import base64
import contextlib
import json
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ivr.gateway.audiosocket.shell import audiosocket
from ivr.gateway.clock import FRAME_S, RealClock, Ticker
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.line import Digit, Frame, HungUp
from ivr.gateway.pacing import JitterBuffer, is_quiet
from ivr.gateway.phone import Keys, Manners, Over, ScriptedCaller, Segment, Speech
from ivr.gateway.websocket.handsets import Handsets
from ivr.gateway.websocket.shell import router

TOKEN = "a-token-for-tests"
SPEED = 4.0
CHANNEL = "1764153600.42"
CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")

Message = str | bytes


@dataclass
class Heard:
    """What one message from the gateway means to a PBX."""

    pcm: bytes = b""
    flush: bool = False
    mark: Message | None = None
    over: bool = False


class Pbx(Protocol):
    """A PBX's side of a dialect, written from its documents, not from our modules."""

    rate: int
    query: str
    subprotocol: str | None
    flush_words: tuple[str, ...]

    def start(self) -> list[Message]: ...
    def audio(self, pcm: bytes) -> Message: ...
    def key(self, digit: str) -> Message: ...
    def hear(self, message: Message) -> Heard: ...


class AsteriskJson:
    rate, query, subprotocol = 16000, "&called=12345", "media"
    flush_words = ('{"command": "FLUSH_MEDIA"}',)

    def start(self) -> list[Message]:
        start = {
            "event": "MEDIA_START",
            "connection_id": "hotline",
            "channel": "WebSocket/hotline/0x7f3c1c00a2b0",
            "channel_id": CHANNEL,
            "format": "slin16",
            "optimal_frame_size": 640,
            "ptime": 20,
            "channel_variables": {"caller": "+8613800138000"},
        }
        return [json.dumps(start)]

    def audio(self, pcm: bytes) -> Message:
        return pcm

    def key(self, digit: str) -> Message:
        return json.dumps({"event": "DTMF_END", "channel_id": CHANNEL, "digit": digit})

    def hear(self, message: Message) -> Heard:
        if isinstance(message, bytes):
            return Heard(message)
        said = json.loads(message)
        match said["command"]:
            case "FLUSH_MEDIA":
                return Heard(flush=True)
            case "MARK_MEDIA":
                mark = {
                    "event": "MEDIA_MARK_PROCESSED",
                    "channel_id": CHANNEL,
                    "correlation_id": said["correlation_id"],
                }
                return Heard(mark=json.dumps(mark))
            case "HANGUP":
                return Heard(over=True)
        raise AssertionError(message)


class AsteriskPlain:
    rate, query, subprotocol = 8000, "&caller=13800138000&called=12345", "media"
    flush_words = ("FLUSH_MEDIA",)

    def start(self) -> list[Message]:
        return [
            f"MEDIA_START connection_id:hotline channel:WebSocket/hotline/0x7f3c"
            f" channel_id:{CHANNEL} format:alaw optimal_frame_size:160 ptime:20"
        ]

    def audio(self, pcm: bytes) -> Message:
        return encode_alaw(pcm)

    def key(self, digit: str) -> Message:
        return f"DTMF_END digit:{digit} channel_id:{CHANNEL}"

    def hear(self, message: Message) -> Heard:
        if isinstance(message, bytes):
            return Heard(decode_alaw(message))
        command, _, name = message.partition(" ")
        if command == "MARK_MEDIA":
            return Heard(mark=f"MEDIA_MARK_PROCESSED {name}")
        return Heard(flush=command == "FLUSH_MEDIA", over=command == "HANGUP")


@dataclass
class Fork:
    """FreeSWITCH's two modules and jambonz."""

    rate: int
    metadata: dict[str, object]
    subprotocol: str | None
    flush_words: tuple[str, ...] = ('{"type": "killAudio"}',)
    query: str = "&called=12345"

    def start(self) -> list[Message]:
        return [json.dumps(self.metadata)]

    def audio(self, pcm: bytes) -> Message:
        return pcm

    def key(self, digit: str) -> Message:
        return json.dumps({"event": "dtmf", "dtmf": digit, "duration": "1600"})

    def hear(self, message: Message) -> Heard:
        if isinstance(message, bytes):
            return Heard(message)
        said = json.loads(message)
        match said["type"]:
            case "killAudio":
                return Heard(flush=True)
            case "playAudio" | "streamAudio":
                data = said["data"]
                assert data["sampleRate"] == self.rate
                return Heard(base64.b64decode(data.get("audioContent") or data["audioData"]))
            case "mark":
                name = said["data"]["name"]
                mark = {"type": "mark", "data": {"name": name, "event": "playout"}}
                return Heard(mark=json.dumps(mark))
            case "disconnect":
                return Heard(over=True)
        return Heard()


class AudioSocket:
    rate, query, subprotocol = 16000, "", None
    flush_words = ()

    def start(self) -> list[Message]:
        return [b"\x01\x00\x10" + CALL.bytes]

    def audio(self, pcm: bytes) -> Message:
        return b"\x12" + len(pcm).to_bytes(2, "big") + pcm

    def key(self, digit: str) -> Message:
        return b"\x03\x00\x01" + digit.encode()

    def hear(self, message: Message) -> Heard:
        assert isinstance(message, bytes)
        kind, payload = message[0], message[3:]
        assert kind in (0x00, 0x12)
        return Heard(payload, over=kind == 0)


class Wire(Protocol):
    async def send(self, message: Message) -> None:
        """Harmless when the gateway has closed."""

    async def receive(self) -> Message | None:
        """None when the gateway has closed."""


@dataclass
class WebSocketWire:
    socket: ClientConnection

    async def send(self, message: Message) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(message)

    async def receive(self) -> Message | None:
        try:
            return await self.socket.recv()
        except ConnectionClosed:
            return None


@dataclass
class TcpWire:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, message: Message) -> None:
        assert isinstance(message, bytes)
        with contextlib.suppress(ConnectionError):
            self.writer.write(message)
            await self.writer.drain()

    async def receive(self) -> Message | None:
        try:
            header = await self.reader.readexactly(3)
            return header + await self.reader.readexactly(int.from_bytes(header[1:], "big"))
        except asyncio.IncompleteReadError:
            return None


@dataclass
class Telephone:
    """A caller behind a PBX. words: the texts that the gateway sent; played: 20 ms frames as the
    caller heard them; over: the gateway has ended the call in its dialect's words."""

    pbx: Pbx
    wire: Wire
    caller: ScriptedCaller
    words: list[str] = field(default_factory=list)
    played: list[bytes] = field(default_factory=list)
    flushes_at: list[int] = field(default_factory=list)
    marks: list[Message] = field(default_factory=list)
    over: bool = False

    def __post_init__(self) -> None:
        self.playout = JitterBuffer(self.pbx.rate, max_ms=10_000)

    async def call(self) -> None:
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            for message in self.pbx.start():
                await self.wire.send(message)
            reader = tasks.create_task(self._read())
            await self._talk()
            reader.cancel()
        self.playout.finish()
        while self.playout:
            self.played.append(self.playout.pop())

    async def _talk(self) -> None:
        ticker = Ticker(RealClock(SPEED))
        while not self.over:
            await ticker.tick()
            frame = self.playout.pop()
            if not self.playout:
                while self.marks:
                    await self.wire.send(self.marks.pop(0))
            self.played.append(frame)
            for event in self.caller.hear(frame, len(self.played) * FRAME_S):
                match event:
                    case Frame(pcm):
                        await self.wire.send(self.pbx.audio(pcm))
                    case Digit(digit):
                        await self.wire.send(self.pbx.key(digit))
                    case HungUp():
                        raise AssertionError("the robot should have said goodbye")

    async def _read(self) -> None:
        while (message := await self.wire.receive()) is not None:
            if isinstance(message, str):
                self.words.append(message)
            heard = self.pbx.hear(message)
            if heard.flush:
                self.playout.flush()
                self.flushes_at.append(len(self.played))
            self.playout.push(heard.pcm)
            if heard.mark is not None:
                self.marks.append(heard.mark)
            self.over = self.over or heard.over
        assert self.over, "the gateway has closed without saying goodbye"

    def turns(self) -> list[float]:
        """How long the robot spoke each time, seconds; half a second of silence ends a turn."""
        turns: list[float] = []
        quiet = 25
        for frame in self.played:
            if is_quiet(frame):
                quiet += 1
                continue
            if quiet >= 25:
                turns.append(0.0)
            turns[-1] += FRAME_S
            quiet = 0
        return turns


def caller(rate: int, loud: Callable[[float, int], bytes]) -> ScriptedCaller:
    return ScriptedCaller(
        [Segment(Speech(loud(0.8, rate)), Over(1.0)), Segment(Keys("1"))], rate, Manners()
    )


@asynccontextmanager
async def websocket_gateway(robot) -> AsyncIterator[str]:
    app = FastAPI()
    app.include_router(router(robot, token=TOKEN, handsets=Handsets(), new_clock=robot.clock))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/media"
    finally:
        server.should_exit = True
        await serving


METADATA: dict[str, object] = {"caller": "13800138000", "call_id": CHANNEL}
JAMBONZ: dict[str, object] = {
    "callSid": CHANNEL,
    "from": "+8613800138000",
    "to": "12345",
    "sampleRate": 8000,
    "mixType": "mono",
    "sip": {"headers": {}},
}
PBXS = {
    "asterisk, json": ("asterisk", AsteriskJson()),
    "asterisk, plain": ("asterisk", AsteriskPlain()),
    "mod_audio_fork": (
        "audio_fork",
        Fork(16000, METADATA | {"sampleRate": 16000}, "audio.drachtio.org"),
    ),
    "mod_audio_fork, base64": (
        "audio_fork",
        Fork(8000, METADATA, "audio.drachtio.org", query="&called=12345&playback=playAudio"),
    ),
    "mod_audio_stream": ("audio_stream", Fork(8000, METADATA, None)),
    "jambonz": (
        "jambonz",
        Fork(
            8000,
            JAMBONZ,
            "audio.jambonz.org",
            ('{"type": "killAudio"}', '{"type": "clearMarks"}'),
        ),
    ),
}


def assert_all_went_well(robot, telephone: Telephone) -> None:
    assert robot.heard() == ["投诉噪音"]
    assert robot.keyed() == ["1"]
    assert [result.outcome for result in robot.results] == ["answered"]
    greeting, question, goodbye = telephone.turns()
    # Of 29 characters at 0.2 s each the caller let the robot say a second and a bit.
    assert 1.0 < greeting < 3.0
    assert question == pytest.approx(6 * 0.2, abs=0.3)
    assert goodbye == pytest.approx(6 * 0.2, abs=0.3)


@pytest.mark.parametrize(("path", "pbx"), PBXS.values(), ids=PBXS)
async def test_over_a_websocket(open_robot, loud, path: str, pbx: Pbx) -> None:
    offered = [pbx.subprotocol] if pbx.subprotocol else None
    async with open_robot("投诉噪音") as robot, websocket_gateway(robot) as url:
        address = f"{url}/{path}?token={TOKEN}{pbx.query}"
        async with connect(address, subprotocols=offered, proxy=None) as client:
            assert client.subprotocol == pbx.subprotocol
            telephone = Telephone(pbx, WebSocketWire(client), caller(pbx.rate, loud))
            await telephone.call()
    assert_all_went_well(robot, telephone)
    info = robot.lines[0].info
    assert (info.call_id, info.caller, info.called) == (CHANNEL, "13800138000", "12345")
    assert (info.dialect, info.sample_rate) == (path, pbx.rate)
    first = telephone.words.index(pbx.flush_words[0])
    assert tuple(telephone.words[first : first + len(pbx.flush_words)]) == pbx.flush_words


async def test_over_audiosocket(open_robot, loud) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    pbx = AudioSocket()
    async with (
        open_robot("投诉噪音") as robot,
        audiosocket(robot, listener, new_clock=robot.clock) as door,
    ):
        wire = TcpWire(*await asyncio.open_connection(door.host, door.port))
        telephone = Telephone(pbx, wire, caller(pbx.rate, loud))
        await telephone.call()
        wire.writer.close()
    assert_all_went_well(robot, telephone)
    info = robot.lines[0].info
    assert (info.call_id, info.dialect, info.sample_rate) == (str(CALL), "audiosocket", 16000)
