"""The gateway when its process dies, hangs, or is told to stop."""

import asyncio
import os
import signal

from ivr.gateway.line import Frame, Line, LineInfo
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.supervisor import SipGateway
from tests.ivr.gateway.sip.conftest import (
    echo,
    free_port,
    listen,
    needs_stack,
    settings,
    telephone_settings,
    until,
)

pytestmark = [needs_stack]

OUTBOUND = LineInfo("c", "12345", "1", "outbound", 8000, "sip")


async def call(telephone: SipGateway, port: int) -> Line:
    line = await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)
    assert not isinstance(line, DialFailure)
    return line


async def test_a_killed_process_ends_its_calls_and_is_replaced() -> None:
    port, ends = free_port(), asyncio.Queue[str]()

    async def robot(line: Line) -> None:
        await ends.put(await listen(line, []))

    async with (
        SipGateway(settings(port=port), robot) as gateway,
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        await call(telephone, port)
        await until(lambda: gateway.calls == 1)  # the caller hears the 200 before the robot
        killed = gateway.process_id
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        async with asyncio.timeout(30):
            assert await ends.get() == "gateway lost"
            await gateway.wait_up()
        assert gateway.process_id != killed
        assert gateway.restarts == 1
        again = await call(telephone, port)
        assert isinstance(await again.receive(), Frame)
        await again.hang_up()
        async with asyncio.timeout(30):
            assert await ends.get() == "caller"


async def test_a_process_that_hangs_is_replaced() -> None:
    async with SipGateway(settings(silence_s=1.0), echo) as gateway:
        stuck = gateway.process_id
        assert stuck is not None
        os.kill(stuck, signal.SIGSTOP)
        await until(lambda: not gateway.up)
        async with asyncio.timeout(30):
            await gateway.wait_up()
        assert gateway.process_id not in (stuck, None)


async def test_a_dial_under_way_fails_with_the_process() -> None:
    async with SipGateway(telephone_settings(free_port()), echo) as telephone:
        dialling = asyncio.create_task(telephone.dial("sip:1@127.0.0.1:9", {}, OUTBOUND, 10.0))
        await asyncio.sleep(0.1)
        assert telephone.process_id is not None
        os.kill(telephone.process_id, signal.SIGKILL)
        async with asyncio.timeout(30):
            assert await dialling is DialFailure.NO_LINE


async def test_stopping_waits_for_calls_and_takes_no_new_ones() -> None:
    port, finished = free_port(), asyncio.Event()

    async def robot(line: Line) -> None:
        for _ in range(40):
            await line.receive()
        finished.set()

    async with SipGateway(telephone_settings(port), echo) as telephone:
        async with SipGateway(settings(port=port, drain_s=10.0), robot):
            line = await call(telephone, port)
            refused = asyncio.create_task(late_call(telephone, port))
        assert finished.is_set()
        assert await refused is DialFailure.BUSY
        assert await listen(line, []) == "caller"


async def late_call(telephone: SipGateway, port: int) -> Line | DialFailure:
    await asyncio.sleep(0.2)
    return await telephone.dial(f"sip:12345@127.0.0.1:{port}", {}, OUTBOUND, 5.0)


async def test_calls_that_do_not_end_in_time_are_told() -> None:
    port, ends = free_port(), list[str]()

    async def robot(line: Line) -> None:
        ends.append(await listen(line, []))

    async with SipGateway(telephone_settings(port), echo) as telephone:
        async with SipGateway(settings(port=port, drain_s=0.2), robot) as gateway:
            line = await call(telephone, port)
            await until(lambda: gateway.calls == 1)
        assert ends == ["stopped"]
        assert await listen(line, []) == "caller"


async def test_a_call_that_goes_wrong_is_hung_up() -> None:
    port = free_port()

    async def robot(line: Line) -> None:
        raise RuntimeError("no")

    async with (
        SipGateway(settings(port=port), robot) as gateway,
        SipGateway(telephone_settings(port), echo) as telephone,
    ):
        line = await call(telephone, port)
        async with asyncio.timeout(30):
            assert await listen(line, []) == "caller"
        assert gateway.up


async def test_once_stopped_it_dials_no_more() -> None:
    gateway = SipGateway(telephone_settings(5060), echo)
    assert not gateway.up
    assert gateway.calls == gateway.outbound_calls == 0
    assert await gateway.dial("sip:1@127.0.0.1", {}, OUTBOUND, 1.0) is DialFailure.NO_LINE
