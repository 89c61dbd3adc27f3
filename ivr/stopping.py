"""How the server is told to stop: once to let calls end, twice to stop at once."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """asked: at the first signal. at_once: at the second; a third one kills as usual."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.at_once = asyncio.Event()

    def hear(self) -> bool:
        """A signal has come; whether it was the last that we care about."""
        last = self.asked.is_set()
        if last:
            self.at_once.set()
        self.asked.set()
        return last


@contextmanager
def stop_signals() -> Iterator[Stop]:
    """SIGTERM and SIGINT stop the server while the block runs. On the main thread only."""
    loop = asyncio.get_running_loop()
    stop = Stop()

    def hear() -> None:
        if stop.hear():
            leave()

    def leave() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    for number in SIGNALS:
        loop.add_signal_handler(number, hear)
    try:
        yield stop
    finally:
        leave()
