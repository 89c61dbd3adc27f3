"""Engines in steps: where the best cannot hear a call, a cheaper one does, and then nobody.

A call begins on the first step that has room and is not at rest. When its engine breaks down, or
is too slow, the same utterance is heard again one step lower, and the rest of the call stays there:
the caller loses time, not words.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from asr.breaker import Breaker, BreakerSettings
from asr.errors import AsrError, PoolFull, RecognitionFailed
from asr.hearing import Hearing, OnPartial
from asr.pool import RecognitionPool
from asr.recognizer import Hints, Transcript

KEPT_BYTES = 30 * 16_000 * 2
"""Of one utterance, for hearing it again: half a minute."""


@dataclass(frozen=True)
class Step:
    """A call goes down. source, target: names of engines, "" where nobody hears any more."""

    source: str
    target: str
    reason: Literal["full", "failed", "slow"]


OnStep = Callable[[Step], None]
OnWords = Callable[[str, bytes], None]
"""Takes the text of an utterance and its audio, PCM16 at the engines' rate."""


class Ladder:
    """pools: best first, all of one sample rate. patience_s: call time after which an utterance
    without a transcript is given to the next."""

    def __init__(
        self,
        pools: Sequence[RecognitionPool],
        patience_s: float = 4.0,
        breaker: BreakerSettings | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        rates = {pool.engine.sample_rate for pool in pools}
        if len(rates) != 1:
            raise ValueError(f"engines that hear one call must take one sample rate, not {rates}")
        self.pools = tuple(pools)
        self.patience_s = patience_s
        self._breakers = tuple(Breaker(breaker or BreakerSettings()) for _ in pools)
        self._monotonic = monotonic

    def open(
        self, on_partial: OnPartial, on_step: OnStep, on_words: OnWords | None = None
    ) -> "LadderHearing":
        """Hear one more call. Where no engine has room it is opened all the same, and hears
        nothing: `on_step` tells. on_words: for what hears utterances again later; of one that is
        longer than KEPT_BYTES it is not called."""
        return LadderHearing(self, on_partial, on_step, on_words)

    @property
    def room(self) -> bool:
        """Whether one more call could be heard."""
        return any(pool.open_calls < pool.capacity for pool in self.pools)

    def climb_down(self, below: int, on_partial: OnPartial) -> tuple[int, Hearing | None]:
        """The next step after number `below` that takes a call, and its hearing."""
        now = self._monotonic()
        for number in range(below + 1, len(self.pools)):
            is_last = number == len(self.pools) - 1
            if self._breakers[number].open(now) and not is_last:
                continue
            try:
                return number, self.pools[number].open(on_partial=on_partial)
            except PoolFull:
                continue
        return len(self.pools), None

    def broke_down(self, number: int) -> None:
        self._breakers[number].failed(self._monotonic())

    def name(self, number: int) -> str:
        return self.pools[number].engine.name if 0 <= number < len(self.pools) else ""


@dataclass
class _Asked:
    """An ended utterance whose words are waited for. since: call time of the first tick after."""

    promise: "asyncio.Future[Transcript]"
    audio: bytes
    hints: Hints
    since: float | None = None


class LadderHearing:
    """As `asr.hearing.Hearing`; `tick` besides says what time it is in the call."""

    def __init__(
        self,
        ladder: Ladder,
        on_partial: OnPartial,
        on_step: OnStep,
        on_words: OnWords | None = None,
    ) -> None:
        self._ladder = ladder
        self._on_partial = on_partial
        self._on_step = on_step
        self._on_words = on_words
        self._hints = Hints()
        self._audio = bytearray()
        self._asked: list[_Asked] = []
        self._closed = False
        self._number, self._hearing = ladder.climb_down(-1, on_partial)
        if self._number > 0:
            on_step(Step(ladder.name(0), ladder.name(self._number), "full"))

    @property
    def deaf(self) -> bool:
        """Whether nobody hears this call any more."""
        return self._hearing is None

    def tick(self, at: float) -> None:
        """at: seconds of call time. An engine that keeps the caller waiting is given up."""
        for asked in self._asked:
            asked.since = at if asked.since is None else asked.since
        waited = [at - asked.since for asked in self._asked if asked.since is not None]
        if waited and waited[0] >= self._ladder.patience_s:
            self._step_down("slow")

    def expect(self, hints: Hints) -> None:
        self._hints = hints
        if self._hearing is not None:
            self._hearing.expect(hints)

    def accept(self, pcm: bytes) -> None:
        if len(self._audio) < KEPT_BYTES:
            self._audio += pcm
        if self._hearing is not None:
            self._hearing.accept(pcm)

    def guess(self) -> None:
        if self._hearing is not None:
            self._hearing.guess()

    def finish(self) -> "asyncio.Future[Transcript]":
        promise: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        asked = _Asked(promise, bytes(self._audio), self._hints)
        self._audio.clear()
        self._asked.append(asked)
        if self._on_words is not None and len(asked.audio) < KEPT_BYTES:
            promise.add_done_callback(partial(_tell, self._on_words, asked.audio))
        self._wait_for(asked, None if self._hearing is None else self._hearing.finish())
        return promise

    def reset(self) -> None:
        self._audio.clear()
        if self._hearing is not None:
            self._hearing.reset()

    async def settled(self) -> None:
        while (hearing := self._hearing) is not None:
            await hearing.settled()
            if hearing is self._hearing:
                return

    def close(self) -> None:
        self._closed = True
        if self._hearing is not None:
            self._hearing.close()

    def _wait_for(self, asked: _Asked, words: "asyncio.Future[Transcript] | None") -> None:
        if words is None:
            self._give_up(asked, RecognitionFailed("no engine hears this call any more"))
            return
        number = self._number

        def done(answer: "asyncio.Future[Transcript]") -> None:
            if asked.promise.done():
                return
            if answer.cancelled():
                self._give_up(asked, None)
            elif (error := answer.exception()) is None:
                self._asked.remove(asked)
                asked.promise.set_result(answer.result())
            elif number == self._number:  # else another engine is at it already
                self._failed(asked, error)

        words.add_done_callback(done)

    def _failed(self, asked: _Asked, error: BaseException) -> None:
        if isinstance(error, AsrError) and not self._closed:
            self._ladder.broke_down(self._number)
            if self._step_down("failed"):
                return
        self._give_up(asked, error)

    def _give_up(self, asked: _Asked, error: BaseException | None) -> None:
        self._asked.remove(asked)
        if asked.promise.done():
            return
        if error is None:
            asked.promise.cancel()
        else:
            asked.promise.set_exception(error)

    def _step_down(self, reason: Literal["failed", "slow"]) -> bool:
        """Everything not yet heard goes to the next engine, and all that will be said. Where there
        is none the call stays where it is: the next utterance may be heard again."""
        left, before = self._hearing, self._number
        number, hearing = self._ladder.climb_down(before, self._on_partial)
        if hearing is None:
            return False
        self._number, self._hearing = number, hearing
        self._on_step(Step(self._ladder.name(before), self._ladder.name(number), reason))
        for asked in tuple(self._asked):
            asked.since = None
            hearing.expect(asked.hints)
            hearing.accept(asked.audio)
            self._wait_for(asked, hearing.finish())
        hearing.expect(self._hints)
        if self._audio:
            hearing.accept(bytes(self._audio))
        if left is not None:
            left.close()
        return True


def _tell(on_words: OnWords, audio: bytes, words: "asyncio.Future[Transcript]") -> None:
    if not words.cancelled() and words.exception() is None:
        on_words(words.result().text, audio)
