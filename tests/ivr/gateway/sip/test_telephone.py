"""A scripted citizen on a telephone, against a gateway that plays the robot."""

import asyncio

from ivr.gateway.line import Digit, Frame, HungUp, Line, LineInfo
from ivr.gateway.phone import AtOnce, Keys, Manners, Pause, ScriptedCaller, Segment, Speech
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.telephone import talk
from ivr.gateway.websocket.client import CallReport
from tests.ivr.gateway.sip.conftest import (
    arrived,
    echo,
    frames,
    free_port,
    needs_stack,
    settings,
    speech_like,
    telephone_settings,
)

pytestmark = needs_stack

OUTBOUND = LineInfo("t1", "13800138000", "12345", "outbound", 8000, "sip")
QUICK = Manners(patience=3.0, hang_up_after=0.5)


async def phone(
    telephone: SipGateway, port: int, caller: ScriptedCaller, most_s: float = 20.0
) -> CallReport:
    line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
    assert isinstance(line, SipLine)
    async with asyncio.timeout(30):
        return await talk(line, caller, most_s)


async def test_what_the_citizen_says_is_heard_and_what_it_hears_is_kept() -> None:
    port, heard, keys = free_port(), bytearray(), list[str]()
    robot_says, citizen_says = speech_like(1.0, seed=1), speech_like(1.0, seed=2)

    async def robot(line: Line) -> None:
        for frame in frames(robot_says):
            await line.send(frame)
        while not isinstance(event := await line.receive(), HungUp):
            match event:
                case Frame(pcm):
                    heard.extend(pcm)
                case Digit(digit):
                    keys.append(digit)

    caller = ScriptedCaller([Segment(Speech(citizen_says)), Segment(Keys("1"), AtOnce())], 8000)
    async with (
        SipGateway(settings(port=port), robot),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        report = await phone(telephone, port, caller)
    assert report.ended == "caller"
    assert report.transferred is None
    assert keys == ["1"]
    assert arrived(citizen_says, bytes(heard)) > 0.8
    assert arrived(robot_says, report.robot_pcm) > 0.8
    assert arrived(citizen_says, report.caller_pcm) == 1.0
    assert len(report.caller_pcm) == len(report.robot_pcm)


async def test_who_hangs_up_is_told_and_a_call_is_not_held_for_ever() -> None:
    port = free_port()

    async def short(line: Line) -> None:
        for _ in range(10):
            await line.receive()

    async with (
        SipGateway(settings(port=port), short),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        report = await phone(telephone, port, ScriptedCaller([Segment(Pause(9.0))], 8000, QUICK))
    assert report.ended == "robot"

    async with (
        SipGateway(settings(port=port), echo),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        patient = ScriptedCaller([Segment(Pause(9.0), AtOnce())], 8000)
        report = await phone(telephone, port, patient, most_s=0.5)
    assert report.ended == "caller"
    assert len(report.robot_pcm) == 26 * 320  # the last is the tick in which it hangs up


async def test_a_telephone_may_follow_a_transfer_with_what_it_brings() -> None:
    robots, agents, taken = free_port(), free_port(), list[bool]()

    async def robot(line: Line) -> None:
        taken.append(await line.transfer("agents", {"reason": "asked", "summary": "半夜放音乐"}))

    answered = asyncio.Event()

    async def agent(line: Line) -> None:
        assert line.info.called == ""  # agents, which is no number
        answered.set()

    told = settings(port=robots, transfer_uri=f"sip:{{target}}@127.0.0.1:{agents}")
    async with (
        SipGateway(settings(port=agents), agent),
        SipGateway(told, robot),
        SipGateway(telephone_settings(robots, follow_transfers=True), echo) as telephone,
    ):
        report = await phone(telephone, robots, ScriptedCaller([], 8000, Manners(patience=15.0)))
        async with asyncio.timeout(5):
            await answered.wait()
    assert taken == [True]
    assert report.ended == "transferred"
    assert report.transferred is not None
    assert report.transferred.target == "agents"
    assert report.transferred.context == {"reason": "asked", "summary": "半夜放音乐"}


async def test_ringing_is_told_while_the_call_is_not_answered() -> None:
    port, rang = free_port(), list[str]()
    async with (
        SipGateway(settings(port=port, ring_s=5.0), echo),
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        uri = f"sip:12345@127.0.0.1:{port}"
        answer = await telephone.dial(uri, {}, OUTBOUND, 0.6, lambda: rang.append("rings"))
    assert answer is DialFailure.NO_ANSWER
    assert rang == ["rings"]
