"""The ear from line audio to words, with a real pool, a scripted engine and activity by level."""

import math
from array import array
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest

from asr.endpoint import Completeness, EndpointSettings
from asr.errors import RecognitionFailed
from asr.fake import ScriptedEngine
from asr.ladder import Ladder, Step
from asr.pool import RecognitionPool
from asr.recognizer import Transcript
from dialog.events import Listen
from ivr.call.ear import Ear
from ivr.call.floor import NOTHING, VoiceEnded, VoiceGoesOn, VoiceStarted

RATE = 8000
LOUD = (6000 * np.sin(np.arange(160) * 2 * np.pi * 500 / RATE)).astype("<i2").tobytes()
QUIET = bytes(320)

SOUNDS: dict[str, Completeness] = {"没有了": "complete", "因为": "unfinished"}


class LevelActivity:
    def probability(self, pcm: bytes) -> float:
        return 1.0 if max(array("h", pcm)) > 1000 else 0.0

    def reset(self) -> None:
        return


class Listener:
    """An ear and the call around it: starts and ends hearing as the floor would."""

    def __init__(self, pool: RecognitionPool, engine: ScriptedEngine) -> None:
        partials: list[Transcript] = []
        steps: list[Step] = []
        hearing = Ladder([pool]).open(
            lambda partial: partials.append(partial.transcript), steps.append
        )
        self.ear = Ear(
            "scripted",
            hearing,
            LevelActivity(),
            replace(EndpointSettings(), guess_s=math.inf if engine.streaming else 0.25),
            RATE,
            engine.sample_rate,
            partials,
            steps,
            lambda words, expects: SOUNDS.get(words.text, "unknown"),
        )
        self.at = 0.0
        self.voice: list[VoiceStarted | VoiceEnded] = []
        self.voiced: list[tuple[float, float]] = []  # when it was told, and how long
        self.words: list[Transcript | RecognitionFailed] = []
        self.partials: list[str] = []

    async def hear(self, frame: bytes, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            self.at = round(self.at + 0.02, 3)
            for event in self.ear.push(frame, self.at):
                if isinstance(event, VoiceGoesOn):
                    self.voiced.append((self.at, event.voiced_s))
                    continue
                self.voice.append(event)
                if isinstance(event, VoiceStarted):
                    self.ear.start()
                else:
                    await self._finish()
            await self.ear.settled()
            if partial := self.ear.partial():
                self.partials.append(partial.text)

    async def _finish(self) -> None:
        try:
            self.words.append(await self.ear.finish())
        except RecognitionFailed as e:
            self.words.append(e)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine(("楼下施工", "没有了"))


@pytest.fixture
async def listener(engine: ScriptedEngine) -> AsyncIterator[Listener]:
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        yield Listener(pool, engine)


async def test_two_utterances_become_words(listener: Listener) -> None:
    for seconds in (1.0, 0.6):
        await listener.hear(QUIET, 1.0)
        await listener.hear(LOUD, seconds)
    await listener.hear(QUIET, 1.0)
    assert [words.text for words in listener.words] == ["楼下施工", "没有了"]  # type: ignore[union-attr]
    started, ended, *_ = listener.voice
    assert isinstance(started, VoiceStarted)
    assert isinstance(ended, VoiceEnded)
    assert started.onset == pytest.approx(1.0, abs=0.05)
    assert ended.lasted_s == pytest.approx(1.0, abs=0.08)


async def test_voice_is_counted_while_it_is_voiced_and_not_in_silence(listener: Listener) -> None:
    await listener.hear(LOUD, 0.5)
    await listener.hear(QUIET, 0.3)
    assert listener.voiced[0][1] == 0.12, "an utterance begins with the voice that began it"
    told_at, voiced = listener.voiced[-1]
    assert voiced == pytest.approx(0.5, abs=0.04)
    assert told_at == pytest.approx(0.5, abs=0.16), "resampling delays by 0.12 s at most"
    await listener.hear(LOUD, 0.5)
    await listener.hear(QUIET, 0.3)
    assert listener.voiced[-1][1] == pytest.approx(1.0, abs=0.08)
    counts = [seconds for _, seconds in listener.voiced]
    assert counts == sorted(set(counts))
    assert len(listener.voice) == 1


async def test_every_utterance_is_counted_anew(listener: Listener) -> None:
    for _ in range(2):
        await listener.hear(LOUD, 0.32)
        await listener.hear(QUIET, 1.0)
    counts = [seconds for _, seconds in listener.voiced]
    assert counts.count(0.12) == 2
    assert max(counts) <= 0.36


async def test_a_click_is_no_voice(listener: Listener) -> None:
    await listener.hear(LOUD, 0.04)
    await listener.hear(QUIET, 1.0)
    assert listener.voiced == []


async def test_partials_grow_and_each_is_given_once(listener: Listener) -> None:
    await listener.hear(LOUD, 1.0)
    assert listener.partials[-1] == "楼下施工"
    assert listener.partials == sorted(set(listener.partials), key=len)
    assert listener.ear.partial() is None


async def ended_after(script: tuple[str, ...], streaming: bool, *says: float) -> list[float]:
    """Seconds from the last voice to the end of each of the utterances."""
    engine = ScriptedEngine(script, streaming=streaming)
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        listener = Listener(pool, engine)
        waits = []
        for seconds in says:
            await listener.hear(LOUD, seconds)
            spoken_until, before = listener.at, len(listener.words)
            while len(listener.words) == before:
                await listener.hear(QUIET, 0.02)
            waits.append(listener.at - spoken_until)
        return waits


@pytest.mark.parametrize("streaming", [True, False])
async def test_how_the_words_sound_decides_how_long_more_is_waited_for(streaming: bool) -> None:
    complete, unknown, unfinished = await ended_after(
        ("没有了", "楼下施工", "因为"), streaming, 0.6, 0.6, 0.6
    )
    pauses = EndpointSettings().trailing_s
    late = 0.18  # resampling, and the windows of 32 ms
    assert pauses.complete <= complete <= pauses.complete + late
    assert pauses.open <= unknown <= pauses.open + late
    assert pauses.unfinished <= unfinished <= pauses.unfinished + late


async def test_a_pause_in_which_a_guess_was_made_loses_no_audio() -> None:
    engine = ScriptedEngine(("楼下施工", "没有了"), streaming=False)
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        listener = Listener(pool, engine)
        heard = []
        accept = listener.ear._hearing.accept
        listener.ear._hearing.accept = lambda pcm: (heard.append(pcm), accept(pcm))[1]
        for seconds in (0.5, 0.5):
            await listener.hear(LOUD, seconds)
            await listener.hear(QUIET, 0.4)
        await listener.hear(QUIET, 1.0)
        assert [words.text for words in listener.words] == ["楼下施工"]  # type: ignore[union-attr]
        whole_s = sum(map(len, heard)) / 2 / engine.sample_rate
        assert whole_s == pytest.approx(0.3 + 0.5 + 0.4 + 0.5, abs=0.45)
        assert whole_s >= 1.4


async def test_silence_reaches_no_recogniser(listener: Listener, engine: ScriptedEngine) -> None:
    await listener.hear(QUIET, 3.0)
    assert listener.voice == []
    assert engine.hinted == []


async def test_the_beginning_of_the_words_is_not_lost(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bytes] = []
    monkeypatch.setattr(listener.ear._hearing, "accept", taken.append)
    await listener.hear(QUIET, 1.0)
    await listener.hear(LOUD, 0.3)
    await listener.hear(QUIET, 0.2)
    heard = np.frombuffer(b"".join(taken), "<i2")
    voice = np.flatnonzero(np.abs(heard) > 1000)
    assert (voice[-1] - voice[0]) / 16_000 == pytest.approx(0.3, abs=0.02)
    assert voice[0] / 16_000 == pytest.approx(0.3, abs=0.06)


async def test_what_is_expected_reaches_the_endpointer_and_the_engine(
    listener: Listener, engine: ScriptedEngine
) -> None:
    listener.ear.expect(Listen(expects="digits", phrases=("江北区",)))
    await listener.hear(LOUD, 0.5)
    await listener.hear(QUIET, 1.1)
    assert len(listener.voice) == 1, "digits have a longer trailing silence"
    await listener.hear(QUIET, 0.2)
    assert len(listener.voice) == 2
    assert "江北区" in engine.hinted[-1].phrases


async def test_a_broken_engine_fails_one_utterance_only() -> None:
    engine = ScriptedEngine((RuntimeError("model"),))
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        listener = Listener(pool, engine)
        await listener.hear(LOUD, 0.5)
        await listener.hear(QUIET, 1.0)
        assert isinstance(listener.words[0], RecognitionFailed)
        await listener.hear(LOUD, 0.5)
        await listener.hear(QUIET, 1.0)
        assert len(listener.words) == 2


async def test_the_robots_own_voice_is_no_speech_and_no_words(listener: Listener) -> None:
    random = np.random.default_rng(1)
    robot = [random.normal(0, 6000, 160).astype("<i2") for _ in range(150)]
    taken: list[bytes] = []
    listener.ear._pre_roll.clear()
    for n, ours in enumerate(robot):
        echo = (robot[n - 5] // 2) if n >= 5 else np.zeros(160, "<i2")
        events = listener.ear.push(echo.tobytes(), 0.02 * (n + 1))
        assert not events
        taken.append(listener.ear._pre_roll[-1])
        listener.ear.played(ours.tobytes())
    assert not any(any(pcm) for pcm in taken[20:]), "the recogniser would hear the robot"


async def test_a_caller_over_the_robots_echo_is_heard(listener: Listener) -> None:
    random = np.random.default_rng(1)
    robot = [random.normal(0, 6000, 160).astype("<i2") for _ in range(150)]
    began: list[float] = []
    for n, ours in enumerate(robot):
        echo = (robot[n - 5] // 4) if n >= 5 else np.zeros(160, "<i2")
        caller = np.frombuffer(LOUD, "<i2") if n >= 100 else np.zeros(160, "<i2")
        for event in listener.ear.push((echo + caller).tobytes(), 0.02 * (n + 1)):
            if isinstance(event, VoiceStarted):
                began.append(event.onset)
                listener.ear.start()
        listener.ear.played(ours.tobytes())
    assert began == [pytest.approx(2.0, abs=0.1)]


def sound(peak: int) -> bytes:
    return (peak * np.sin(np.arange(160) * 2 * np.pi * 500 / RATE)).astype("<i2").tobytes()


TALK, CALLER = sound(1500), sound(9000)


async def test_what_others_say_before_the_caller_is_disowned(
    listener: Listener, engine: ScriptedEngine
) -> None:
    await listener.hear(TALK, 3.0)
    await listener.hear(CALLER, 1.0)
    assert listener.words == [NOTHING]
    began, disowned, again = listener.voice
    assert isinstance(began, VoiceStarted)
    assert disowned == VoiceEnded(0.0)
    assert isinstance(again, VoiceStarted)
    assert again.onset == pytest.approx(3.0, abs=0.15)


async def test_talk_goes_on_and_the_utterance_ends_all_the_same(listener: Listener) -> None:
    await listener.hear(TALK, 3.0)
    await listener.hear(CALLER, 1.0)
    await listener.hear(TALK, 1.0)
    assert [words.text for words in listener.words] == ["", "楼下施工"]  # type: ignore[union-attr]
    ended = listener.voice[-1]
    assert isinstance(ended, VoiceEnded)
    assert ended.lasted_s == pytest.approx(1.0, abs=0.25)
    await listener.hear(TALK, 1.5)
    assert len(listener.words) == 2, "nobody is asked what the room has said"
    await listener.hear(CALLER, 0.6)
    await listener.hear(TALK, 1.0)
    assert listener.words[-1].text == "没有了"  # type: ignore[union-attr]


async def test_the_beginning_of_the_callers_own_words_is_not_disowned(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bytes] = []
    await listener.hear(TALK, 3.0)
    monkeypatch.setattr(listener.ear._hearing, "accept", taken.append)
    monkeypatch.setattr(listener.ear._hearing, "reset", taken.clear)
    await listener.hear(CALLER, 1.0)
    heard = np.abs(np.frombuffer(b"".join(taken), "<i2"))
    loud = np.flatnonzero(heard > 3000)
    assert (loud[-1] - loud[0]) / 16_000 == pytest.approx(1.0, abs=0.15)
    assert loud[0] / 16_000 < 0.5, "and only a little of what came before"
