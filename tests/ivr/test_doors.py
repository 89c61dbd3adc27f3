"""Which doors are open, and a whole call through each that is not the HTTP server's."""

import asyncio
import importlib.util
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

import pytest

from ivr.app import Robot, services
from ivr.call.store import list_calls
from ivr.database import Database, open_database
from ivr.doors import (
    Doors,
    listen,
    media_routes,
    open_doors,
    places,
    sip_settings,
    switchboard,
)
from ivr.errors import StartError
from ivr.gateway.audiosocket.announced import Announced
from ivr.gateway.clock import RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.line import Frame, LineInfo
from ivr.gateway.pacing import is_quiet
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from ivr.gateway.websocket.shell import DIALECTS
from ivr.settings import Settings
from ivr.switchboard import Switchboard
from tests.ivr.gateway.sip.conftest import until

OpenRobot = Callable[..., AbstractAsyncContextManager[Robot]]
SettingsOf = Callable[..., Settings]

needs_sip = pytest.mark.skipif(
    importlib.util.find_spec("baresip") is None, reason="needs baresip-python (extra `sip`)"
)


KEY_AT, TICKS = 50, 450
"""In 20 ms: a key in the middle of the legal notice, and nine seconds in all."""


def free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        return int(udp.getsockname()[1])


@asynccontextmanager
async def opened(robot: Robot, database: Database) -> AsyncIterator[tuple[Switchboard, Doors]]:
    settings = robot.settings
    board, gateway = switchboard(settings, robot, services(settings, database, robot.now))
    async with open_doors(settings, board, gateway, Announced(), Intake()) as doors:
        yield board, doors


@pytest.fixture
def database(settings_of: SettingsOf) -> Database:
    return open_database(settings_of().database.url.get_secret_value())


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with listen("127.0.0.1", 0, "HOTLINE_X__PORT") as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match="HOTLINE_X__PORT"):
            listen("127.0.0.1", port, "HOTLINE_X__PORT")


def test_the_trunk_is_told_as_it_was_set(settings_of: SettingsOf) -> None:
    told = sip_settings(
        settings_of(sip={"trunk_host": "pbx.example", "trunk_user": "12345", "trunk_password": "s"})
    )
    assert told.trunk == Account("pbx.example", "12345", "s")
    assert sip_settings(settings_of()).trunk is None


def test_tls_is_taken_where_there_is_a_certificate(settings_of: SettingsOf) -> None:
    plain = sip_settings(settings_of())
    assert (plain.transports, plain.certificate, plain.ca_file) == (("udp", "tcp"), "", "")
    told = sip_settings(
        settings_of(
            sip={
                "certificate": "sip.pem",
                "ca_file": "ca.pem",
                "trunk_host": "sbc.example",
                "trunk_user": "12345",
                "trunk_transport": "tls",
            }
        )
    )
    assert told.transports == ("udp", "tcp", "tls")
    assert (told.certificate, told.ca_file) == ("sip.pem", "ca.pem")
    assert told.trunk == Account("sbc.example", "12345", transport="tls")


async def test_no_door_is_open_unless_asked_for(
    robot_hearing: OpenRobot, database: Database
) -> None:
    async with robot_hearing() as robot, opened(robot, database) as (board, doors):
        assert doors.names == ()
        assert board.trunk is None
        paths = [
            route.path  # type: ignore[attr-defined]
            for routes in media_routes(
                robot.settings, robot, board, "secret", Announced(), Intake()
            )
            for route in routes.routes
        ]
    assert "/media/twilio" in paths
    assert "/vosk" not in paths


async def test_networks_that_are_none_are_refused(
    robot_hearing: OpenRobot, database: Database
) -> None:
    asked = {"enabled": True, "port": 0, "peers": ["not a network"]}
    async with robot_hearing(audiosocket=asked) as robot:
        with pytest.raises(StartError, match=r"audiosocket\.peers"):
            async with opened(robot, database):
                pass


