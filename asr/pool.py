"""The worker pool: many calls heard at once, off the event loop, and no more than fit.

Each call gets a `Hearing`; different calls are heard in parallel. Threads live only here.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from asr.choose import require_rate
from asr.errors import PoolFull
from asr.hearing import Hearing, OnPartial, Partial
from asr.recognizer import SAMPLE_WIDTH, Engine, Hints

_BACKLOG_S = 30.0


def _unheard(partial: Partial) -> None:
    """Partials that nobody asked for."""


class RecognitionPool:
    """Use as `async with RecognitionPool(engine, workers=2, capacity=20) as pool`.

    workers: threads. capacity: calls open at once. backlog_s: audio that may wait in one call
    before its utterance is given up, seconds.
    """

    def __init__(
        self, engine: Engine, workers: int, capacity: int, backlog_s: float = _BACKLOG_S
    ) -> None:
        self.engine = engine
        self.capacity = capacity
        self._backlog_bytes = round(backlog_s * engine.sample_rate) * SAMPLE_WIDTH
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="hearing")
        self._tasks = asyncio.TaskGroup()
        self._open: set[Hearing] = set()

    @property
    def open_calls(self) -> int:
        return len(self._open)

    @property
    def behind_s(self) -> float:
        """Audio that waits to be heard, in seconds, of the call that is furthest behind."""
        return max((hearing.behind_s for hearing in self._open), default=0.0)

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for hearing in tuple(self._open):
            hearing.close()
        if kind is not asyncio.CancelledError:
            # Calls are closed, not cancelled, and an error of the block stays as it is.
            kind = error = trace = None
        try:
            await self._tasks.__aexit__(kind, error, trace)
        finally:
            # Every job is done by now, so this waits only for idle threads to end.
            self._threads.shutdown()

    def open(
        self,
        hints: Hints = Hints(),
        on_partial: OnPartial = _unheard,
        sample_rate: int | None = None,
    ) -> Hearing:
        """Hear one more call; `Hearing.close` frees its place.

        on_partial: called on the event loop, in order. sample_rate: of the audio that will come,
        Hz; checked against the engine's. Raises PoolFull, WrongSampleRate.
        """
        if sample_rate is not None:
            require_rate(self.engine, sample_rate)
        if len(self._open) >= self.capacity:
            raise PoolFull(
                f"{self.capacity} calls are being heard, which is all this machine may: "
                "refuse the call or take keys only"
            )
        hearing = Hearing(self.engine, self._threads, hints, on_partial, self._backlog_bytes)
        self._open.add(hearing)
        task = self._tasks.create_task(hearing.run())
        task.add_done_callback(lambda _: self._ended(hearing))
        return hearing

    def _ended(self, hearing: Hearing) -> None:
        self._open.discard(hearing)
        hearing.abandon()
