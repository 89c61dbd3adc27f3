"""One call's ear: what it is given is queued and heard in order, one job at a time, on any of the
threads of the pool that opened it (`asr.pool`)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from asr.errors import AsrError, RecognitionFailed
from asr.recognizer import SAMPLE_WIDTH, Engine, Hints, Recognizer, Transcript

_PIECE_S = 0.1
"""Audio is heard in pieces of this length: a way to a thread and back costs more than 20 ms of it.
What is left at the end of an utterance is heard at once."""


@dataclass(frozen=True)
class Partial:
    """What has been heard so far. heard_s: audio of this utterance that had been taken in when
    the words came out, seconds; it depends on the audio alone, never on the machine's speed."""

    transcript: Transcript
    heard_s: float


OnPartial = Callable[[Partial], None]


_T = TypeVar("_T")


@dataclass(frozen=True)
class _Audio:
    pcm: bytes


@dataclass(frozen=True)
class _Finish:
    promise: "asyncio.Future[Transcript]"


@dataclass(frozen=True)
class _Guess:
    """Hear what has been said so far."""


@dataclass(frozen=True)
class _Expect:
    hints: Hints


@dataclass(frozen=True)
class _GiveUp:
    reason: str


@dataclass(frozen=True)
class _Reset:
    """Forget the utterance."""


_Job = _Audio | _Guess | _Finish | _Expect | _GiveUp | _Reset


