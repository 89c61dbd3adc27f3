import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ivr.gateway.captions import Caption, Captioned
from ivr.gateway.clock import VirtualClock
from ivr.gateway.duplex import MAX_DIGITS
from ivr.gateway.line import Digit, Frame, HungUp, LineInfo
from ivr.gateway.websocket.connection import connected
from ivr.gateway.websocket.events import Audio, Dialect, Ended, Flow, Pressed, TransferAnswered
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native import Start, encode
from ivr.gateway.websocket.native_server import NativeDialect
from ivr.gateway.websocket.twilio import TwilioDialect
from ivr.gateway.websocket.websocket_line import LAST_WORDS, WebSocketLine

INFO = LineInfo("c", "13800138000", "12345", "inbound", 8000, "native")


def frame(n: int) -> bytes:
    return struct.pack("<h", 1000 + n) * 160


@asynccontextmanager
async def native_line(fake_socket, limits: Limits | None = None) -> AsyncIterator[WebSocketLine]:
    dialect = NativeDialect()
    dialect.receive(encode(Start("13800138000", "12345")))
    async with line_in(fake_socket, dialect, limits) as line:
        yield line


@asynccontextmanager
async def line_in(
    fake_socket, dialect: Dialect, limits: Limits | None = None
) -> AsyncIterator[WebSocketLine]:
    limits = limits or Limits()
    async with connected(fake_socket, dialect, limits) as connection:
        line = WebSocketLine(connection, dialect, INFO, VirtualClock(), limits)
        connection.attach(line.hear)
        yield line


async def test_a_frame_every_tick_whether_or_not_something_came(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        line.hear(Audio(frame(1) + frame(2)))
        received = [await line.receive() for _ in range(3)]
    assert received == [Frame(frame(1)), Frame(frame(2)), Frame(bytes(320))]


async def test_keys_come_before_the_next_frame(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        for digit in "12":
            line.hear(Pressed(digit))
        received = [await line.receive() for _ in range(3)]
    assert received == [Digit("1"), Digit("2"), Frame(bytes(320))]


async def test_a_key_that_comes_with_the_end_is_not_lost(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        loop = asyncio.get_running_loop()
        loop.call_soon(line.hear, Pressed("5"))
        loop.call_soon(line.hear, Ended("caller"))
        received = [await line.receive() for _ in range(3)]
    assert received == [Digit("5"), HungUp("caller"), HungUp("caller")]


async def test_a_storm_of_keys_is_bounded(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        for _ in range(1000):
            line.hear(Pressed("1"))
        digits = 0
        while isinstance(await line.receive(), Digit):
            digits += 1
    assert digits == MAX_DIGITS


async def test_what_is_sent_goes_out_one_frame_a_tick(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        for n in range(3):
            await line.send(frame(n))
        await line.receive()
        await line.receive()
        await line.flush()
        await line.receive()
    assert fake_socket.sent == [frame(0), frame(1), '{"type": "flush"}']


async def test_last_words_before_a_hang_up_are_heard(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        line.hear(Audio(frame(1)))
        line.hear(Ended("caller"))
        assert await line.receive() == Frame(frame(1))
        assert await line.receive() == HungUp("caller")
        assert await line.receive() == HungUp("caller")
        await line.send(frame(2))
        await line.flush()
        await line.hang_up()
    assert fake_socket.sent == []


async def test_a_hang_up_waits_for_what_was_sent(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        for n in range(3):
            await line.send(frame(n))
        await line.hang_up()
        assert await line.receive() == HungUp("robot")
        await line.hang_up()
    assert fake_socket.sent[:3] == [frame(0), frame(1), frame(2)]
    assert [json.loads(message) for message in fake_socket.sent[3:]] == [
        {"type": "hang_up", "reason": "robot"}
    ]


async def test_twilio_confirms_the_last_words_with_a_mark(fake_socket) -> None:
    async with line_in(fake_socket, TwilioDialect()) as line:
        hanging_up = asyncio.ensure_future(line.hang_up())
        await fake_socket.first_sent.wait()
        assert json.loads(fake_socket.sent[0])["mark"] == {"name": LAST_WORDS}
        assert not line.over
        line.hear(Ended("caller"))
        await hanging_up
        assert await line.receive() == HungUp("caller")


async def test_a_mark_that_never_comes_back_is_not_waited_for_long(fake_socket) -> None:
    async with line_in(fake_socket, TwilioDialect(), Limits(play_out_s=0.01)) as line:
        await line.hang_up()
        assert await line.receive() == HungUp("robot")


async def test_a_transfer_that_is_accepted_ends_the_call(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        transferring = asyncio.ensure_future(line.transfer("agents", {"reason": "asked"}))
        await fake_socket.first_sent.wait()
        line.hear(TransferAnswered(True))
        assert await transferring
        assert await line.receive() == HungUp("transferred")
    assert [json.loads(message)["type"] for message in fake_socket.sent] == ["transfer", "hang_up"]


async def test_a_transfer_that_is_refused_or_ignored_leaves_the_call(fake_socket) -> None:
    async with native_line(fake_socket, Limits(transfer_s=0.01)) as line:
        transferring = asyncio.ensure_future(line.transfer("agents", {}))
        await fake_socket.first_sent.wait()
        line.hear(TransferAnswered(False))
        assert not await transferring
        assert not await line.transfer("agents", {})
        assert await line.receive() == Frame(bytes(320))


async def test_a_caller_who_hangs_up_during_a_transfer(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        transferring = asyncio.ensure_future(line.transfer("agents", {}))
        await fake_socket.first_sent.wait()
        line.hear(Ended("caller"))
        assert not await transferring
        assert await line.receive() == HungUp("caller")


async def test_twilio_cannot_transfer(fake_socket) -> None:
    async with line_in(fake_socket, TwilioDialect(), Limits(play_out_s=0.01)) as line:
        assert not await line.transfer("agents", {})


async def test_captions_are_shown_where_there_is_a_screen(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        assert isinstance(line, Captioned)
        await line.caption(Caption("caller", "您好", final=False))
    assert json.loads(fake_socket.sent[0]) == {
        "type": "transcript",
        "speaker": "caller",
        "text": "您好",
        "final": False,
    }


async def test_a_peer_that_takes_no_more_gets_the_rest_later(fake_socket) -> None:
    async with native_line(fake_socket) as line:
        line.hear(Flow(False))
        for n in range(2):
            await line.send(frame(n))
            await line.receive()
        assert fake_socket.sent == []
        line.hear(Flow(True))
        for _ in range(2):
            await line.receive()
    assert fake_socket.sent == [frame(0), frame(1)]


async def test_a_peer_that_never_takes_the_last_words_is_not_waited_for_for_ever(
    fake_socket,
) -> None:
    async with native_line(fake_socket, Limits(play_out_s=0.1)) as line:
        line.hear(Flow(False))
        await line.send(frame(1))
        await line.hang_up()
        assert line.over
    assert [json.loads(message)["type"] for message in fake_socket.sent] == ["hang_up"]
