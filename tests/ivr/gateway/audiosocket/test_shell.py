"""AudioSocket's door, knocked at with bare TCP."""

import asyncio
import ipaddress
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from ivr.gateway.audiosocket.announced import Announced, Parties
from ivr.gateway.audiosocket.protocol import DTMF, IDENTITY, encode
from ivr.gateway.audiosocket.shell import LOOPBACK, Door, allowed, audiosocket
from ivr.gateway.clock import RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.line import Digit, HungUp, Line
from ivr.gateway.websocket.limits import Limits

CALL = "40325ec2-5efd-4bd3-805f-53576e581d13"
IDENTIFIED = encode(IDENTITY, uuid.UUID(CALL).bytes)
AUDIO = encode(0x10, bytes(320))


class Listener:
    """A robot that listens until the caller has gone."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.line: Line | None = None
        self.keys = ""
        self.reason = ""

    async def __call__(self, line: Line) -> None:
        self.line = line
        self.begun.set()
        while not isinstance(event := await line.receive(), HungUp):
            if isinstance(event, Digit):
                self.keys += event.digit
        self.reason = event.reason
        self.ended.set()


@asynccontextmanager
async def opened(robot, **settings) -> AsyncIterator[Door]:
    listener = socket.create_server(("127.0.0.1", 0))
    settings.setdefault("new_clock", lambda: RealClock(4.0))
    async with asyncio.timeout(20), audiosocket(robot, listener, **settings) as door:
        yield door


async def knock(door: Door, *wire: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(door.host, door.port)
    writer.writelines(wire)
    return reader, writer


async def test_a_call_with_its_keys_until_the_caller_hangs_up() -> None:
    robot = Listener()
    async with opened(robot) as door:
        reader, writer = await knock(door, IDENTIFIED, AUDIO, encode(DTMF, b"1"))
        await robot.begun.wait()
        writer.write(encode(DTMF, b"2") + encode(0))
        await robot.ended.wait()
        assert await reader.read() == b""
        writer.close()
    assert robot.line is not None
    assert robot.line.info.call_id == CALL
    assert (robot.line.info.dialect, robot.line.info.sample_rate) == ("audiosocket", 8000)
    assert (robot.keys, robot.reason) == ("12", "caller")


@pytest.mark.parametrize(("abruptly", "reason"), [(False, "caller"), (True, "peer lost")])
async def test_closing_is_hanging_up_and_a_reset_is_a_lost_peer(abruptly, reason) -> None:
    robot = Listener()
    async with opened(robot) as door:
        _, writer = await knock(door, IDENTIFIED, AUDIO)
        await robot.begun.wait()
        if abruptly:
            linger = b"\1\0\0\0\0\0\0\0"  # on, for no time: closing resets
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.close()
        await robot.ended.wait()
    assert robot.reason == reason


async def test_who_calls_is_known_where_it_was_announced() -> None:
    robot, announced = Listener(), Announced()
    announced.add(CALL, Parties("13800138000", "12345"), time.monotonic())
    async with opened(robot, announced=announced) as door:
        _, writer = await knock(door, IDENTIFIED, AUDIO, encode(0))
        await robot.ended.wait()
        writer.close()
    assert robot.line is not None
    assert (robot.line.info.caller, robot.line.info.called) == ("13800138000", "12345")


async def test_what_the_robot_says_arrives_and_then_the_hang_up() -> None:
    async def speak(line: Line) -> None:
        for n in range(3):
            await line.receive()
            await line.send(bytes([n, 0]) * 160)

    async with opened(speak) as door:
        reader, writer = await knock(door, IDENTIFIED, AUDIO)
        said = await reader.read()
        writer.close()
    assert said == b"".join(encode(0x10, bytes([n, 0]) * 160) for n in range(3)) + encode(0)


async def test_strangers_are_turned_away() -> None:
    robot = Listener()
    async with opened(robot, peers=["10.0.0.0/8"]) as door:
        reader, writer = await knock(door, IDENTIFIED, AUDIO)
        assert await reader.read() == b""
        writer.close()
    assert not robot.begun.is_set()


async def test_one_call_too_many_is_turned_away() -> None:
    robot = Listener()
    async with opened(robot, limits=Limits(calls=1)) as door:
        _, first = await knock(door, IDENTIFIED, AUDIO)
        await robot.begun.wait()
        reader, second = await knock(door, IDENTIFIED, AUDIO)
        assert await reader.read() == b""
        assert not robot.ended.is_set()
        first.close()
        second.close()


@pytest.mark.parametrize("wire", [b"", IDENTIFIED, b"GET / HTTP/1.1\r\n\r\n", AUDIO])
async def test_what_is_not_a_call_is_closed(wire: bytes) -> None:
    robot = Listener()
    async with opened(robot, limits=Limits(start_s=0.05)) as door:
        reader, writer = await knock(door, wire)
        assert await reader.read() == b""
        writer.close()
    assert not robot.begun.is_set()


async def test_a_bad_frame_ends_its_own_call_only() -> None:
    robots: list[Listener] = []
    begun = asyncio.Event()

    async def take(line: Line) -> None:
        robots.append(Listener())
        begun.set()
        await robots[-1](line)

    async with opened(take) as door:
        _, good = await knock(door, IDENTIFIED, AUDIO)
        await begun.wait()
        reader, bad = await knock(door, IDENTIFIED, AUDIO, encode(0x42))
        assert await reader.read() == b""
        good.write(encode(DTMF, b"5") + encode(0))
        await robots[0].ended.wait()
        good.close()
        bad.close()
    assert (robots[0].keys, robots[0].reason) == ("5", "caller")
    assert [robot.reason for robot in robots[1:]] in ([], ["protocol error"])


async def test_half_a_frame_and_then_nothing_is_a_lost_peer() -> None:
    robot = Listener()
    async with opened(robot, limits=Limits(peer_silence_s=0.1)) as door:
        _, writer = await knock(door, IDENTIFIED, AUDIO, AUDIO[:10])
        await robot.ended.wait()
        writer.close()
    assert robot.reason == "peer lost"


async def test_once_closed_it_takes_no_call_and_those_that_are_on_end_as_they_will() -> None:
    robot, intake = Listener(), Intake()
    async with opened(robot, intake=intake) as door:
        _, writer = await knock(door, IDENTIFIED, AUDIO)
        await robot.begun.wait()
        intake.close()
        late, other = await knock(door)
        assert await late.read() == b""
        assert intake.calls == 1
        writer.write(encode(0))
        await intake.idle()
    assert robot.reason == "caller"
    writer.close()
    other.close()


async def test_calls_that_do_not_end_are_ended_and_told() -> None:
    robot = Listener()
    async with opened(robot) as door:
        reader, writer = await knock(door, IDENTIFIED, AUDIO)
        await robot.begun.wait()
    with suppress(ConnectionResetError):
        assert await reader.read() == b""
    assert robot.reason in ("caller", "peer lost")  # so it is recorded
    writer.close()


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.9", True),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("unknown", False),
    ],
)
def test_who_may_connect(host: str, may: bool) -> None:
    assert allowed(host, [ipaddress.ip_network(network) for network in LOOPBACK]) is may


async def test_a_peer_must_be_a_network() -> None:
    with pytest.raises(ValueError, match="pbx"):
        async with opened(Listener(), peers=["pbx.example"]):
            pass
