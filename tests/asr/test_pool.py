"""The pool, with a scripted engine: no model, no waiting on the clock."""

import asyncio
import threading

import pytest

from asr.errors import PoolFull, RecognitionFailed, WrongSampleRate
from asr.fake import ScriptedEngine, ScriptedRecognizer
from asr.hearing import Partial
from asr.pool import RecognitionPool
from asr.recognizer import Hints, Transcript
from tests.asr.test_hearing import FRAME, TENTH, GatedEngine


class MeetingEngine(ScriptedEngine):
    """Hears a frame only while another call is being heard, and counts who is inside at once."""

    def __init__(self, script: tuple[str | Exception, ...] = ()) -> None:
        super().__init__(script)
        self.both = threading.Barrier(2, timeout=10)
        self.lock = threading.Lock()
        self.inside = 0
        self.most_inside = 0

    def recognizer(self, hints: Hints = Hints()) -> ScriptedRecognizer:
        return MeetingRecognizer(self)


class MeetingRecognizer(ScriptedRecognizer):
    _engine: MeetingEngine

    def accept(self, pcm: bytes) -> Transcript | None:
        with self._engine.lock:
            self._engine.inside += 1
            self._engine.most_inside = max(self._engine.most_inside, self._engine.inside)
        self._engine.both.wait()
        with self._engine.lock:
            self._engine.inside -= 1
        return super().accept(pcm)


async def test_how_far_the_recogniser_is_behind_can_be_seen() -> None:
    engine = GatedEngine(("你好",))
    async with RecognitionPool(engine, workers=1, capacity=2) as pool:
        assert pool.behind_s == 0
        pool.open()
        hearing = pool.open()
        for _ in range(3 * TENTH + 2):  # the last two are no whole piece yet
            hearing.accept(FRAME)
        assert pool.behind_s == pytest.approx(0.3)
        engine.gate.set()
        await hearing.settled()
        assert pool.behind_s == 0


async def test_calls_are_heard_in_parallel_but_each_by_one_thread_at_a_time() -> None:
    engine = MeetingEngine(("你好",))
    async with RecognitionPool(engine, 4, 4) as pool:
        one, other = pool.open(), pool.open()
        for _ in range(10):
            one.accept(FRAME)
            other.accept(FRAME)
        await asyncio.gather(one.settled(), other.settled())
        assert one.latest is not None
        assert other.latest is not None
    assert engine.most_inside == 2


async def test_a_full_pool_refuses_and_a_closed_call_makes_room() -> None:
    async with RecognitionPool(ScriptedEngine(), 1, 2) as pool:
        first, _ = pool.open(), pool.open()
        with pytest.raises(PoolFull, match="2 calls"):
            pool.open()
        first.close()
        await first.settled()
        for _ in range(5):  # turns of the loop in which the task ends
            await asyncio.sleep(0)
        pool.open()


async def test_a_wrong_rate_is_refused() -> None:
    async with RecognitionPool(ScriptedEngine(), 1, 1) as pool:
        with pytest.raises(WrongSampleRate, match="8000"):
            pool.open(sample_rate=8000)
        pool.open(sample_rate=16000)


async def test_leaving_the_pool_closes_its_calls() -> None:
    async with RecognitionPool(ScriptedEngine(), 1, 3) as pool:
        pool.open()
        pool.open()
    assert pool.open_calls == 0


async def test_an_error_in_the_block_stays_itself_and_leaves_nobody_waiting() -> None:
    pending: list[asyncio.Future[Transcript]] = []

    async def serve() -> None:
        async with RecognitionPool(ScriptedEngine(("你好",)), 1, 1) as pool:
            hearing = pool.open()
            hearing.accept(FRAME)
            pending.append(hearing.finish())
            raise RuntimeError("the call session failed")

    with pytest.raises(RuntimeError, match="the call session failed"):
        await serve()
    with pytest.raises(RecognitionFailed, match="closed"):
        await pending[0]


async def test_cancelling_the_block_leaves_nobody_waiting() -> None:
    pending: list[asyncio.Future[Transcript]] = []

    async def serve() -> None:
        async with RecognitionPool(ScriptedEngine(("你好",)), 1, 1) as pool:
            hearing = pool.open()
            pending.append(hearing.finish())
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await serve()
    assert pending[0].cancelled()


async def test_a_partial_that_cannot_be_taken_harms_no_other_call() -> None:
    def refuse(partial: Partial) -> None:
        raise LookupError("no such call")

    async with RecognitionPool(ScriptedEngine(("你好",)), 1, 2) as pool:
        broken, sound = pool.open(on_partial=refuse), pool.open()
        for _ in range(TENTH):
            broken.accept(FRAME)
            sound.accept(FRAME)
        with pytest.raises(RecognitionFailed, match="no such call"):
            await broken.finish()
        assert (await sound.finish()).text == "你好"
