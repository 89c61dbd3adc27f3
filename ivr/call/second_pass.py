"""A second hearing of what goes into a ticket, by a better recogniser than the call can wait for.

The audio of the last utterances is kept in memory while the call lasts. When a ticket is about to
be filed, the utterances in it are heard again; the robot is saying that it files the ticket.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

import structlog

from asr.errors import AsrError
from asr.pool import RecognitionPool

log = structlog.get_logger()

KEPT_BYTES = 60 * 16_000 * 2
"""Of one call: the last minute of speech."""


@dataclass(frozen=True)
class _Kept:
    text: str
    audio: bytes


class SecondPass:
    """Of one call. pool: of the better engine, which takes the same sample rate as the first.
    wait_s: longest that a ticket waits for it, seconds."""

    def __init__(self, pool: RecognitionPool, wait_s: float) -> None:
        self._pool = pool
        self._wait_s = wait_s
        self._kept: deque[_Kept] = deque()

    def keep(self, text: str, audio: bytes) -> None:
        """An utterance as it was heard first: PCM16 at the engines' rate."""
        self._kept.append(_Kept(text, audio))
        while sum(len(kept.audio) for kept in self._kept) > KEPT_BYTES:
            self._kept.popleft()

    async def hear(self, words: Iterable[str]) -> Mapping[str, str]:
        """What each utterance says on second hearing, of those that are still kept and were heard
        in time. Never raises: the first hearing will do."""
        wanted = set(words)
        kept = {each.text: each.audio for each in self._kept if each.text in wanted}
        better: dict[str, str] = {}
        try:
            async with asyncio.timeout(self._wait_s):
                with closing(self._pool.open()) as hearing:
                    for text, audio in kept.items():
                        hearing.accept(audio)
                        if heard := (await hearing.finish()).text:
                            better[text] = heard
        except (AsrError, TimeoutError) as error:
            log.warning("second_pass_incomplete", error=repr(error), heard=len(better))
        return better
