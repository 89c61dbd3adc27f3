"""Whether new calls are taken: one for all doors of this process, so that they close together."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = "the server is stopping; call again later"
"""What a caller is told who comes too late, where the dialect has words for it."""


class Intake:
    """open: whether new calls are taken. calls: that are on."""

    def __init__(self) -> None:
        self.open = True
        self.calls = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def close(self) -> None:
        """New calls are refused from now on; those that are on go on."""
        self.open = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """A call is on while the block runs."""
        self.calls += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.calls -= 1
            if not self.calls:
                self._idle.set()

    async def idle(self) -> None:
        """Until no call is on."""
        await self._idle.wait()
