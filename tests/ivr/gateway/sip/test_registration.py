"""Being known to a trunk: sipp plays the registrar, and a fake agent one that does not answer."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.gateway.clock import RealClock
from ivr.gateway.sip.settings import Account
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from ivr.gateway.sip.wire import Registered
from tests.ivr.gateway.sip.conftest import (
    awaiting,
    callee,
    echo,
    needs_sipp,
    needs_stack,
    settings,
    until,
)

pytestmark = [needs_stack]

TRACED = ("-trace_msg", "-message_file", "seen.log")


def account(port: int, password: str = "right", register_s: int = 60) -> Account:
    return Account(f"127.0.0.1:{port}", "12345", password, register_s=register_s)


def accepted(folder: Path) -> int:
    """REGISTERs that the registrar has said 200 to."""
    return (folder / "seen.log").read_text().count("SIP/2.0 200 OK")


@needs_sipp
async def test_the_trunk_knows_us_for_as_long_as_we_run(tmp_path: Path) -> None:
    """Challenged, accepted, renewed before it runs out, and taken back at the stop."""
    async with awaiting("registrar", tmp_path, *TRACED, expires="1") as (port, registrar):
        told = settings(trunk=account(port))
        async with SipGateway(told, echo) as gateway:
            trunk = SipTrunk(gateway, told, RealClock())
            await until(lambda: gateway.registered)
            assert trunk.registered
            await until(lambda: accepted(tmp_path) >= 3)
            assert not registrar.done()
        assert await registrar == 0
    seen = (tmp_path / "seen.log").read_text()
    assert seen.count("401 Unauthorized") == 1
    assert seen.count(";expires=0") == 1


@needs_sipp
async def test_a_wrong_password_is_told_and_the_calls_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with callee("registrar", tmp_path, *TRACED, expires="60") as port:
        told = settings(trunk=account(port, "wrong"))
        async with SipGateway(told, echo) as gateway:
            await until(lambda: "403 Forbidden" in capsys.readouterr().out)
            assert not gateway.registered
            assert SipTrunk(gateway, told, RealClock()).registered is False
            assert gateway.up
    seen = (tmp_path / "seen.log").read_text()
    # The password is not tried again at once, and nobody who is not known takes his leave.
    assert seen.count("403 Forbidden") == 1
    assert "expires=0" not in seen


async def test_a_trunk_that_knows_us_by_address_is_told_nothing() -> None:
    told = settings(trunk=account(9, register_s=0))
    assert SipTrunk(SipGateway(told, echo), told, RealClock()).registered is None


class Agent:
    """Of the stack. outcomes: of each REGISTER, None for one that is accepted."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.unregistered = False
        self._registered = False
        self.hear: Callable[[object], None] | None = None

    def on(self, hear: Callable[[object], None]) -> None:
        self.hear = hear

    def off(self, hear: Callable[[object], None]) -> None:
        self.hear = None

    def event(self, accepted: bool, text: str = "") -> None:
        from baresip import Event, StackEvent

        assert self.hear is not None
        self.hear(
            StackEvent(Event.REGISTER_OK if accepted else Event.REGISTER_FAIL, ua=1, text=text)
        )

    async def register(self) -> None:
        outcome = self.outcomes.pop(0)
        if outcome is not None:
            raise outcome
        self.event(True)

    async def unregister(self, **_: float) -> None:
        self.unregistered = self._registered


async def kept(agent: Agent, enough: Callable[[list[Registered]], bool]) -> list[Registered]:
    from ivr.gateway.sip.registration import Registration

    told: list[Registered] = []
    registration = Registration(agent, told.append, (0.001, 0.002))
    keeping = asyncio.create_task(registration.keep())
    await until(lambda: enough(told))
    keeping.cancel()
    await registration.end()
    return told


def no_answer() -> Exception:
    from baresip import RegistrationError

    return RegistrationError("no registration outcome within 10 s")


async def test_a_trunk_that_does_not_answer_is_asked_again_soon() -> None:
    agent = Agent(no_answer(), no_answer(), None)
    told = await kept(agent, lambda told: Registered(True) in told)
    assert told == [Registered(False, "no registration outcome within 10 s")] * 2 + [
        Registered(True)
    ]
    assert agent.unregistered


@pytest.mark.parametrize(
    ("trouble", "asked_again"),
    [("Connection timed out [110]", True), ("503 Service Unavailable", True), ("403 No", False)],
)
async def test_a_renewal_that_fails_is_tried_again_unless_it_was_refused(
    trouble: str, asked_again: bool
) -> None:
    agent = Agent(None, None)

    def enough(told: list[Registered]) -> bool:
        if told == [Registered(True)]:
            agent.event(False, trouble)
        return told[1:2] == [Registered(False, trouble)] and (len(told) == 3 or not asked_again)

    await kept(agent, enough)
    assert agent.unregistered is asked_again
