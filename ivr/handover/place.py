"""One caller's place in a queue, as the caller's session sees it."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from dialog.events import Queued
from ivr.call.ports import News, NotTaken, Taken

FIRST_S = 3.0
"""From joining to the first announcement: whoever is put through at once need not hear it."""


@dataclass(frozen=True)
class Behind:
    """What a place needs of the desk. now: seconds. music: frames at a rate, without end."""

    now: Callable[[], float]
    queued: Callable[[], Queued]
    left: Callable[[], None]
    promise: Callable[[], Awaitable[bool]]
    music: Callable[[int], Iterator[bytes]]


class QueuePlace:
    """Implements `ivr.call.ports.Place`; `give` is for the desk. announce_s: seconds between
    announcements."""

    def __init__(self, behind: Behind, announce_s: float) -> None:
        self._behind = behind
        self._announce_s = announce_s
        self._announce_at = behind.now() + FIRST_S
        self._news: deque[News] = deque()
        self.over = False

    def give(self, news: News) -> None:
        """News for the session; `Taken` and `NotTaken` are the last."""
        self._news.append(news)
        self.over = self.over or isinstance(news, Taken | NotTaken)

    def news(self) -> News | None:
        if self._news:
            return self._news.popleft()
        if self.over or self._behind.now() < self._announce_at:
            return None
        self._announce_at = self._behind.now() + self._announce_s
        return self._behind.queued()

    def music(self, rate: int) -> Iterator[bytes]:
        return self._behind.music(rate)

    def leave(self) -> None:
        for news in self._news:
            if isinstance(news, Taken):  # a person is there, but the caller is not any more
                news.over()
        self._news.clear()
        if not self.over:
            self.over = True
            self._behind.left()

    async def promise(self) -> bool:
        if self.over or not await self._behind.promise():
            return False
        self.over = True
        return True
