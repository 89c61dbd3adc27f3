"""Outbound calls to sipp, which does to them what networks do."""

import asyncio
import hashlib
import re
from pathlib import Path
from typing import Literal

import pytest

from ivr.gateway.clock import RealClock
from ivr.gateway.line import HungUp, Line, LineInfo
from ivr.gateway.sip.errors import NumberRuleError, StackError
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from tests.ivr.gateway.sip.by_hand import answering, caller
from tests.ivr.gateway.sip.conftest import (
    awaiting,
    callee,
    echo,
    free_port,
    needs_sipp,
    needs_stack,
    needs_tcp,
    settings,
    until,
)

CITIZEN = "13800138000"
SURVEY = LineInfo("attempt-1", "12345", CITIZEN, "outbound", 8000, "sip", {"about": "回访"})


def dialling(port: int, **changes: object) -> SipSettings:
    return settings(trunk=Account(host=f"127.0.0.1:{port}", user="12345"), **changes)


async def dial(told: SipSettings, ring_s: float = 5.0) -> Line | DialFailure:
    """Of a line that is hung up at once."""
    async with SipGateway(told, echo) as gateway:
        line = await SipTrunk(gateway, told, RealClock()).dial(CITIZEN, SURVEY, ring_s)
        if not isinstance(line, DialFailure):
            await line.hang_up()
        return line


@needs_stack
@needs_sipp
async def test_an_answered_call_is_a_line(tmp_path: Path) -> None:
    async with callee("answers", tmp_path, "-trace_msg", "-message_file", "seen.log") as port:
        line = await dial(dialling(port))
    assert not isinstance(line, DialFailure)
    assert line.info.call_id == "attempt-1"
    assert (line.info.direction, line.info.sample_rate) == ("outbound", 8000)
    assert line.info.parameters["about"] == "回访"
    invite = (tmp_path / "seen.log").read_text()
    assert f"INVITE sip:{CITIZEN}@127.0.0.1:{port}" in invite
    assert f"P-Asserted-Identity: <sip:12345@127.0.0.1:{port}>" in invite
    assert "From: <sip:12345@" in invite
    assert "m=video" not in invite


@needs_stack
@needs_sipp
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("486 Busy Here", DialFailure.BUSY),
        ("603 Decline", DialFailure.REJECTED),
        ("404 Not Found", DialFailure.NOT_FOUND),
        ("480 Temporarily Unavailable", DialFailure.UNAVAILABLE),
        ("503 Service Unavailable", DialFailure.FAILED),
    ],
)
async def test_each_refusal_is_told_apart(
    status: str, expected: DialFailure, tmp_path: Path
) -> None:
    async with callee("refuses", tmp_path, status=status) as port:
        assert await dial(dialling(port)) is expected


@needs_stack
@needs_sipp
@pytest.mark.parametrize(
    ("host", "transport"), [("localhost", "udp"), pytest.param("127.0.0.1", "tcp", marks=needs_tcp)]
)
async def test_a_trunk_by_name_and_one_over_tcp(
    host: str, transport: Literal["udp", "tcp"], tmp_path: Path
) -> None:
    """The name is one that only the system knows, and the transport one that we do not take calls
    on. The gateway outlives the trunk's end of the call: sipp counts a connection that closes
    before its own does as an error."""
    mode = {"udp": "u1", "tcp": "t1"}[transport]
    async with awaiting("answers", tmp_path, "-t", mode) as (port, trunk):
        account = Account(f"{host}:{port}", "12345", transport=transport)
        told = settings(trunk=account, transports=("udp",))
        async with SipGateway(told, echo) as gateway:
            line = await SipTrunk(gateway, told, RealClock()).dial(CITIZEN, SURVEY, 5.0)
            assert not isinstance(line, DialFailure)
            await line.hang_up()
            assert await trunk == 0


@needs_stack
@needs_sipp
@pytest.mark.parametrize("password", ["right", "wrong"])
async def test_a_trunk_that_asks_who_we_are_is_told(password: str, tmp_path: Path) -> None:
    asks = {"status": "401 Unauthorized", "header": "WWW-Authenticate"}
    async with awaiting("challenges", tmp_path, **asks) as (port, trunk):
        line = await dial(settings(trunk=Account(f"127.0.0.1:{port}", "12345", password)))
        assert await trunk == 0
    # A wrong password is our fault, not the citizen's.
    assert (line is DialFailure.FAILED) is (password == "wrong")


def signed(invite: str, password: str) -> bool:
    """Whether the digest in a request is that of the password (RFC 2617, 3.2.2)."""
    told = dict(re.findall(r'(\w+)="?([^",\s]+)', invite.split("Proxy-Authorization: Digest")[1]))

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

    who = md5(told["username"], told["realm"], password)
    what = md5("INVITE", told["uri"])
    return told["response"] == md5(
        who, told["nonce"], told["nc"], told["cnonce"], told["qop"], what
    )


@needs_stack
@needs_sipp
async def test_a_proxy_that_asks_who_we_are_is_told(tmp_path: Path) -> None:
    asks = {"status": "407 Proxy Authentication Required", "header": "Proxy-Authenticate"}
    traced = ("-trace_msg", "-message_file", "seen.log")
    async with awaiting("challenges", tmp_path, *traced, **asks) as (port, proxy):
        line = await dial(settings(trunk=Account(f"127.0.0.1:{port}", "12345", "right")))
        assert await proxy == 0
    assert not isinstance(line, DialFailure)
    seen = (tmp_path / "seen.log").read_text()
    assert signed(seen, "right")
    assert not signed(seen, "wrong")


