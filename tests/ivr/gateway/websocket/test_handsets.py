"""Callbacks to real handsets over a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest

from ivr.gateway.errors import CallRefused
from ivr.gateway.line import Frame, HungUp, Line, LineInfo
from ivr.gateway.phone import AtOnce, Manners, Pause, ScriptedCaller, Segment, Speech
from ivr.gateway.websocket.client import CallReport, serve_handset
from ivr.gateway.websocket.handsets import DialFailure, Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native import Ring

NUMBER = "13800138000"
INFO = LineInfo(
    "cb-1", "12345", NUMBER, "outbound", 8000, "native", {"about": "关于噪声扰民的回访"}
)
VOICE = (2000 + np.arange(160 * 30) % 20_000).astype("<i2").tobytes()


async def no_inbound(line: Line) -> None:
    raise AssertionError("nobody phones in here")


class Telephone:
    """A handset in its own task, and what became of its calls."""

    def __init__(self) -> None:
        self.rings: list[Ring] = []
        self.reports: list[CallReport] = []
        self.rung = asyncio.Event()
        self.call_ended = asyncio.Event()

    def end_call(self, report: CallReport) -> None:
        self.reports.append(report)
        self.call_ended.set()


def answering(*segments: Segment) -> Callable[[Ring], ScriptedCaller]:
    return lambda ring: ScriptedCaller(segments, 8000, Manners(patience=1.0, hang_up_after=1.0))


@asynccontextmanager
async def handset(gateway, on_ring, number: str = NUMBER) -> AsyncIterator[Telephone]:
    telephone, ready = Telephone(), asyncio.Event()

    def ring(message: Ring):
        telephone.rings.append(message)
        telephone.rung.set()
        return on_ring(message)

    serving = asyncio.create_task(
        serve_handset(
            gateway.url("native"),
            number,
            ring,
            token=gateway.token,
            on_ready=ready.set,
            on_call_end=telephone.end_call,
            new_clock=gateway.clock,
        )
    )
    try:
        async with asyncio.timeout(10):
            await ready.wait()
        yield telephone
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def listen(line: Line) -> bytes:
    heard = b""
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Frame):
            heard += event.pcm
            await line.send(event.pcm)
    return heard


def spoken(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, "<i2")
    return samples[samples != 0].tobytes()


async def test_a_callback_one_after_the_other(open_gateway) -> None:
    async with (
        open_gateway(no_inbound) as gateway,
        handset(gateway, answering(Segment(Speech(VOICE), AtOnce()))) as telephone,
    ):
        for _ in range(2):
            telephone.call_ended.clear()
            line = await gateway.handsets.dial("+86 138 0013 8000", INFO)
            assert not isinstance(line, DialFailure)
            assert line.info == INFO
            assert spoken(await listen(line)) == VOICE
            await line.hang_up()
            await telephone.call_ended.wait()
    assert telephone.rings[0] == Ring("cb-1", "12345", "关于噪声扰民的回访")
    assert [spoken(report.robot_pcm) for report in telephone.reports] == [VOICE, VOICE]
    assert [report.ended for report in telephone.reports] == ["caller", "caller"]


async def test_the_robot_hangs_up_and_the_handset_can_be_rung_again(open_gateway) -> None:
    async with (
        open_gateway(no_inbound) as gateway,
        handset(gateway, answering(Segment(Pause(60.0), AtOnce()))) as telephone,
    ):
        for _ in range(2):
            telephone.call_ended.clear()
            line = await gateway.handsets.dial(NUMBER, INFO)
            assert not isinstance(line, DialFailure)
            assert isinstance(await line.receive(), Frame)
            await line.hang_up()
            await telephone.call_ended.wait()
    assert [report.ended for report in telephone.reports] == ["robot", "robot"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("busy", DialFailure.BUSY), ("rejected", DialFailure.REJECTED), (None, DialFailure.NO_ANSWER)],
)
async def test_nobody_answers(open_gateway, answer, failure) -> None:
    async with (
        open_gateway(no_inbound) as gateway,
        handset(gateway, lambda ring: answer),
    ):
        timeout = 0.05 if answer is None else 10.0
        assert await gateway.handsets.dial(NUMBER, INFO, timeout) is failure
        assert await gateway.handsets.dial(NUMBER, INFO, timeout) is failure


async def test_unknown_and_vanished_handsets_are_unreachable(open_gateway) -> None:
    async with open_gateway(no_inbound) as gateway:
        assert await gateway.handsets.dial(NUMBER, INFO) is DialFailure.UNREACHABLE
        async with handset(gateway, lambda ring: None) as telephone:
            dialling = asyncio.create_task(gateway.handsets.dial(NUMBER, INFO, 10.0))
            await telephone.rung.wait()
        assert await dialling is DialFailure.UNREACHABLE


async def test_a_handset_in_a_call_or_ringing_is_busy(open_gateway) -> None:
    async with open_gateway(no_inbound) as gateway:
        async with handset(gateway, answering(Segment(Pause(60.0), AtOnce()))):
            line = await gateway.handsets.dial(NUMBER, INFO)
            assert not isinstance(line, DialFailure)
            assert await gateway.handsets.dial(NUMBER, INFO) is DialFailure.BUSY
            await line.hang_up()
        async with handset(gateway, lambda ring: None, "2") as telephone:
            dialling = asyncio.create_task(gateway.handsets.dial("2", INFO, 10.0))
            await telephone.rung.wait()
            assert await gateway.handsets.dial("2", INFO) is DialFailure.BUSY
            dialling.cancel()


async def test_a_dial_that_is_given_up_stops_the_ringing(open_gateway) -> None:
    async with (
        open_gateway(no_inbound) as gateway,
        handset(gateway, lambda ring: None) as telephone,
    ):
        dialling = asyncio.create_task(gateway.handsets.dial(NUMBER, INFO, 10.0))
        await telephone.rung.wait()
        dialling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialling
        assert await gateway.handsets.dial(NUMBER, INFO, 0.05) is DialFailure.NO_ANSWER


async def test_the_newest_registration_counts(open_gateway) -> None:
    async with (
        open_gateway(no_inbound) as gateway,
        handset(gateway, lambda ring: "rejected") as older,
        handset(gateway, lambda ring: "busy") as newer,
    ):
        assert await gateway.handsets.dial(NUMBER, INFO) is DialFailure.BUSY
        assert (len(older.rings), len(newer.rings)) == (0, 1)
        assert len(gateway.handsets) == 1


async def test_registrations_are_bounded(open_gateway) -> None:
    async with (
        open_gateway(no_inbound, Limits(handsets=1)) as gateway,
        handset(gateway, lambda ring: None),
    ):
        with pytest.raises(CallRefused, match="too many handsets"):
            await serve_handset(gateway.url("native"), "2", lambda ring: None, token=gateway.token)
        assert NUMBER in gateway.handsets
        assert "2" not in gateway.handsets


async def test_an_empty_book_reaches_nobody() -> None:
    assert await Handsets().dial(NUMBER, INFO) is DialFailure.UNREACHABLE
