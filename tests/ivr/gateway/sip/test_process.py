"""The process under sipp: what a PBX or a trunk does to it."""

import asyncio
import os
import random
import socket
from pathlib import Path

import pytest

from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.gateway.line import Digit, Frame, HungUp, Line, LineInfo
from ivr.gateway.sip.supervisor import SipGateway
from tests.ivr.gateway.sip.by_hand import caller
from tests.ivr.gateway.sip.conftest import (
    DIGITS,
    SCENARIOS,
    arrived,
    echo,
    frames,
    free_port,
    needs_sipp,
    needs_stack,
    needs_tcp,
    settings,
    sipp,
    speech_like,
    telephone_settings,
    until,
)

pytestmark = [needs_stack, needs_sipp]


OUTBOUND = LineInfo("c", "12345", "1", "outbound", 8000, "sip")


class Desk:
    """Takes calls, hears them out, and keeps what happened."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.ends: list[str] = []
        self.digits: list[str] = []
        self.heard = bytearray()

    async def take(self, line: Line) -> None:
        self.lines.append(line)
        while True:
            match await line.receive():
                case Frame(pcm):
                    self.heard += pcm
                    await line.send(pcm)
                case Digit(digit):
                    self.digits.append(digit)
                case HungUp(reason):
                    self.ends.append(reason)
                    return


@pytest.mark.parametrize("transport", ["u1", pytest.param("t1", marks=needs_tcp)])
async def test_a_call_is_answered_heard_and_ended(transport: str, tmp_path: Path) -> None:
    desk, port = Desk(), free_port()
    async with SipGateway(settings(port=port), desk.take):
        far_end = ("-t", transport, "-d", "600", "-key", "caller", "13800138000")
        assert await sipp("call", tmp_path, *far_end, "-mp", str(free_port()), to=port) == 0
    assert desk.ends == ["caller"]
    (line,) = desk.lines
    assert (line.info.caller, line.info.called) == ("13800138000", "12345")
    assert line.info.parameters["diverted_from"] == "02388001234"
    assert line.info.parameters["transport"] == {"u1": "udp", "t1": "tcp"}[transport]
    said = decode_ulaw(encode_ulaw(speech_like(0.4, seed=1)))
    # sipp itself is a loose sender on a busy machine; exact audio is for test_leg.py.
    assert arrived(said, bytes(desk.heard)) > 0.5


async def test_a_caller_who_gives_up_while_it_rings_is_no_call(tmp_path: Path) -> None:
    desk, port = Desk(), free_port()
    async with SipGateway(settings(port=port, ring_s=3.0), desk.take):
        assert await sipp("cancel", tmp_path, to=port) == 0
    assert desk.lines == []


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.1, 0.25, 0.29, 0.3, 0.305, 0.31, 0.35, 0.6])
async def test_a_caller_may_give_up_at_any_moment(after_s: float) -> None:
    """Before it rings, while it rings, as it is answered at 0.3 s, and after; then, on the only
    line that there is, the next caller is taken."""
    desk, port = Desk(), free_port()
    told = settings(port=port, ring_s=0.3, max_calls=1)
    async with SipGateway(told, desk.take) as gateway, asyncio.timeout(30):
        async with caller(port) as first:
            first.invite()
            await asyncio.sleep(after_s)
            first.cancel()
            outcome = await first.outcome
        assert outcome == "answered" or after_s < 0.5
        assert outcome == "cancelled" or after_s > 0.2
        async with caller(port) as second:
            second.invite()
            assert await second.outcome == "answered"
        answered = 1 + (outcome == "answered")
        await until(lambda: gateway.calls == 0 and len(desk.ends) == answered)
        assert desk.ends == ["caller"] * answered
        assert len(desk.lines) == answered
        assert gateway.restarts == 0


@pytest.mark.parametrize("scenario", ["hold", "refresh"])
async def test_a_call_lives_through_re_invites(scenario: str, tmp_path: Path) -> None:
    desk, port = Desk(), free_port()
    async with SipGateway(settings(port=port), desk.take):
        assert await sipp(scenario, tmp_path, "-mp", str(free_port()), to=port) == 0
    assert desk.ends == ["caller"]


@pytest.mark.skipif(os.geteuid() != 0, reason="sipp plays captures through a raw socket: root only")
@pytest.mark.skipif(not DIGITS.is_dir(), reason="needs the captures of Debian's sip-tester")
async def test_digits_are_heard_in_order(tmp_path: Path) -> None:
    desk, port = Desk(), free_port()
    async with SipGateway(settings(port=port), desk.take):
        assert await sipp("digits", tmp_path, "-mp", str(free_port()), to=port) == 0
    assert desk.digits == ["1", "0", "*", "#"]


async def test_twenty_short_calls_one_on_the_heels_of_the_other(tmp_path: Path) -> None:
    """Hung up as soon as they are answered: none is left, each is known to have been."""
    desk, port = Desk(), free_port()
    async with SipGateway(settings(port=port), desk.take) as gateway:
        churn = (
            "-m",
            "20",
            "-r",
            "20",
            "-d",
            "50",
            "-mp",
            str(free_port()),
            "-key",
            "caller",
            "138",
        )
        assert await sipp("call", tmp_path, *churn, to=port) == 0
        await until(lambda: gateway.calls == 0)
    assert desk.ends == ["caller"] * 20


@pytest.mark.parametrize("stopping", [False, True])
async def test_options_are_answered_as_long_as_it_runs(stopping: bool, tmp_path: Path) -> None:
    """While it takes no more calls, the 486 to an INVITE is what says so."""
    port = free_port()
    async with SipGateway(settings(port=port), echo) as gateway:
        if stopping:
            gateway.refuse_calls()
            await gateway.drained()
            async with asyncio.timeout(30), caller(port) as late:
                late.invite()
                assert await late.outcome == "486"
        assert await sipp("options", tmp_path, to=port) == 0


async def test_one_call_too_many_is_told_that_we_are_busy(tmp_path: Path) -> None:
    """Also that no caller is left waiting: sipp fails at once on 486 in place of 200."""
    port = free_port()
    async with (
        SipGateway(settings(port=port, max_calls=1), echo) as gateway,
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await telephone.dial(f"sip:1@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert not isinstance(line, str)
        second = await telephone.dial(f"sip:2@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
        assert second == "busy"
        assert gateway.calls == 1


def mangled(invite: bytes, dice: random.Random) -> bytes:
    """A packet that is almost an INVITE, or nothing like it."""
    packet = bytearray(invite)
    match dice.randrange(4):
        case 0:
            for _ in range(dice.randrange(1, 40)):
                packet[dice.randrange(len(packet))] = dice.randrange(256)
        case 1:
            del packet[dice.randrange(len(packet)) :]
        case 2:
            at = dice.randrange(len(packet))
            packet[at:at] = dice.randbytes(dice.randrange(1, 300))
        case _:
            packet = bytearray(dice.randbytes(dice.randrange(1, 1200)))
    return bytes(packet)


async def test_300_malformed_packets_end_no_call() -> None:
    """Three calls are up, and each is heard afterwards as if nothing had been."""
    port, dice, desk = free_port(), random.Random(7), Desk()
    invite = (SCENARIOS / "cancel.xml").read_bytes().split(b"<![CDATA[")[1].split(b"]]>")[0]
    said = [speech_like(1.0, seed) for seed in range(3)]
    async with (
        SipGateway(settings(port=port), desk.take) as gateway,
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        dials = [telephone.dial(f"sip:{n}@127.0.0.1:{port}", {}, OUTBOUND, 5.0) for n in range(3)]
        lines = await asyncio.gather(*dials)
        assert not any(isinstance(line, str) for line in lines)
        with socket.socket(type=socket.SOCK_DGRAM) as stranger:
            for n in range(300):
                stranger.sendto(mangled(invite, dice), ("127.0.0.1", port))
                if n % 10 == 0:
                    await asyncio.gather(*(line.receive() for line in lines))
        assert gateway.calls == 3
        async with caller(port) as another:
            another.invite()
            assert await another.outcome == "answered"
        for turn in [*zip(*map(frames, said), strict=True), *[(bytes(320),) * 3] * 25]:
            for line, frame in zip(lines, turn, strict=True):
                await line.send(frame)
            heard = await asyncio.gather(*(line.receive() for line in lines))
            assert not any(isinstance(event, HungUp) for event in heard)
        await asyncio.gather(*(line.hang_up() for line in lines))
        await until(lambda: len(desk.ends) == 4)
        assert desk.ends == ["caller"] * 4
        assert gateway.restarts == 0
    assert min(arrived(words, bytes(desk.heard)) for words in said) > 0.7
