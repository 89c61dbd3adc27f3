"""Citizens and agents on telephones of their own: real SIP and RTP between processes."""

import asyncio
import importlib.util
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from rich.markup import escape

from ivr.demo.server_log import OUTBOUND, Overheard, ServerLog, followed
from ivr.demo.stage import Stage
from ivr.errors import DemoFailed
from ivr.gateway.file_line import Transferred
from ivr.gateway.line import HungUp, Line, LineInfo
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.telephone import free_port, talk
from ivr.gateway.websocket.client import CallReport

HOST = "127.0.0.1"
HOTLINE = "12345"
LOG_S = 5.0
"""Longest wait for the server to have logged the end of a call that the telephone has seen end."""
PATIENT_S = 20.0
"""Machines that run a demonstration have other things to do, too."""
AGENT_TICKS = 50
"""How long the agent stays on the line, in 20 ms: the story does not wait for them."""


def missing() -> str:
    """Why there can be no SIP here, or ""."""
    if sys.platform != "linux":
        return "SIP needs Linux"
    if importlib.util.find_spec("baresip") is None:
        return "SIP needs baresip-python: pip install 'hotline-robot[sip]'"
    return ""


@dataclass(frozen=True)
class Ports:
    """SIP ports of the three telephones of the story, on this machine."""

    robot: int
    citizens: int
    agents: int

    @property
    def settings(self) -> dict[str, str]:
        """Of the server, as variables of the environment."""
        return {
            "HOTLINE_SIP__ENABLED": "true",
            "HOTLINE_SIP__HOST": HOST,
            "HOTLINE_SIP__PORT": str(self.robot),
            "HOTLINE_SIP__TRUNK_HOST": f"{HOST}:{self.citizens}",
            "HOTLINE_SIP__TRUNK_USER": HOTLINE,
            "HOTLINE_SIP__TRANSFER_URI": f"sip:{{target}}@{HOST}:{self.agents}",
            # All that the telephones' stack reads of a Refer-To is 255 bytes.
            "HOTLINE_SIP__CONTEXT_BYTES": "220",
            "HOTLINE_LOG__SPEECH": "true",
        }


def free_ports() -> Ports:
    found: set[int] = set()
    while len(found) < 3:
        found.add(free_port(HOST))
    return Ports(*found)


@dataclass(frozen=True)
class SipPhones:
    """Implements `ivr.demo.stage.Phones`. Made by `sip_phones`.

    citizens: their telephone. expected: who answers when the robot calls back, by number, and what
    the server's log will say of that call.
    """

    stage: Stage
    ports: Ports
    log: ServerLog
    citizens: SipGateway
    expected: dict[str, tuple[str, str, Overheard]] = field(default_factory=dict)

    async def phone(self, name: str, label: str) -> CallReport:
        number, caller = self.stage.caller(name)
        info = LineInfo(name, number, HOTLINE, "outbound", 8000, "sip")
        uri = f"sip:{HOTLINE}@{HOST}:{self.ports.robot}"
        headers = {"P-Asserted-Identity": f"<sip:{number}@{HOST}>"}
        with self.log.call(number, self.stage.show(label)) as overheard:
            line = await self.citizens.dial(uri, headers, info, 10.0)
            if isinstance(line, DialFailure):
                raise DemoFailed(f"the robot did not answer ({line}); see {self.stage.server.log}")
            assert isinstance(line, SipLine)
            report = await talk(line, caller)
            await _logged(overheard)
        if report.transferred is not None:
            self._show_transfer(report.transferred, label)
        self.stage.keep(name, report)
        return replace(report, captions=tuple(overheard.captions))

    @asynccontextmanager
    async def answering(self, name: str, label: str) -> AsyncIterator[None]:
        number, _ = self.stage.caller(name)
        # Listened for before it rings: the log may tell of the call before the telephone does.
        with self.log.call(OUTBOUND, self.stage.show(label)) as overheard:
            self.expected[number] = (name, label, overheard)
            try:
                yield
            finally:
                del self.expected[number]

    async def ring(self, line: Line) -> None:
        """The robot calls one of the citizens."""
        awaited = self.expected.get(line.info.called)
        if awaited is None:
            return  # hangs up: nobody expects that call
        name, label, overheard = awaited
        _, caller = self.stage.caller(name)
        self.stage.tell(f"{label} [yellow]电话响了[/yellow] 来电 {escape(line.info.caller)}")
        assert isinstance(line, SipLine)
        report = await talk(line, caller)
        await _logged(overheard)
        self.stage.keep(name, report)

    async def agent(self, line: Line) -> None:
        """An agent picks up the call that was handed over, and says hello to nobody."""
        self.stage.tell("[magenta]坐席[/magenta] 话机振铃，坐席接起转来的电话")
        for _ in range(AGENT_TICKS):
            if isinstance(await line.receive(), HungUp):
                return

    def _show_transfer(self, given: Transferred, label: str) -> None:
        where = f"{given.target}@{HOST}:{self.ports.agents}"
        self.stage.tell(f"{label} [magenta]REFER[/magenta]  市民话机转到 {where}，随呼叫带给坐席：")
        for name, value in given.context.items():
            self.stage.tell(f"     X-Hotline-{name.capitalize()}: {escape(value)}")


@asynccontextmanager
async def sip_phones(stage: Stage, ports: Ports) -> AsyncIterator[SipPhones]:
    """Both telephones, each a process. Raises GatewayError where one does not start."""
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(followed(stage.server.log))
        # The telephones need who answers them, and who answers needs the citizens' telephone.
        citizens = SipGateway(_citizens(ports), lambda line: phones.ring(line))
        agents = SipGateway(_agents(ports), lambda line: phones.agent(line))
        phones = SipPhones(stage, ports, log, citizens)
        for telephone in (agents, citizens):
            await stack.enter_async_context(telephone)
        stage.tell(
            f"进程：hotline serve {stage.server.pid}（SIP {HOST}:{ports.robot}，"
            f"{stage.server.http}）· 市民话机 {citizens.process_id}（SIP {HOST}:{ports.citizens}）"
            f"· 坐席话机 {agents.process_id}（SIP {HOST}:{ports.agents}）"
        )
        yield phones


def _citizens(ports: Ports) -> SipSettings:
    robot = Account(f"{HOST}:{ports.robot}", "citizens")
    return SipSettings(
        port=ports.citizens,
        rtp_ports=(22000, 22999),
        ring_s=0.5,
        trunk=robot,
        follow_transfers=True,
        drain_s=3.0,
        silence_s=PATIENT_S,
    )


def _agents(ports: Ports) -> SipSettings:
    return SipSettings(
        port=ports.agents,
        rtp_ports=(23000, 23099),
        ring_s=0.5,
        drain_s=3.0,
        silence_s=PATIENT_S,
    )


async def _logged(overheard: Overheard) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOG_S):
            await overheard.over.wait()
