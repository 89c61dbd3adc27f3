import asyncio

import pytest

from ivr.gateway.websocket.connection import Connection, connected
from ivr.gateway.websocket.events import Audio, CallStarted, Ended, PeerEvent, Pressed
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native import KeyPress, Start, encode
from ivr.gateway.websocket.native_server import NativeDialect

START = encode(Start("13800138000", "12345"))
HASTY = Limits(start_s=0.02, peer_silence_s=0.02, send_s=0.02, outbox=5)


async def test_what_comes_before_there_is_a_listener_waits_in_order(fake_socket) -> None:
    async with connected(fake_socket, NativeDialect(), Limits()) as connection:
        for message in (START, b"\1\0", encode(KeyPress("1"))):
            fake_socket.say(message)
        await fake_socket.all_heard()
        assert isinstance(await connection.opening(), CallStarted)
        heard: list[PeerEvent] = []
        connection.attach(heard.append)
        fake_socket.say(b"\2\0")
        await fake_socket.all_heard()
        assert heard == [Audio(b"\1\0"), Pressed("1"), Audio(b"\2\0")]


async def test_everything_posted_is_sent_before_the_close(fake_socket) -> None:
    async with connected(fake_socket, NativeDialect(), Limits()) as connection:
        connection.post([b"\1\0", "text"])
    assert fake_socket.sent == [b"\1\0", "text"]
    assert fake_socket.closed == (1000, "")


async def test_a_peer_that_says_nothing_has_no_opening(fake_socket) -> None:
    async with connected(fake_socket, NativeDialect(), HASTY) as connection:
        assert await connection.opening() is None


@pytest.mark.parametrize(("politely", "reason"), [(False, "peer lost"), (True, "caller")])
async def test_a_peer_that_goes_away_ends_last(fake_socket, politely, reason) -> None:
    heard: list[PeerEvent] = []
    async with connected(fake_socket, NativeDialect(), Limits()) as connection:
        connection.attach(heard.append)
        fake_socket.say(START)
        fake_socket.vanish(politely=politely)
        await connection.lost.wait()
    assert isinstance(heard[0], CallStarted)
    assert heard[1:] == [Ended(reason)]


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("garbage", 1002, "text message is not JSON"),
        (b"\1", 1002, "half a sample"),
        (bytes(70_000), 1009, "longer than 64000 bytes"),
        ("x" * 70_000, 1009, "longer than 65536 characters"),
    ],
)
async def test_bad_messages_close_with_the_reason(fake_socket, message, code, reason) -> None:
    heard: list[PeerEvent] = []
    async with connected(fake_socket, NativeDialect(), Limits()) as connection:
        connection.attach(heard.append)
        fake_socket.say(START)
        fake_socket.say(message)
        await connection.lost.wait()
    assert fake_socket.closed is not None
    assert fake_socket.closed[0] == code
    assert reason in fake_socket.closed[1]
    assert isinstance(heard[-1], Ended)


async def test_a_silent_peer_is_lost_during_a_call_only(fake_socket) -> None:
    async with connected(fake_socket, NativeDialect(), HASTY) as connection:
        await asyncio.sleep(HASTY.peer_silence_s * 3)
        assert not connection.lost.is_set()
        connection.busy = True
        async with asyncio.timeout(5):
            await connection.lost.wait()


async def test_a_peer_that_takes_nothing_is_lost(fake_socket) -> None:
    fake_socket.stuck = True
    heard: list[PeerEvent] = []
    async with connected(fake_socket, NativeDialect(), HASTY) as connection:
        connection.attach(heard.append)
        connection.post([b"\1\0"])
        async with asyncio.timeout(5):
            await connection.lost.wait()
    assert heard == [Ended("peer lost")]


async def test_what_waits_for_a_slow_peer_is_bounded(fake_socket) -> None:
    fake_socket.stuck = True
    async with connected(fake_socket, NativeDialect(), HASTY) as connection:
        connection.post([b"\1\0"] * (HASTY.outbox + 1))
        assert connection.lost.is_set()
        connection.post([b"\1\0"])  # harmless afterwards


async def test_closing_tells_the_peer_why_in_what_room_there_is(fake_socket) -> None:
    async with connected(fake_socket, NativeDialect(), Limits()) as connection:
        connection.close(1008, "太长了" * 40)
    assert fake_socket.closed == (1008, ("太长了" * 40)[:41])


async def test_a_failing_block_still_closes(fake_socket) -> None:
    async def break_down(connection: Connection) -> None:
        raise LookupError("ours")

    with pytest.raises(ExceptionGroup):
        async with connected(fake_socket, NativeDialect(), Limits()) as connection:
            await break_down(connection)
    assert fake_socket.closed is not None
