"""Work that a call has begun and that reports back on a later tick, oldest first."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class _Job:
    task: asyncio.Task[Any]
    done: Callable[[Any], None]


def named(work: Coroutine[Any, Any, Any]) -> str:
    """What work is called in the log: its function."""
    return getattr(work, "__name__", type(work).__name__)


class Work:
    """All tasks live in the call's TaskGroup; each coroutine handles its own failures."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._jobs: list[_Job] = []

    def start(
        self, work: Coroutine[Any, Any, Any], done: Callable[[Any], None] = lambda _: None
    ) -> None:
        """Begin; `done` is called with the result, by the first `collect` after it is there."""
        self._jobs.append(_Job(self._group.create_task(work, name=named(work)), done))

    @property
    def tasks(self) -> list[asyncio.Task[Any]]:
        return [job.task for job in self._jobs]

    def collect(self) -> None:
        """Hand out results in the order in which the work was begun. Work that was cancelled is
        over too, and has none."""
        finished = [job for job in self._jobs if job.task.done()]
        self._jobs = [job for job in self._jobs if not job.task.done()]
        for job in finished:
            if job.task.cancelled():
                log.warning("work_cancelled", work=job.task.get_name())
            else:
                job.done(job.task.result())

    async def finish(self, at_most_s: float) -> None:
        """Wait for what is left, then cancel it."""
        if self._jobs:
            await asyncio.wait(self.tasks, timeout=at_most_s)
        for task in self.tasks:
            if task.cancel():
                log.warning("work_given_up", work=task.get_name(), waited_s=at_most_s)