async def test_audiosocket_and_vosk_open_when_asked(
    robot_hearing: OpenRobot, database: Database
) -> None:
    sections = {"audiosocket": {"enabled": True, "port": 0}, "vosk_server": {"streams": 2}}
    async with robot_hearing(**sections) as robot, opened(robot, database) as (board, doors):
        (door,) = doors.names
        port = int(door.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        routes = media_routes(robot.settings, robot, board, "secret", Announced(), Intake())
        found = places(robot.settings, doors, "http://127.0.0.1:8012")
    assert door == f"audiosocket:{doors.audiosocket}"
    assert [place.what for place in found if place.what != "websocket"] == [
        "http",
        "vosk",
        "audiosocket",
    ]
    assert {place.address.rpartition("/")[2] for place in found if place.what == "websocket"} == (
        DIALECTS.keys()
    )
    assert len(routes) == 3


async def until_kept(database: Database, calls: int = 1) -> None:
    """The record is written when the call has ended at our end, too."""
    async with asyncio.timeout(20):
        while True:
            with database.session() as session:
                if len(list_calls(session)) >= calls:
                    return
            await asyncio.sleep(0.05)


@needs_sip
async def test_a_call_over_sip_is_greeted_understood_and_kept(
    robot_hearing: OpenRobot, database: Database
) -> None:
    port = free_port()
    sip = {"enabled": True, "port": port, "rtp_ports": [26000, 26099]}
    telephone = SipSettings(
        port=free_port(),
        rtp_ports=(27000, 27099),
        trunk=Account(f"127.0.0.1:{port}", "13800138000"),
        drain_s=0.5,
    )

    async def nobody(_line: object) -> None:
        raise AssertionError("nobody phones the telephone")

    async with robot_hearing(sip=sip) as robot, opened(robot, database) as (_, doors):
        assert doors.names == (f"sip:127.0.0.1:{port}",)
        found = places(robot.settings, doors, "http://127.0.0.1:8012")
        assert doors.gateway is not None
        assert doors.gateway.transports[:1] == ("udp",)
        assert [place.address for place in found if place.what == "sip"] == [
            f"sip:127.0.0.1:{port};transport={name}" for name in doors.gateway.transports
        ]
        async with SipGateway(telephone, nobody, RealClock) as phone:
            trunk = SipTrunk(phone, telephone, RealClock())
            info = LineInfo("t1", "13800138000", "01012345678", "outbound", 8000, "sip")
            line = await trunk.dial("01012345678", info, 10.0)
            assert not isinstance(line, str)
            heard = 0
            async with asyncio.timeout(40):
                for tick in range(TICKS):
                    event = await line.receive()
                    assert isinstance(event, Frame), event
                    await line.send(bytes(len(event.pcm)))
                    heard += not is_quiet(event.pcm)
                    if tick == KEY_AT:
                        await line.press("0")  # type: ignore[attr-defined]
            doors.close()
            await line.hang_up()
            await doors.quiet()
            await until_kept(database)
            late = await trunk.dial("01012345678", info, 10.0)
            assert late is DialFailure.BUSY
        with database.session() as session:
            (kept,) = list_calls(session)
    assert heard > TICKS / 4
    assert (kept.caller, kept.direction, kept.dialect) == ("13800138000", "inbound", "sip")
    assert kept.handoff_reason == "asked"  # the telephone refused to be transferred
    assert kept.outcome == "caller_gone"


@needs_sip
async def test_when_the_sip_process_dies_its_calls_are_kept_and_the_rest_goes_on(
    robot_hearing: OpenRobot, database: Database
) -> None:
    """Two calls over SIP and one over AudioSocket are up."""
    port = free_port()
    sections = {
        "sip": {"enabled": True, "port": port, "rtp_ports": [26000, 26099]},
        "audiosocket": {"enabled": True, "port": 0},
    }
    telephone = SipSettings(
        port=free_port(),
        rtp_ports=(27000, 27099),
        trunk=Account(f"127.0.0.1:{port}", "13800138000"),
        drain_s=0.5,
        dials_per_s=50.0,
    )
    info = LineInfo("t1", "13800138000", "01012345678", "outbound", 8000, "sip")

    async def nobody(_line: object) -> None:
        raise AssertionError("nobody phones the telephone")

    async with robot_hearing(**sections) as robot, opened(robot, database) as (_, doors):
        gateway = doors.gateway
        assert gateway is not None
        audiosocket = int(doors.names[1].rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", audiosocket)
        writer.write(b"\x01\x00\x10" + uuid4().bytes + b"\x10\x01\x40" + bytes(320))
        await reader.readexactly(323)
        async with SipGateway(telephone, nobody, RealClock) as phone:
            trunk = SipTrunk(phone, telephone, RealClock())
            for _ in range(2):
                assert not isinstance(await trunk.dial("01012345678", info, 10.0), DialFailure)
            # The caller may hear of the answer before the robot does.
            await until(lambda: gateway.calls == 2)
            assert gateway.process_id is not None
            os.kill(gateway.process_id, signal.SIGKILL)
            await until_kept(database, calls=2)
            with database.session() as session:
                lost = list_calls(session)
            assert [(call.dialect, call.outcome) for call in lost] == [("sip", "caller_gone")] * 2
            assert all(call.ended_at is not None for call in lost)
            async with asyncio.timeout(20):
                await gateway.wait_up()
            again = await trunk.dial("01012345678", info, 10.0)
            assert not isinstance(again, DialFailure)
            assert isinstance(await again.receive(), Frame)
            await again.hang_up()
            await until_kept(database, calls=3)
        assert gateway.restarts == 1
        assert not reader.at_eof()
        writer.write(b"\x00\x00\x00")
        await until_kept(database, calls=4)
        writer.close()
    with database.session() as session:
        kept = sorted((call.dialect, call.outcome) for call in list_calls(session))
    assert kept == [("audiosocket", "caller_gone")] + [("sip", "caller_gone")] * 3
