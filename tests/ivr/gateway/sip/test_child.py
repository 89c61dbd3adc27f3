"""One process: started, watched, ended."""

import asyncio
import os
import signal
from dataclasses import replace

from ivr.gateway.sip.child import Child
from ivr.gateway.sip.wire import Message, Ready
from tests.ivr.gateway.sip.conftest import needs_stack, settings, until

pytestmark = [needs_stack]

READY = Ready(["udp"])


async def started() -> tuple[Child, "asyncio.Task[str]", list[Message]]:
    heard: list[Message] = []
    child = await Child.start(settings(transports=("udp",)))
    running = asyncio.create_task(child.run(heard.append, 2.0))
    await until(lambda: READY in heard)
    return child, running, heard


async def test_it_ends_when_it_is_let_go() -> None:
    child, running, heard = await started()
    async with asyncio.timeout(30):
        await child.stop()
        assert await running == "it ended with code 0"
    assert heard == [READY]


async def test_what_kills_it_is_known() -> None:
    child, running, _ = await started()
    os.kill(child.pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        assert await running == "it ended with code -9"


async def test_one_that_is_silent_is_killed() -> None:
    child, running, _ = await started()
    os.kill(child.pid, signal.SIGSTOP)
    async with asyncio.timeout(30):
        assert await running == "it was silent for 2 s"


async def test_one_that_breaks_says_why() -> None:
    child = await Child.start(replace(settings(), peers=("nowhere",)))
    async with asyncio.timeout(30):
        assert "nowhere" in await child.run(lambda _: None, 5.0)


async def test_what_is_posted_to_one_that_is_gone_is_lost() -> None:
    child, running, _ = await started()
    await child.stop()
    await running
    child.post(READY)


async def test_its_first_word_may_take_longer() -> None:
    """As on a machine with a lot to do: three seconds, where a second of silence is too much."""
    heard: list[Message] = []
    child = await Child.start(settings(transports=("udp",)))
    os.kill(child.pid, signal.SIGSTOP)
    running = asyncio.create_task(child.run(heard.append, 1.0))
    await asyncio.sleep(3.0)
    assert not running.done()
    os.kill(child.pid, signal.SIGCONT)
    await until(lambda: bool(heard))
    await child.stop()
    await running