@needs_stack
@needs_sipp
async def test_early_media_is_no_answer_but_it_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with callee("never_answers", tmp_path) as port:
        assert await dial(dialling(port), ring_s=2.5) is DialFailure.NO_ANSWER
    settled = next(line for line in capsys.readouterr().out.splitlines() if "dial_settled" in line)
    assert re.search(r"\bresult\S*no_answer", settled)
    other_s = re.search(r"\bother_s\S*?([0-9.]+)", settled)
    assert other_s is not None
    assert float(other_s[1]) > 0.5


@needs_stack
async def test_a_trunk_that_says_nothing_is_unreachable() -> None:
    assert await dial(dialling(free_port(), setup_s=0.5)) is DialFailure.UNREACHABLE


RING, ANSWER = 180, 200


@needs_stack
@pytest.mark.parametrize(
    ("answers", "at_cancel", "goodbye"),
    [
        (((0.0, RING),), 487, "CANCEL"),
        (((0.0, 100), (1.5, RING)), 487, "CANCEL"),
        (((0.3, RING),), 487, "CANCEL"),  # a CANCEL must wait for it (RFC 3261, 9.1)
        (((0.0, 183),), 487, "CANCEL"),
        (((0.0, RING),), ANSWER, "BYE"),  # they cross
        (((0.3, ANSWER),), 487, "BYE"),  # never rang, and answers whom nobody waits for
        (((0.0, RING), (0.05, ANSWER)), 487, "BYE"),
        (((0.0, RING), (0.11, ANSWER)), 487, None),
    ],
)
async def test_an_outbound_call_may_be_given_up_at_any_moment(
    answers: tuple[tuple[float, int], ...], at_cancel: int, goodbye: str | None
) -> None:
    """At 0.11 s. The far end is told, and the only line that there is can be used again."""
    async with (
        answering(*answers, at_cancel=at_cancel) as citizen,
        answering((0.0, ANSWER)) as another,
        asyncio.timeout(30),
    ):
        told = dialling(citizen.port, max_calls=1)
        async with SipGateway(told, echo) as gateway:
            uri = f"sip:{CITIZEN}@127.0.0.1:{citizen.port}"
            ringing = asyncio.create_task(gateway.dial(uri, {}, SURVEY, 20.0))
            await asyncio.sleep(0.11)
            ringing.cancel()
            (line,) = await asyncio.gather(ringing, return_exceptions=True)
            if isinstance(line, SipLine):  # it had been answered
                await line.hang_up()
            await citizen.over.wait()
            assert goodbye in (*citizen.heard, None)
            assert "ACK" in citizen.heard
            await until(lambda: gateway.calls == gateway.outbound_calls == 0)
            uri = f"sip:{CITIZEN}@127.0.0.1:{another.port}"
            line = await gateway.dial(uri, {}, SURVEY, 5.0)
            assert isinstance(line, SipLine)
            await line.hang_up()
            await another.over.wait()
            assert gateway.restarts == 0


@needs_stack
@needs_sipp
async def test_no_more_calls_at_once_than_allowed(tmp_path: Path) -> None:
    async with callee("answers", tmp_path) as port:
        told = dialling(port, max_outbound=1)
        async with SipGateway(told, echo) as gateway:
            trunk = SipTrunk(gateway, told, RealClock())
            first = await trunk.dial(CITIZEN, SURVEY, 5.0)
            assert not isinstance(first, DialFailure)
            assert await trunk.dial(CITIZEN, SURVEY, 5.0) is DialFailure.NO_LINE
            await first.hang_up()
            assert isinstance(await first.receive(), HungUp)


@needs_stack
async def test_calls_of_both_directions_count_together() -> None:
    """One inbound call is up, and there is one line."""
    async with answering((0.0, ANSWER)) as citizen:
        told = dialling(citizen.port, max_calls=1)
        async with SipGateway(told, echo) as gateway, caller(told.port) as somebody:
            somebody.stay = True
            somebody.invite()
            await until(lambda: gateway.calls == 1)
            trunk = SipTrunk(gateway, told, RealClock())
            assert await trunk.dial(CITIZEN, SURVEY, 5.0) is DialFailure.NO_LINE
            assert citizen.heard == []
            somebody.hang_up()
            assert await somebody.outcome == "answered"
            await until(lambda: gateway.calls == 0)
            line = await trunk.dial(CITIZEN, SURVEY, 5.0)
            assert isinstance(line, SipLine)
            await line.hang_up()


def idle_trunk(**changes: object) -> SipTrunk:
    """Of a gateway that is not running."""
    told = dialling(5060, **changes)
    return SipTrunk(SipGateway(told, echo), told, RealClock())


@pytest.mark.parametrize("number", ["00441234567", "110", "", "sip:evil@host"])
async def test_numbers_against_the_rules_are_not_dialled(number: str) -> None:
    assert await idle_trunk().dial(number, SURVEY) is DialFailure.NOT_ALLOWED


async def test_without_a_gateway_there_is_no_line() -> None:
    assert await idle_trunk().dial("+86 138-0013-8000", SURVEY) is DialFailure.NO_LINE


def test_rules_that_are_none_are_refused_at_the_start() -> None:
    with pytest.raises(NumberRuleError):
        idle_trunk(allow=("+86*",))


def test_without_a_trunk_nothing_can_be_dialled() -> None:
    with pytest.raises(StackError, match="trunk"):
        SipTrunk(SipGateway(settings(), echo), settings(), RealClock())
