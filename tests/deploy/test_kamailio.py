"""deploy/kamailio as it is shipped, but for its addresses: a carrier (sipp), two gateways behind.

Carrier 127.0.0.4, Kamailio 127.0.0.2 outside and 127.0.0.3 inside, gateways on 127.0.0.1.
"""

import asyncio
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ivr.gateway.clock import RealClock
from ivr.gateway.line import HungUp, Line, LineInfo
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from tests.ivr.gateway.sip.conftest import (
    callee,
    free_port,
    needs_sipp,
    needs_stack,
    settings,
    until,
)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy/kamailio"
KAMAILIO = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin")
CARRIER = "127.0.0.4"
STRANGER = "127.0.0.5"
CITIZEN = "13800138000"
SURVEY = LineInfo("attempt-1", "12345", CITIZEN, "outbound", 8000, "sip", {})

pytestmark = [
    pytest.mark.skipif(KAMAILIO is None, reason="needs kamailio (Debian package kamailio)"),
    needs_stack,
    needs_sipp,
]


@dataclass(frozen=True)
class Proxy:
    """outside, inside: its ports on 127.0.0.2 and 127.0.0.3."""

    outside: int
    inside: int
    folder: Path

    async def command(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *("kamcmd", "-s", f"unix:{self.folder}/ctl", *words), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        return said.decode()


@dataclass(frozen=True)
class Gateways:
    """Two ports, and what each gateway was told of its calls."""

    ports: tuple[int, int]
    taken: tuple[list[LineInfo], list[LineInfo]]
    both: tuple[SipGateway, SipGateway]


def addressed(text: str, outside: int, inside: int, gateways: tuple[int, int], carrier: int) -> str:
    """A shipped file with the addresses of this machine."""
    for example, here in {
        "192.0.2.10:5060": f"127.0.0.2:{outside}",
        "10.0.0.10:5060": f"127.0.0.3:{inside}",
        "10.0.0.21:5060": f"127.0.0.1:{gateways[0]}",
        "10.0.0.22:5060": f"127.0.0.1:{gateways[1]}",
        "192.0.2.1:5060": f"127.0.0.4:{free_port()}",  # nobody is there
        "192.0.2.2:5060": f"127.0.0.1:{carrier}",
        "1 192.0.2.1 32": f"1 {CARRIER} 32",
    }.items():
        text = text.replace(example, here)
    return text


@asynccontextmanager
async def proxy(
    folder: Path, gateways: tuple[int, int], carrier: int = 9, ping_s: int = 1
) -> AsyncIterator[Proxy]:
    outside, inside = free_port(), free_port()
    for name in ("kamailio.cfg", "site.cfg", "dispatcher.list", "address.list"):
        text = (SHIPPED / name).read_text()
        text = text.replace("/etc/kamailio/", f"{folder}/").replace(
            "/run/kamailio/kamailio_", f"{folder}/"
        )
        text = text.replace('"ds_ping_interval", 5', f'"ds_ping_interval", {ping_s}')
        (folder / name).write_text(addressed(text, outside, inside, gateways, carrier))
    log = (folder / "kamailio.log").open("w")
    process = await asyncio.create_subprocess_exec(
        *(str(KAMAILIO), "-f", "kamailio.cfg", "-DD", "-E", "-m", "64", "-M", "8"),
        *("-w", str(folder), "-Y", str(folder)),
        cwd=folder,
        stdout=log,
        stderr=log,
    )
    try:
        await until(lambda: process.returncode is not None or has("127.0.0.2", outside))
        assert process.returncode is None, (folder / "kamailio.log").read_text()
        yield Proxy(outside, inside, folder)
    finally:
        log.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()


def has(host: str, port: int) -> bool:
    """Whether somebody has the UDP port."""
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        try:
            one.bind((host, port))
        except OSError:
            return True
    return False


@asynccontextmanager
async def two_gateways(max_calls: tuple[int, int] = (20, 20)) -> AsyncIterator[Gateways]:
    taken: tuple[list[LineInfo], list[LineInfo]] = ([], [])

    def hold(number: int, line: Line) -> "asyncio.Future[None]":
        taken[number].append(line.info)
        return asyncio.ensure_future(until_over(line))

    told = [settings(peers=("127.0.0.3",), max_calls=most) for most in max_calls]
    async with (
        SipGateway(told[0], lambda line: hold(0, line)) as first,
        SipGateway(told[1], lambda line: hold(1, line)) as second,
    ):
        yield Gateways((told[0].port, told[1].port), taken, (first, second))


async def until_over(line: Line) -> None:
    while not isinstance(await line.receive(), HungUp):
        pass


async def calls(proxy: Proxy, count: int, at_once: int = 1) -> int:
    """From the carrier, of 300 ms; 0 where all have been answered and ended in order."""
    process = await asyncio.create_subprocess_exec(
        *("sipp", "-sf", str(ROOT / "tests/deploy/carrier.xml"), "-i", CARRIER, "-nostdin"),
        *("-p", str(free_port()), "-mp", str(free_port()), "-m", str(count), "-l", str(at_once)),
        *("-timeout", "20s", "-timeout_error", "-r", "20", f"127.0.0.2:{proxy.outside}"),
        cwd=proxy.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def ask(proxy: Proxy, method: str, user: str = "12345", source: str = CARRIER) -> str:
    """One request by hand; its final answer, or "" where none comes within a second."""
    loop = asyncio.get_running_loop()
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.setblocking(False)
        one.bind((source, 0))
        port = one.getsockname()[1]
        request = (
            f"{method} sip:{user}@127.0.0.2:{proxy.outside} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {source}:{port};branch=z9hG4bK{port}\r\n"
            f"From: <sip:c@{source}>;tag=a\r\nTo: <sip:{user}@127.0.0.2>\r\n"
            f"Call-ID: {port}@{source}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:c@{source}:{port}>\r\nContent-Length: 0\r\n\r\n"
        )
        await loop.sock_sendto(one, request.encode(), ("127.0.0.2", proxy.outside))
        try:
            async with asyncio.timeout(8 if source == CARRIER else 1):
                while True:
                    status = (await loop.sock_recv(one, 8192)).decode().split(" ", 2)[1]
                    if status >= "200":
                        return status
        except TimeoutError:
            return ""


async def test_calls_go_round_and_the_number_dialled_arrives(tmp_path: Path) -> None:
    async with two_gateways() as behind, proxy(tmp_path, behind.ports) as front:
        assert await calls(front, 4) == 0
        assert [len(taken) for taken in behind.taken] == [2, 2]
        info = behind.taken[0][0]
    assert (info.caller, info.called) == (CITIZEN, "02312345")
    assert info.parameters["diverted_from"] == "02388001234"
    assert info.parameters["diverted_why"] == "no-answer"
    assert info.parameters["peer"] == CARRIER


async def test_a_dead_gateway_is_passed_by_and_comes_back(tmp_path: Path) -> None:
    async with two_gateways() as behind:
        dead = free_port()
        async with proxy(tmp_path, (dead, behind.ports[1])) as front:
            assert await calls(front, 2) == 0
            assert len(behind.taken[1]) == 2
            assert re.search(rf"{dead}\s+FLAGS: [IT]P", await front.command("dispatcher.list"))


async def test_a_full_gateway_is_passed_by_and_when_all_are_full_the_carrier_hears_503(
    tmp_path: Path,
) -> None:
    async with two_gateways(max_calls=(1, 2)) as behind, proxy(tmp_path, behind.ports) as front:
        running = asyncio.create_task(calls(front, 3, at_once=3))
        await until(lambda: sum(map(len, behind.taken)) == 3)
        assert await ask(front, "INVITE") == "503"
        assert await running == 0
        assert [len(taken) for taken in behind.taken] == [1, 2]
        assert await ask(front, "OPTIONS") == "200"


async def test_a_gateway_that_stops_is_passed_by_and_its_calls_go_on(tmp_path: Path) -> None:
    async with two_gateways() as behind, proxy(tmp_path, behind.ports) as front:
        running = asyncio.create_task(calls(front, 2, at_once=2))
        await until(lambda: sum(map(len, behind.taken)) == 2)
        stopping = asyncio.create_task(behind.both[0].__aexit__(None, None, None))
        assert await calls(front, 2) == 0
        assert await running == 0
        await stopping
        assert [len(taken) for taken in behind.taken] == [1, 3]


async def test_a_gateway_taken_out_by_hand_gets_no_calls(tmp_path: Path) -> None:
    async with two_gateways() as behind, proxy(tmp_path, behind.ports) as front:
        await front.command("dispatcher.set_state", "d", "1", f"sip:127.0.0.1:{behind.ports[0]}")
        assert await calls(front, 2) == 0
        assert [len(taken) for taken in behind.taken] == [0, 2]
        await front.command("dispatcher.set_state", "ap", "1", f"sip:127.0.0.1:{behind.ports[0]}")
        assert await calls(front, 2) == 0
        assert len(behind.taken[0]) == 1


async def test_without_a_gateway_the_carrier_is_told(tmp_path: Path) -> None:
    async with proxy(tmp_path, (free_port(), free_port())) as front:
        assert await ask(front, "INVITE") == "503"
        assert await ask(front, "OPTIONS") == "503"


@pytest.mark.parametrize("method", ["INVITE", "OPTIONS", "REGISTER", "BYE"])
async def test_strangers_hear_nothing(method: str, tmp_path: Path) -> None:
    async with proxy(tmp_path, (free_port(), free_port())) as front:
        assert await ask(front, method, source=STRANGER) == ""
        assert await ask(front, method) != ""


async def test_nobody_registers_or_is_relayed(tmp_path: Path) -> None:
    async with proxy(tmp_path, (free_port(), free_port())) as front:
        for method in ("REGISTER", "MESSAGE", "SUBSCRIBE", "REFER"):
            assert await ask(front, method) == "405"


def dialling(front: Proxy, **changes: object) -> SipSettings:
    trunk = Account(host=f"127.0.0.3:{front.inside}", user="12345")
    return settings(trunk=trunk, peers=("127.0.0.3",), allow=("*",), deny=(), **changes)


async def call_back(number: str, told: SipSettings) -> Line | DialFailure:
    """A callback through the proxy, hung up at once."""
    async with SipGateway(told, until_over) as gateway:
        line = await SipTrunk(gateway, told, RealClock()).dial(number, SURVEY, 15.0)
        if not isinstance(line, DialFailure):
            await line.hang_up()
        return line


@asynccontextmanager
async def carrier(
    scenario: str, folder: Path, status: str = ""
) -> AsyncIterator[tuple[Proxy, SipSettings]]:
    """The second carrier; the first is not there. sipp would take OPTIONS for its call."""
    seen = ("-trace_msg", "-message_file", "seen.log")
    async with callee(scenario, folder, *seen, status=status) as port:
        gateway = free_port()
        async with proxy(folder, (gateway, free_port()), port, ping_s=600) as front:
            yield front, replace(dialling(front), port=gateway)


async def test_a_callback_goes_out_by_the_carrier_that_answers(tmp_path: Path) -> None:
    async with carrier("answers", tmp_path) as (_, told):
        assert not isinstance(await call_back(CITIZEN, told), DialFailure)
    seen = (tmp_path / "seen.log").read_text()
    assert f"INVITE sip:{CITIZEN}@" in seen
    assert "P-Asserted-Identity: <sip:12345@" in seen
    assert "BYE " in seen


async def test_a_busy_citizen_is_not_dialled_by_another_way(tmp_path: Path) -> None:
    async with carrier("refuses", tmp_path, "486 Busy Here") as (_, told):
        assert await call_back(CITIZEN, told) is DialFailure.BUSY


@pytest.mark.parametrize("number", ["0085212345678", "9001234567890", "16812345678901"])
async def test_what_is_not_domestic_does_not_go_out(number: str, tmp_path: Path) -> None:
    async with carrier("answers", tmp_path) as (_, told):
        assert await call_back(number, told) is DialFailure.FAILED
    assert "INVITE" not in (tmp_path / "seen.log").read_text()
    assert "not domestic" in (tmp_path / "kamailio.log").read_text()


def test_the_configuration_with_rtpengine_is_taken(tmp_path: Path) -> None:
    for name in ("kamailio.cfg", "site.cfg"):
        text = addressed((SHIPPED / name).read_text(), 5060, 5060, (1, 2), 3)
        (tmp_path / name).write_text(text.replace("##!define WITH", "#!define WITH"))
    checked = subprocess.run(
        [str(KAMAILIO), "-c", "-f", str(tmp_path / "kamailio.cfg")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "rtpengine" not in checked.stderr.lower()
