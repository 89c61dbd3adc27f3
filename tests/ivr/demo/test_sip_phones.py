"""The telephones of the story against a gateway that plays the robot."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.demo import sip_phones as phones_module
from ivr.demo.sip_phones import HOTLINE, Ports, SipPhones, free_ports, missing, sip_phones
from ivr.demo.stage import Stage
from ivr.demo.story import COMPLAINT, HANDOFF, UNSATISFIED
from ivr.errors import DemoFailed
from ivr.gateway.clock import RealClock
from ivr.gateway.line import Frame, HungUp, Line, LineInfo
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account
from ivr.gateway.sip.supervisor import OnCall, SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from tests.ivr.demo.conftest import shown
from tests.ivr.gateway.sip.conftest import needs_stack, settings

CONTEXT = {"reason": "asked", "summary": "半夜放音乐"}


@asynccontextmanager
async def told(stage: Stage, robot: OnCall) -> AsyncIterator[tuple[SipPhones, SipGateway, Ports]]:
    """The story's telephones, and the robot's gateway with settings as the server gets them."""
    ports = free_ports()
    log = stage.folder / "server.log"
    log.touch()
    stage = replace(stage, server=replace(stage.server, log=log))
    asked = ports.settings
    gateway = settings(
        port=int(asked["HOTLINE_SIP__PORT"]),
        trunk=Account(asked["HOTLINE_SIP__TRUNK_HOST"], asked["HOTLINE_SIP__TRUNK_USER"]),
        transfer_uri=asked["HOTLINE_SIP__TRANSFER_URI"],
        context_bytes=int(asked["HOTLINE_SIP__CONTEXT_BYTES"]),
        drain_s=3.0,
    )
    async with (
        SipGateway(gateway, robot) as running,
        sip_phones(stage, ports) as phones,
        asyncio.timeout(60),
    ):
        yield phones, running, ports


def logs(path: Path, *records: dict[str, object]) -> None:
    with path.open("a", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record) + "\n")


@needs_stack
async def test_a_caller_follows_the_robot_to_the_agents(stage: Stage) -> None:
    callers: list[str] = []
    log = stage.folder / "server.log"

    async def robot(line: Line) -> None:
        callers.append(line.info.caller)
        masked = f"{line.info.caller[:3]}****{line.info.caller[-4:]}"
        begun = {"event": "call_started", "call": "c", "caller": masked, "direction": "inbound"}
        logs(log, begun, {"event": "said", "call": "c", "speaker": "robot", "text": "您好"})
        assert await line.transfer("agents", CONTEXT)
        logs(log, {"event": "call_ended", "call": "c"})

    async with told(stage, robot) as (phones, _, ports):
        report = await phones.phone(HANDOFF, "③")
    assert callers == [stage.caller(HANDOFF)[0]]
    assert report.ended == "transferred"
    assert report.transferred is not None
    assert report.transferred.context == CONTEXT
    assert [caption.text for caption in report.captions] == ["您好"]
    assert (stage.folder / f"{HANDOFF}.wav").is_file()
    out = shown(stage)
    for part in ("X-Hotline-Summary: 半夜放音乐", "坐席接起", f"127.0.0.1:{ports.citizens}"):
        assert part in out


@needs_stack
async def test_the_citizen_who_complained_answers_the_callback(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phones_module, "LOG_S", 0.1)

    async def nobody(line: Line) -> None:
        raise AssertionError(f"{line.info.caller} phones")

    async with told(stage, nobody) as (phones, gateway, _):
        number, _caller = stage.caller(COMPLAINT)
        trunk = SipTrunk(gateway, gateway._settings, RealClock())
        info = LineInfo("cb", HOTLINE, number, "outbound", 8000, "sip")
        async with phones.answering(UNSATISFIED, "④"):
            line = await trunk.dial(number, info, 10.0)
            assert not isinstance(line, DialFailure)
            for _ in range(25):
                assert isinstance(await line.receive(), Frame)
            await line.hang_up()
        unexpected = await trunk.dial(number, info, 10.0)
        assert not isinstance(unexpected, DialFailure)
        while not isinstance(event := await unexpected.receive(), HungUp):
            pass
        assert event.reason == "caller"
    assert f"电话响了 来电 {HOTLINE}" in shown(stage)
    assert (stage.folder / f"{UNSATISFIED}.wav").is_file()


@needs_stack
async def test_a_robot_that_does_not_answer_ends_the_story(stage: Stage) -> None:
    async def robot(line: Line) -> None:
        raise AssertionError

    async with told(stage, robot) as (phones, gateway, _):
        gateway.refuse_calls()
        with pytest.raises(DemoFailed, match="busy"):
            await phones.phone(HANDOFF, "③")


def test_ports_are_three_and_the_server_is_told_all_of_them() -> None:
    ports = free_ports()
    assert len({ports.robot, ports.citizens, ports.agents}) == 3
    told = " ".join(ports.settings.values())
    assert all(str(port) in told for port in (ports.robot, ports.citizens, ports.agents))


def test_where_there_is_no_sip_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert "Linux" in missing()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "pip install" in missing()
