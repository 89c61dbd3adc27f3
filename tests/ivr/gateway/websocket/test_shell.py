"""The gateway's door, knocked at with the bare `websockets` library."""

import asyncio
import json

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ivr.gateway.captions import Caption, Captioned
from ivr.gateway.intake import Intake
from ivr.gateway.line import Frame, HungUp, Line
from ivr.gateway.websocket.handsets import Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native import Start, encode
from ivr.gateway.websocket.shell import DIALECTS, router

START = encode(Start("13800138000", "12345", call_id="c1"))


class Listener:
    """A robot that listens until the caller has gone."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.reason = ""

    async def __call__(self, line: Line) -> None:
        self.begun.set()
        while not isinstance(event := await line.receive(), HungUp):
            pass
        self.reason = event.reason
        self.ended.set()


def knock(gateway, dialect: str = "native", token: str | None = None) -> connect:
    headers = {"Authorization": f"Bearer {gateway.token if token is None else token}"}
    return connect(gateway.url(dialect), additional_headers=headers, proxy=None, compression=None)


async def closing(socket: ClientConnection) -> tuple[int, str]:
    """How the gateway closes."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        assert closed.rcvd is not None  # noqa: PT017 - it is always raised
        return closed.rcvd.code, closed.rcvd.reason


def test_there_is_no_gateway_without_a_token() -> None:
    with pytest.raises(ValueError, match="token"):
        router(Listener(), token="", handsets=Handsets())


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_strangers_are_turned_away(open_gateway, dialect: str) -> None:
    robot = Listener()
    async with open_gateway(robot) as gateway:
        for token in ("", "wrong", gateway.token + "x", "口令".encode().decode("latin-1")):
            with pytest.raises(InvalidStatus, match="403"):
                await knock(gateway, dialect, token)
        with pytest.raises(InvalidStatus, match="403"):
            await connect(gateway.url(dialect) + "?token=口令", proxy=None)
    assert not robot.begun.is_set()


async def test_the_token_may_stand_in_the_address(open_gateway) -> None:
    async with (
        open_gateway(Listener()) as gateway,
        connect(f"{gateway.url('native')}?token={gateway.token}", proxy=None) as socket,
    ):
        await socket.send(START)
        assert json.loads(await socket.recv()) == {"type": "started", "call_id": "c1"}


async def test_one_call_too_many_is_asked_to_call_later(open_gateway) -> None:
    async with open_gateway(Listener(), Limits(calls=1)) as gateway:
        async with knock(gateway) as first:
            await first.send(START)
            await first.recv()
            async with knock(gateway) as second:
                assert await closing(second) == (1013, "all lines are busy; call again later")
        async with asyncio.timeout(10):
            while True:  # the place is free again as soon as the first call has been cleared
                async with knock(gateway) as third:
                    try:
                        await third.send(START)
                        assert json.loads(await third.recv())["type"] == "started"
                        break
                    except ConnectionClosed:
                        await asyncio.sleep(0.01)


async def test_once_closed_it_takes_no_call_and_those_that_are_on_go_on(open_gateway) -> None:
    intake, stopping = Intake(), (1013, "the server is stopping; call again later")
    async with (
        open_gateway(Listener(), None, intake) as gateway,
        knock(gateway) as first,
        knock(gateway) as silent,
        asyncio.timeout(10),
    ):
        await first.send(START)
        await first.recv()
        intake.close()
        async with knock(gateway) as second:
            assert await closing(second) == stopping
        await silent.send(START)  # it came in time, but its call begins too late
        assert await closing(silent) == stopping
        assert intake.calls == 1
        await first.close()
        await intake.idle()


async def test_saying_nothing_is_not_a_call(open_gateway) -> None:
    robot = Listener()
    async with open_gateway(robot, Limits(start_s=0.05)) as gateway, knock(gateway) as socket:
        assert await closing(socket) == (1008, "no call within 0.05 s")
    assert not robot.begun.is_set()


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        (["garbage"], 1002, "text message is not JSON"),
        ([b"\0\0"], 1002, "Audio is not expected while new"),
        ([START, START], 1002, "Start is not expected while in_call"),
        ([START, b"\0"], 1002, "half a sample"),
        ([START, bytes(70_000)], 1009, "longer than 64000 bytes"),
    ],
)
async def test_bad_messages_end_their_own_call_only(open_gateway, messages, code, reason) -> None:
    async with open_gateway(Listener()) as gateway, knock(gateway) as good:
        await good.send(START)
        await good.recv()
        async with knock(gateway) as bad:
            for message in messages:
                await bad.send(message)
            closed = await closing(bad)
        assert closed[0] == code
        assert reason in closed[1]
        await good.send(bytes(320))
        assert await good.ping()


async def test_an_abrupt_disconnect_ends_the_call(open_gateway) -> None:
    robot = Listener()
    async with open_gateway(robot) as gateway:
        async with knock(gateway) as socket:
            await socket.send(START)
            await robot.begun.wait()
            socket.transport.abort()
        async with asyncio.timeout(10):
            await robot.ended.wait()
    assert robot.reason == "peer lost"


async def test_half_a_message_and_then_nothing_is_a_lost_peer(open_gateway) -> None:
    robot = Listener()
    async with open_gateway(robot, Limits(peer_silence_s=0.1)) as gateway, knock(gateway) as socket:
        await socket.send(START)
        await robot.begun.wait()
        # A binary frame of 320 bytes (masked, as a client's must be) that stops after ten.
        socket.transport.write(b"\x82\xfe\x01\x40" + b"\0\0\0\0" + bytes(10))
        async with asyncio.timeout(10):
            await robot.ended.wait()
        socket.transport.abort()
    assert robot.reason == "peer lost"


async def test_a_peer_that_stops_reading_is_lost(open_gateway) -> None:
    robot = Listener()

    async def flood(line: Line) -> None:
        """More than the buffers of both ends' sockets hold."""
        assert isinstance(line, Captioned)
        for _ in range(2000):
            await line.caption(Caption("robot", "字" * 9000))
            await asyncio.sleep(0)
        await robot(line)

    limits = Limits(send_s=0.2, peer_silence_s=600.0, outbox=2500)
    async with open_gateway(flood, limits) as gateway, knock(gateway) as socket:
        await socket.send(START)
        # The library reads a few messages ahead; then, as nobody takes them, nothing more.
        async with asyncio.timeout(15):
            await robot.ended.wait()
        socket.transport.abort()
    assert robot.reason == "peer lost"


async def test_a_robot_that_breaks_down_says_so_and_the_next_call_is_taken(open_gateway) -> None:
    async def broken(line: Line) -> None:
        await line.receive()
        raise LookupError("a bug")

    async with open_gateway(broken) as gateway:
        for _ in range(2):
            async with knock(gateway) as socket:
                await socket.send(START)
                await socket.recv()
                assert await closing(socket) == (1011, "the robot broke down")


async def test_a_robot_that_just_returns_hangs_up(open_gateway) -> None:
    async def curt(line: Line) -> None:
        assert isinstance(await line.receive(), Frame)

    async with open_gateway(curt) as gateway, knock(gateway) as socket:
        await socket.send(START)
        assert json.loads(await socket.recv())["type"] == "started"
        assert json.loads(await socket.recv()) == {"type": "hang_up", "reason": "robot"}
        assert (await closing(socket))[0] == 1000


async def test_a_call_without_an_id_is_given_one(open_gateway) -> None:
    async with open_gateway(Listener()) as gateway, knock(gateway) as socket:
        await socket.send('{"type": "start"}')
        assert len(json.loads(await socket.recv())["call_id"]) == 32
