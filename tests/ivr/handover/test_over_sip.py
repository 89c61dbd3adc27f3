"""An attended handover over real SIP: two processes, the robot's gateway and one that is both the
caller's telephone and the agent's."""

import asyncio
import importlib.util
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ivr.app import services
from ivr.call.store import list_calls
from ivr.call.tables import CallRecord
from ivr.database import Database, open_database
from ivr.doors import open_doors, switchboard
from ivr.gateway.audiosocket.announced import Announced
from ivr.gateway.clock import RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.line import Frame, HungUp, Line, LineInfo
from ivr.gateway.pacing import is_quiet
from ivr.gateway.phone import frames
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from tests.ivr.conftest import OpenRobot, SettingsOf
from tests.ivr.handover.conftest import AGENT, CALLER, hears, tone

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("baresip") is None, reason="needs baresip-python (extra `sip`)"
)

KEY_AT = 50
"""In 20 ms: a person is asked for in the middle of the greeting."""
WHISPERED = 40
"""20 ms frames of whisper after which the agent takes the call."""


@dataclass
class Person:
    """Somebody with a telephone, saying one tone for ever from a moment on."""

    hertz: int
    heard: bytearray = field(default_factory=bytearray)

    async def talk(self, line: Line, seconds: float) -> bool:
        """False when the other end hung up first."""
        for frame in frames(tone(seconds, self.hertz), 8000):
            event = await line.receive()
            if isinstance(event, HungUp):
                return False
            if isinstance(event, Frame):
                self.heard += event.pcm
                await line.send(frame)
        return True

    async def listen(self, line: Line, enough: Callable[[bytes], bool]) -> None:
        """In silence, until enough has been heard: told of the last half second."""
        while not isinstance(event := await line.receive(), HungUp):
            if isinstance(event, Frame):
                self.heard += event.pcm
                await line.send(bytes(len(event.pcm)))
                if enough(bytes(self.heard[-8000:])):
                    return


class Seat(Person):
    """Hears the whisper, takes the call, talks for two seconds, and hangs up."""

    async def answer(self, line: Line) -> None:
        self.called = line.info.called
        await self.listen(line, lambda _: voiced(self.heard) >= WHISPERED)
        self.whispered = bytes(self.heard)
        await line.press("1")  # type: ignore[attr-defined]
        await self.talk(line, 4.0)
        await line.hang_up()


def voiced(heard: bytes | bytearray) -> int:
    """How many frames of it are not silent."""
    return sum(not is_quiet(frame) for frame in frames(bytes(heard), 8000))


def free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        return int(udp.getsockname()[1])


@pytest.fixture
def database(settings_of: SettingsOf) -> Database:
    return open_database(settings_of().database.url.get_secret_value())


async def until_kept(database: Database) -> CallRecord:
    async with asyncio.timeout(20):
        while True:
            with database.session() as session:
                if kept := list_calls(session):
                    return kept[0]
            await asyncio.sleep(0.05)


async def test_a_seat_over_sip_takes_the_call(robot_hearing: OpenRobot, database: Database) -> None:
    port, phones_port = free_port(), free_port()
    sip = {
        "enabled": True,
        "port": port,
        "rtp_ports": [26200, 26299],
        "trunk_host": f"127.0.0.1:{phones_port}",
        "trunk_user": "12345",
    }
    told = SipSettings(
        port=phones_port,
        rtp_ports=(27200, 27299),
        trunk=Account(f"127.0.0.1:{port}", "13800138000"),
        drain_s=0.5,
    )
    seat, caller = Seat(AGENT), Person(CALLER)
    handover = {"seats": {"agents": ["8001"]}, "ring_s": 10}
    async with robot_hearing(sip=sip, handover=handover) as robot:
        desk = services(robot.settings, database, robot.now)
        board, gateway = switchboard(robot.settings, robot, desk)
        async with (
            open_doors(robot.settings, board, gateway, Announced(), Intake()),
            SipGateway(told, seat.answer, RealClock) as phones,
        ):
            trunk = SipTrunk(phones, told, RealClock())
            info = LineInfo("t1", "13800138000", "01012345678", "outbound", 8000, "sip")
            line = await trunk.dial("01012345678", info, 10.0)
            assert not isinstance(line, str)
            async with asyncio.timeout(60):
                await caller.listen(line, lambda _: voiced(caller.heard) >= KEY_AT)
                await line.press("0")  # type: ignore[attr-defined]
                await caller.listen(line, lambda last: hears(last, AGENT))
                while await caller.talk(line, 1.0):
                    pass
            kept = await until_kept(database)
    assert seat.called == "8001"
    assert hears(bytes(caller.heard), AGENT)
    assert hears(bytes(seat.heard), CALLER)
    assert not hears(seat.whispered, CALLER)  # the line was not open before the key
    assert (kept.outcome, kept.seat, kept.handoff_reason) == ("handoff", "8001", "asked")
    assert kept.waited_s is not None
    assert kept.talked_s is not None
    assert kept.talked_s > 1
