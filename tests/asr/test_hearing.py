"""One call's ear, with a scripted engine: no model, no waiting on the clock."""

import asyncio
import threading

import pytest

from asr.errors import RecognitionFailed
from asr.fake import ScriptedEngine, ScriptedRecognizer
from asr.hearing import Partial
from asr.pool import RecognitionPool
from asr.recognizer import Hints, Transcript

FRAME = bytes(640)
TENTH = 5
"""Frames in a tenth of a second: what the scripted engine takes for one character."""


class GatedEngine(ScriptedEngine):
    """Hears nothing before the gate opens."""

    def __init__(self, script: tuple[str | Exception, ...] = ()) -> None:
        super().__init__(script)
        self.gate = threading.Event()

    def recognizer(self, hints: Hints = Hints()) -> ScriptedRecognizer:
        return GatedRecognizer(self)


class GatedRecognizer(ScriptedRecognizer):
    _engine: GatedEngine

    def accept(self, pcm: bytes) -> Transcript | None:
        self._engine.gate.wait(timeout=10)
        return super().accept(pcm)


async def test_utterances_are_heard_in_order() -> None:
    async with RecognitionPool(ScriptedEngine(("你好", "转人工")), 2, 2) as pool:
        hearing = pool.open()
        hearing.accept(FRAME)
        first = hearing.finish()
        hearing.accept(FRAME)
        second = hearing.finish()
        assert (await first).text == "你好"
        assert (await second).text == "转人工"


async def test_partials_come_in_order_with_the_audio_that_caused_them() -> None:
    partials: list[Partial] = []
    async with RecognitionPool(ScriptedEngine(("转人工",)), 2, 2) as pool:
        hearing = pool.open(on_partial=partials.append)
        for _ in range(TENTH * 4):
            hearing.accept(FRAME)
        await hearing.settled()
        assert [(p.transcript.text, p.heard_s) for p in partials] == [
            ("转", 0.1),
            ("转人", 0.2),
            ("转人工", 0.3),
        ]
        assert hearing.latest == partials[-1]
        await hearing.finish()
        assert hearing.latest is None


async def test_a_guess_is_reported_where_there_are_no_partials() -> None:
    guesses: list[str] = []
    engine = ScriptedEngine(("喂你好",), streaming=False)
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        hearing = pool.open(on_partial=lambda partial: guesses.append(partial.transcript.text))
        hearing.accept(bytes(32_000))
        hearing.guess()
        assert (await hearing.finish()).text == "喂你好"
        assert guesses == ["喂你好"]


async def test_no_guess_is_made_while_audio_waits() -> None:
    guesses: list[str] = []
    engine = ScriptedEngine(("喂你好",), streaming=False)
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        hearing = pool.open(on_partial=lambda partial: guesses.append(partial.transcript.text))
        hearing.accept(bytes(32_000))
        hearing.guess()
        hearing.accept(bytes(32_000))
        await hearing.finish()
        assert guesses == []


async def test_a_thread_is_asked_for_a_tenth_of_a_second_at_a_time() -> None:
    heard: list[int] = []

    class Noting(ScriptedRecognizer):
        def accept(self, pcm: bytes) -> Transcript | None:
            heard.append(len(pcm) // len(FRAME))
            return super().accept(pcm)

    class Engine(ScriptedEngine):
        def recognizer(self, hints: Hints = Hints()) -> ScriptedRecognizer:
            return Noting(self)

    async with RecognitionPool(Engine(("你好",)), workers=1, capacity=1) as pool:
        hearing = pool.open()
        for _ in range(2 * TENTH + 3):
            hearing.accept(FRAME)
        await hearing.finish()
    assert heard == [TENTH, TENTH, 3]


async def test_settled_waits_for_everything_queued() -> None:
    engine = GatedEngine(("你好",))
    async with RecognitionPool(engine, 1, 1) as pool:
        hearing = pool.open()
        for _ in range(TENTH):
            hearing.accept(FRAME)
        settled = asyncio.create_task(hearing.settled())
        await asyncio.sleep(0)
        assert not settled.done()
        engine.gate.set()
        await settled
        assert hearing.latest is not None


async def test_a_breakdown_costs_one_utterance_of_one_call() -> None:
    script = (RuntimeError("boom"), "你好")

    class Once(ScriptedEngine):
        """Recognisers share the script, so that a new one goes on where the old one broke."""

        def recognizer(self, hints: Hints = Hints()) -> ScriptedRecognizer:
            self.hinted.append(hints)
            made = ScriptedRecognizer(self)
            made._utterance = len(self.hinted) - 1
            return made

    engine = Once(script)
    async with RecognitionPool(engine, 1, 2) as pool:
        hearing = pool.open()
        for _ in range(3):
            hearing.accept(FRAME)
        with pytest.raises(RecognitionFailed, match="boom"):
            await hearing.finish()
        hearing.accept(FRAME)
        assert (await hearing.finish()).text == "你好"
    assert len(engine.hinted) == 2


async def test_too_long_a_backlog_gives_up_the_utterance_but_not_the_call() -> None:
    engine = GatedEngine(("你好",))
    async with RecognitionPool(engine, 1, 1, backlog_s=0.1) as pool:
        hearing = pool.open()
        for _ in range(TENTH + 2):
            hearing.accept(FRAME)
        lost = hearing.finish()
        engine.gate.set()
        with pytest.raises(RecognitionFailed, match="too slow"):
            await lost
        hearing.accept(FRAME)
        assert (await hearing.finish()).text == "你好"


async def test_reset_forgets_the_utterance() -> None:
    async with RecognitionPool(ScriptedEngine(("你好",)), 1, 1) as pool:
        hearing = pool.open()
        hearing.accept(FRAME)
        hearing.reset()
        assert (await hearing.finish()).empty


async def test_hints_hold_from_the_next_utterance_on() -> None:
    engine = ScriptedEngine(("你好", "是"))
    yes_no = Hints(only=("是", "不是"))
    async with RecognitionPool(engine, 1, 1) as pool:
        hearing = pool.open(Hints())
        hearing.accept(FRAME)
        hearing.expect(yes_no)
        hearing.accept(FRAME)
        assert (await hearing.finish()).text == "你好"
        assert engine.hinted == [Hints()]
        hearing.accept(FRAME)
        await hearing.finish()
        assert engine.hinted == [Hints(), yes_no]


async def test_the_same_hints_keep_the_recogniser() -> None:
    engine = ScriptedEngine(("你好", "是"))
    async with RecognitionPool(engine, 1, 1) as pool:
        hearing = pool.open()
        for text in ("你好", "是"):
            hearing.expect(Hints())
            hearing.accept(FRAME)
            assert (await hearing.finish()).text == text
    assert len(engine.hinted) == 1


async def test_closing_fails_what_is_still_queued_and_refuses_more() -> None:
    engine = GatedEngine(("你好",))
    async with RecognitionPool(engine, 1, 1) as pool:
        hearing = pool.open()
        hearing.accept(FRAME)
        pending = hearing.finish()
        hearing.close()
        hearing.close()
        engine.gate.set()
        with pytest.raises(RecognitionFailed, match="closed"):
            await pending
        with pytest.raises(RecognitionFailed, match="closed"):
            hearing.accept(FRAME)


async def test_a_promise_nobody_waits_for_does_no_harm() -> None:
    async with RecognitionPool(ScriptedEngine(("你好", "是")), 1, 1) as pool:
        hearing = pool.open()
        hearing.accept(FRAME)
        hearing.finish().cancel()
        hearing.accept(FRAME)
        assert (await hearing.finish()).text == "是"
