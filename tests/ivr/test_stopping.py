import asyncio
import os
import signal

import pytest

from ivr.stopping import SIGNALS, stop_signals


@pytest.mark.parametrize("number", SIGNALS)
async def test_the_first_signal_asks_and_the_second_insists(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stop_signals() as stop:
        os.kill(os.getpid(), number)
        async with asyncio.timeout(5):
            await stop.asked.wait()
        assert not stop.at_once.is_set()
        os.kill(os.getpid(), number)
        async with asyncio.timeout(5):
            await stop.at_once.wait()
        # A third one is nobody's any more.
        assert signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)
    signal.signal(number, before)


async def test_afterwards_signals_are_as_they_were() -> None:
    with stop_signals() as stop:
        pass
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert not stop.asked.is_set()
