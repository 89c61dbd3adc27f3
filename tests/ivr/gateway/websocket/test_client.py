"""Whole calls over a real server and real sockets on the loopback, in both dialects."""

import asyncio

import numpy as np
import pytest

from ivr.gateway.captions import Caption, Captioned
from ivr.gateway.errors import CallRefused
from ivr.gateway.file_line import Transferred
from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.gateway.line import Digit, Frame, HungUp, Line, LineEvent
from ivr.gateway.phone import AtOnce, Keys, Manners, Pause, ScriptedCaller, Segment, Speech
from ivr.gateway.websocket.client import call, call_as_twilio


def ramp(frames: int, rate: int = 8000, first: int = 2000) -> bytes:
    """Every sample different from the next and none near silence, so that nothing can hide."""
    samples = rate // 50 * frames
    return (first + np.arange(samples) % 20_000).astype("<i2").tobytes()


def spoken(pcm: bytes) -> bytes:
    """Without the silence of jitter: whole samples of zero."""
    samples = np.frombuffer(pcm, "<i2")
    return samples[samples != 0].tobytes()


def says(*segments: Segment, rate: int = 8000) -> ScriptedCaller:
    return ScriptedCaller(segments, rate, Manners(patience=1.0, hang_up_after=1.0))


class Robot:
    """Keeps what it receives; `reply` is what it does on each event."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.events: list[LineEvent] = []
        self.ended = asyncio.Event()

    @property
    def heard(self) -> bytes:
        return b"".join(event.pcm for event in self.events if isinstance(event, Frame))

    async def __call__(self, line: Line) -> None:
        self.lines.append(line)
        while True:
            event = await line.receive()
            self.events.append(event)
            if isinstance(event, HungUp):
                self.ended.set()
                return
            await self.reply(line, event)

    async def reply(self, line: Line, event: LineEvent) -> None:
        """Says nothing."""


class Echo(Robot):
    async def reply(self, line: Line, event: LineEvent) -> None:
        if isinstance(event, Frame):
            await line.send(event.pcm)


@pytest.mark.parametrize("rate", [8000, 16000])
async def test_native_audio_both_ways_sample_by_sample(open_gateway, rate: int) -> None:
    robot, voice = Echo(), ramp(60, rate)
    async with open_gateway(robot) as gateway:
        report = await call(
            gateway.url("native"),
            says(Segment(Speech(voice), AtOnce()), rate=rate),
            token=gateway.token,
            number="13800138000",
            parameters={"entry": "web"},
            clock=gateway.clock(),
        )
    assert spoken(robot.heard) == voice
    assert spoken(report.robot_pcm) == voice
    assert len(report.robot_pcm) == len(report.caller_pcm)
    info = robot.lines[0].info
    assert (info.caller, info.called, info.sample_rate) == ("13800138000", "12345", rate)
    assert (info.dialect, info.direction, info.parameters) == (
        "native",
        "inbound",
        {"entry": "web"},
    )
    assert report.call_id == info.call_id
    assert report.ended == "caller"
    assert robot.events[-1] == HungUp("caller")


async def test_twilio_audio_both_ways_through_the_codec(open_gateway) -> None:
    robot, voice = Echo(), ramp(60)
    async with open_gateway(robot) as gateway:
        report = await call_as_twilio(
            gateway.url("twilio"),
            says(Segment(Speech(voice), AtOnce())),
            token=gateway.token,
            number="+8613800138000",
            clock=gateway.clock(),
        )
    assert spoken(robot.heard) == decode_ulaw(encode_ulaw(voice))
    assert spoken(report.robot_pcm) == decode_ulaw(encode_ulaw(voice))
    info = robot.lines[0].info
    assert (info.call_id, info.caller, info.dialect) == (report.call_id, "13800138000", "twilio")
    assert robot.events[-1] == HungUp("caller")


async def phone(gateway, dialect: str, caller: ScriptedCaller, **more):
    telephone = {"native": call, "twilio": call_as_twilio}[dialect]
    return await telephone(
        gateway.url(dialect), caller, token=gateway.token, clock=gateway.clock(), **more
    )


BOTH = pytest.mark.parametrize("dialect", ["native", "twilio"])


@BOTH
async def test_keys_arrive_in_order(open_gateway, dialect: str) -> None:
    robot = Robot()
    async with open_gateway(robot) as gateway:
        await phone(gateway, dialect, says(Segment(Keys("12*#0"), AtOnce())))
    assert [event.digit for event in robot.events if isinstance(event, Digit)] == list("12*#0")


@BOTH
async def test_the_robots_last_words_are_heard_before_it_hangs_up(open_gateway, dialect) -> None:
    voice = ramp(40)

    class Announcer(Robot):
        async def reply(self, line: Line, event: LineEvent) -> None:
            for at in range(0, len(voice), 320):
                await line.send(voice[at : at + 320])
            await line.hang_up()

    robot = Announcer()
    async with open_gateway(robot) as gateway:
        report = await phone(gateway, dialect, says(Segment(Pause(30.0), AtOnce())))
    expected = voice if dialect == "native" else decode_ulaw(encode_ulaw(voice))
    assert spoken(report.robot_pcm) == expected
    assert report.ended == "robot"
    assert robot.events[-1] == HungUp("robot")


@BOTH
async def test_a_flush_silences_the_robot(open_gateway, dialect: str) -> None:
    class Interrupted(Robot):
        async def reply(self, line: Line, event: LineEvent) -> None:
            count = sum(isinstance(event, Frame) for event in self.events)
            if count == 1:
                for _ in range(400):
                    await line.send(ramp(1))
            if isinstance(event, Digit):
                await line.flush()

    robot = Interrupted()
    caller = says(Segment(Pause(0.5), AtOnce()), Segment(Keys("1"), AtOnce()))
    async with open_gateway(robot) as gateway:
        report = await phone(gateway, dialect, caller)
    # 8 s were sent; the key came after 0.5 s, and what was on its way then was dropped.
    assert 0 < len(spoken(report.robot_pcm)) < 4 * 16_000


async def test_a_native_transfer(open_gateway) -> None:
    class Switchboard(Robot):
        async def reply(self, line: Line, event: LineEvent) -> None:
            assert await line.transfer("agents", {"summary": "要求转人工"})

    robot = Switchboard()
    async with open_gateway(robot) as gateway:
        report = await phone(gateway, "native", says(Segment(Pause(30.0), AtOnce())))
    assert report.transferred == Transferred("agents", {"summary": "要求转人工"})
    assert report.ended == "transferred"
    assert robot.events[-1] == HungUp("transferred")


async def test_a_refused_transfer_leaves_the_caller_with_the_robot(open_gateway) -> None:
    answers: list[bool] = []

    class Switchboard(Robot):
        async def reply(self, line: Line, event: LineEvent) -> None:
            if not answers:
                answers.append(await line.transfer("agents", {}))

    robot = Switchboard()
    async with open_gateway(robot) as gateway:
        caller = says(Segment(Pause(0.5), AtOnce()))
        report = await phone(gateway, "native", caller, accept_transfers=False)
    assert answers == [False]
    assert (report.ended, report.transferred) == ("caller", None)


async def test_captions_reach_the_screen(open_gateway) -> None:
    caption = Caption("robot", "您好，这里是12345热线")

    class Subtitled(Robot):
        async def reply(self, line: Line, event: LineEvent) -> None:
            if isinstance(line, Captioned) and len(self.events) == 1:
                await line.caption(caption)

    seen: list[Caption] = []
    async with open_gateway(Subtitled()) as gateway:
        caller = says(Segment(Pause(0.2), AtOnce()))
        report = await phone(gateway, "native", caller, on_caption=seen.append)
    assert seen == [caption]
    assert report.captions == (caption,)


async def test_several_calls_at_once_do_not_mix(open_gateway) -> None:
    voices = [ramp(40, first=2000 + 300 * n) for n in range(5)]
    async with open_gateway(Echo()) as gateway:
        reports = await asyncio.gather(
            *(phone(gateway, "native", says(Segment(Speech(voice), AtOnce()))) for voice in voices)
        )
    assert [spoken(report.robot_pcm) for report in reports] == voices
    assert len({report.call_id for report in reports}) == 5


async def test_a_port_where_nobody_listens_is_one_clear_line() -> None:
    with pytest.raises(CallRefused, match="does not answer"):
        await call("ws://127.0.0.1:1/media/native", says(), token="x")
