"""Work that a call has begun and that reports back on a later tick, oldest first."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class _Job:
    task: asyncio.Task[Any]
    done: Callable[[Any], None]


class Work:
    """All tasks live in the call's TaskGroup; each coroutine handles its own failures."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._jobs: list[_Job] = []

    def start(
        self, work: Coroutine[Any, Any, Any], done: Callable[[Any], None] = lambda _: None
    ) -> None:
        """Begin; `done` is called with the result, by the first `collect` after it is there."""
        self._jobs.append(_Job(self._group.create_task(work), done))

    @property
    def tasks(self) -> list[asyncio.Task[Any]]:
        return [job.task for job in self._jobs]

    def collect(self) -> None:
        """Hand out results in the order in which the work was begun."""
        finished = [job for job in self._jobs if job.task.done()]
        self._jobs = [job for job in self._jobs if not job.task.done()]
        for job in finished:
            job.done(job.task.result())

    async def finish(self, at_most_s: float) -> None:
        """Wait for what is left, then cancel it."""
        if self._jobs:
            await asyncio.wait(self.tasks, timeout=at_most_s)
        for task in self.tasks:
            task.cancel()
