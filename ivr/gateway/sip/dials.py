"""Calls that are being dialled and are not answered yet."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import structlog

from ivr.gateway.line import Line, LineInfo
from ivr.gateway.sip.early_media import EarlyMedia
from ivr.gateway.sip.outcomes import DialFailure

log = structlog.get_logger()

Answer = Line | DialFailure


class _Dialling(NamedTuple):
    info: LineInfo
    answer: asyncio.Future[Answer]
    on_ringing: Callable[[], None]
    early: EarlyMedia


class Dials:
    """By the number of the call. Each is told what its far end does, and settled once."""

    def __init__(self) -> None:
        self._open: dict[int, _Dialling] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, number: int) -> bool:
        return number in self._open

    def begin(
        self, number: int, info: LineInfo, on_ringing: Callable[[], None]
    ) -> asyncio.Future[Answer]:
        """What is awaited until it is answered or fails. Within a running event loop."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._open[number] = _Dialling(info, answer, on_ringing, EarlyMedia())
        return answer

    def forget(self, number: int) -> None:
        """Nobody waits for it any more."""
        self._open.pop(number, None)

    def info(self, number: int) -> LineInfo:
        """Of the line that it may become."""
        return self._open[number].info

    def ring(self, number: int) -> None:
        """The far end is said to ring."""
        self._open[number].on_ringing()

    def hear(self, number: int, pcm: bytes) -> None:
        """Sound from before the answer."""
        self._open[number].early.hear(pcm)

    def settle(self, number: int, answer: Answer) -> None:
        """Answered or not; the first that is told counts."""
        dialling = self._open[number]
        if dialling.answer.done():
            return
        dialling.answer.set_result(answer)
        log.info(
            "dial_settled",
            call=dialling.info.call_id,
            result=answer if isinstance(answer, DialFailure) else "answered",
            ringback_s=round(dialling.early.ringback_s, 1),
            other_s=round(dialling.early.other_s, 1),
        )

    def lose(self) -> None:
        """The process is gone: none of them is answered."""
        for number in self._open:
            self.settle(number, DialFailure.NO_LINE)
