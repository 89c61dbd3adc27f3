"""Engines in steps, with real pools and engines that break down on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from asr.errors import RecognitionFailed
from asr.fake import ScriptedEngine
from asr.ladder import Ladder, LadderHearing, Step
from asr.pool import RecognitionPool
from asr.recognizer import Hints
from tests.asr.test_pool import GatedEngine

SECOND = bytes(32_000)
BROKEN = RuntimeError("the engine broke down")


@asynccontextmanager
async def ladder_of(*engines: ScriptedEngine, capacity: int = 2) -> AsyncIterator[Ladder]:
    async with AsyncExitStack() as stack:
        pools = [
            await stack.enter_async_context(RecognitionPool(engine, 1, capacity))
            for engine in engines
        ]
        yield Ladder(pools, patience_s=4.0)


def opened(ladder: Ladder) -> tuple[LadderHearing, list[Step], list[str]]:
    steps: list[Step] = []
    partials: list[str] = []
    hearing = ladder.open(lambda partial: partials.append(partial.transcript.text), steps.append)
    return hearing, steps, partials


async def said(hearing: LadderHearing) -> str:
    hearing.accept(SECOND)
    return (await hearing.finish()).text


async def test_the_best_engine_hears_as_long_as_it_can() -> None:
    async with ladder_of(ScriptedEngine(("你好", "是的")), ScriptedEngine(("别的",))) as ladder:
        hearing, steps, partials = opened(ladder)
        assert [await said(hearing), await said(hearing)] == ["你好", "是的"]
        assert (steps, partials[-1]) == ([], "是的")


async def test_what_it_could_not_hear_is_heard_again_by_the_next_and_so_is_the_rest() -> None:
    best = ScriptedEngine((BROKEN,), name="whisper")
    cheap = ScriptedEngine(("路灯坏了", "是的"), name="sherpa")
    async with ladder_of(best, cheap) as ladder:
        hearing, steps, _ = opened(ladder)
        hearing.expect(Hints(phrases=("路灯",)))
        assert [await said(hearing), await said(hearing)] == ["路灯坏了", "是的"]
        assert steps == [Step("whisper", "sherpa", "failed")]
        assert cheap.hinted[0] == Hints(phrases=("路灯",))
        assert (ladder.pools[0].open_calls, ladder.pools[1].open_calls) == (0, 1)


async def test_on_the_last_step_a_breakdown_costs_one_utterance() -> None:
    async with ladder_of(ScriptedEngine((BROKEN, "是的"))) as ladder:
        hearing, steps, _ = opened(ladder)
        with pytest.raises(RecognitionFailed):
            await said(hearing)
        assert not hearing.deaf
        assert steps == []


async def test_a_full_pool_sends_the_call_to_the_next() -> None:
    best = ScriptedEngine(("一",), name="whisper")
    cheap = ScriptedEngine(("二",), name="sherpa")
    async with ladder_of(best, cheap, capacity=1) as ladder:
        first, second = opened(ladder), opened(ladder)
        assert (first[1], second[1]) == ([], [Step("whisper", "sherpa", "full")])
        assert (await said(first[0]), await said(second[0])) == ("一", "二")
        third, steps, _ = opened(ladder)
        assert third.deaf
        assert steps == [Step("whisper", "", "full")]
        with pytest.raises(RecognitionFailed):
            await said(third)


async def test_an_engine_that_keeps_a_caller_waiting_is_given_up_and_may_still_answer_first() -> (
    None
):
    slow = GatedEngine(("慢",))
    async with ladder_of(slow, ScriptedEngine(("快",), name="sherpa")) as ladder:
        hearing, steps, _ = opened(ladder)
        hearing.accept(SECOND)
        words = hearing.finish()
        for at in (1.0, 3.0, 4.9):
            hearing.tick(at)
            await asyncio.sleep(0)
        assert steps == []
        hearing.tick(5.0)
        assert (await words).text == "快"
        assert [step.reason for step in steps] == ["slow"]
        slow.gate.set()


async def test_what_is_being_said_during_a_step_is_not_lost() -> None:
    heard: list[int] = []

    class Counting(ScriptedEngine):
        def recognizer(self, hints: Hints = Hints()):  # type: ignore[no-untyped-def]
            inner = super().recognizer(hints)
            accept = inner.accept
            inner.accept = lambda pcm: (heard.append(len(pcm)), accept(pcm))[1]  # type: ignore[method-assign]
            return inner

    async with ladder_of(ScriptedEngine((BROKEN,)), Counting(("一", "二"))) as ladder:
        hearing, _, _ = opened(ladder)
        hearing.accept(SECOND)
        first = hearing.finish()
        hearing.accept(SECOND)  # the caller talks on while the engine breaks down
        assert (await first).text == "一"
        hearing.accept(SECOND)
        assert (await hearing.finish()).text == "二"
        assert sum(heard) == 3 * len(SECOND)


async def test_an_engine_that_keeps_breaking_down_is_not_tried_by_new_calls() -> None:
    best = ScriptedEngine((BROKEN,), name="whisper")
    cheap = ScriptedEngine(("二",), name="sherpa")
    async with ladder_of(best, cheap, capacity=9) as ladder:
        for _ in range(3):
            hearing, _, _ = opened(ladder)
            assert await said(hearing) == "二"
        _, steps, _ = opened(ladder)
        assert steps == [Step("whisper", "sherpa", "full")]


async def test_leaving_closes_and_leaves_nobody_waiting() -> None:
    gated = GatedEngine(("你好",))
    async with ladder_of(gated, ScriptedEngine()) as ladder:
        hearing, steps, _ = opened(ladder)
        hearing.accept(SECOND)
        words = hearing.finish()
        hearing.close()
        gated.gate.set()
        with pytest.raises(RecognitionFailed):
            await words
        assert steps == []


def test_engines_of_one_call_take_one_rate() -> None:
    pools = [RecognitionPool(ScriptedEngine(sample_rate=rate), 1, 1) for rate in (16_000, 8_000)]
    with pytest.raises(ValueError, match="sample rate"):
        Ladder(pools)