class Hearing:
    """One call's ear. Every method is called on the event loop, and none of them waits for the
    recogniser except those that are awaited.

    latest: the last partial of the utterance that is being heard, None at its beginning.
    """

    def __init__(
        self,
        engine: Engine,
        threads: ThreadPoolExecutor,
        hints: Hints,
        on_partial: OnPartial,
        backlog_bytes: int,
    ) -> None:
        self.latest: Partial | None = None
        self._engine = engine
        self._threads = threads
        self._on_partial = on_partial
        self._backlog_bytes = backlog_bytes
        # What the caller of the methods has asked for:
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._piece = bytearray()
        self._piece_bytes = round(_PIECE_S * engine.sample_rate) * SAMPLE_WIDTH
        self._waiting_bytes = 0
        self._given_up = False
        self._closed = False
        # Where the task that hears has come to:
        self._hints = hints
        self._recognizer: Recognizer | None = None
        self._recognizer_hints = hints
        self._heard_bytes = 0
        self._failure: str | None = None

    @property
    def behind_s(self) -> float:
        """Audio that waits to be heard, seconds; a piece that is not whole does not wait."""
        waiting = self._waiting_bytes - len(self._piece)
        return waiting / SAMPLE_WIDTH / self._engine.sample_rate

    def expect(self, hints: Hints) -> None:
        """Hints for the utterances that begin from now on."""
        self._put(_Expect(hints))

    def accept(self, pcm: bytes) -> None:
        """Queue audio: PCM16 mono at the engine's rate, whole samples. Never blocks.

        Where more audio waits than the pool allows, the machine is too slow: the utterance is
        given up, and its `finish` raises RecognitionFailed.
        """
        if self._given_up:
            return
        if self._waiting_bytes + len(pcm) > self._backlog_bytes:
            self._given_up = True
            self._put(_GiveUp("the machine is too slow for so many calls"))
            return
        self._refuse_closed()
        self._piece += pcm
        self._waiting_bytes += len(pcm)
        if len(self._piece) >= self._piece_bytes:
            self._put_piece()

    def guess(self) -> None:
        """The utterance may be over: an engine without partials reports what it would hear. Where
        no more audio follows, `finish` need not hear it again."""
        self._put(_Guess())

    def finish(self) -> "asyncio.Future[Transcript]":
        """End the utterance. Awaiting the result raises RecognitionFailed where the engine broke
        down; the next utterance begins with a new recogniser."""
        promise: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        self._put(_Finish(promise))
        self._given_up = False
        return promise

    def reset(self) -> None:
        """Forget the utterance so far."""
        self._put(_Reset())
        self._given_up = False

    async def settled(self) -> None:
        """Return once every whole piece has been heard and reported."""
        await self._jobs.join()

    def close(self) -> None:
        """End the call and free its place; what is still queued is not heard."""
        if not self._closed:
            self._closed = True
            self._jobs.put_nowait(None)

    def _put(self, job: _Job) -> None:
        """After the audio that has come before it."""
        self._refuse_closed()
        self._put_piece()
        self._jobs.put_nowait(job)

    def _put_piece(self) -> None:
        if self._piece:
            self._jobs.put_nowait(_Audio(bytes(self._piece)))
            self._piece.clear()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise RecognitionFailed("the call is closed, it cannot be heard any more")

    async def run(self) -> None:
        """Carry the jobs out, in order; the pool runs it as a task."""
        while (job := await self._jobs.get()) is not None:
            try:
                await self._carry_out(job)
            finally:
                self._jobs.task_done()
        self._jobs.task_done()

    def abandon(self) -> None:
        """Leave nobody waiting after the task has ended, even if it was cancelled."""
        self._closed = True
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            if isinstance(job, _Finish):
                job.promise.cancel()
            self._jobs.task_done()

    async def _carry_out(self, job: _Job) -> None:
        match job:
            case _Audio():
                self._waiting_bytes -= len(job.pcm)
                await self._hear(job.pcm)
            case _Guess():
                await self._guess()
            case _Finish():
                await self._conclude(job.promise)
            case _Expect():
                self._hints = job.hints
                if not self._heard_bytes:
                    self._begin_again()
            case _GiveUp():
                self._failure = self._failure or job.reason
            case _Reset():
                await self._forget()

    async def _hear(self, pcm: bytes) -> None:
        if self._closed or self._failure is not None:
            return
        self._heard_bytes += len(pcm)
        await self._listen(lambda: self._ear().accept(pcm))

    async def _guess(self) -> None:
        if self._closed or self._failure is not None or self._waiting_bytes:
            return  # where audio waits, the caller has gone on
        await self._listen(lambda: self._ear().guess())

    async def _listen(self, work: Callable[[], Transcript | None]) -> None:
        try:
            transcript = await self._on_thread(work)
            if transcript is not None and not self._closed:
                heard_s = self._heard_bytes / SAMPLE_WIDTH / self._engine.sample_rate
                self.latest = Partial(transcript, heard_s)
                self._on_partial(self.latest)
        except Exception as error:
            self._break_down(error)

    async def _conclude(self, promise: "asyncio.Future[Transcript]") -> None:
        transcript: Transcript | None = None
        if self._closed:
            self._failure = "the call was closed"
        try:
            if self._failure is None:
                transcript = await self._on_thread(lambda: self._ear().finish())
        except Exception as error:
            self._break_down(error)
        except asyncio.CancelledError:
            promise.cancel()
            raise
        failure = self._failure
        self._begin_again()
        if promise.cancelled():
            return
        if transcript is not None:
            promise.set_result(transcript)
        else:
            promise.set_exception(RecognitionFailed(f"an utterance was not heard: {failure}"))

    async def _forget(self) -> None:
        if self._recognizer is not None and self._failure is None:
            try:
                await self._on_thread(self._recognizer.reset)
            except Exception as error:
                self._break_down(error)
        self._begin_again()

    def _begin_again(self) -> None:
        """Stand before a new utterance, with a new recogniser where the old one will not do."""
        if self._failure is not None or self._hints != self._recognizer_hints:
            self._recognizer = None
        self._failure = None
        self._heard_bytes = 0
        self.latest = None

    def _ear(self) -> Recognizer:
        if self._recognizer is None:
            self._recognizer = self._engine.recognizer(self._hints)
            self._recognizer_hints = self._hints
        return self._recognizer

    def _break_down(self, error: Exception) -> None:
        self._failure = str(error) if isinstance(error, AsrError) else repr(error)

    async def _on_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
