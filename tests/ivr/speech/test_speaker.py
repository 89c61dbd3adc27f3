import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from ivr.speech.errors import SynthesisFailed, VoiceOverloaded
from ivr.speech.level import loudness
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import EDGE_MS, Speaker
from ivr.speech.wav import write_wav

RATE = 8000


class CountingVoice(MeteredVoice):
    """Remembers what it was asked to say; waits while `gate` is closed."""

    def __init__(self, name: str = "counting:tone") -> None:
        self.said: list[str] = []
        self.begun = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        self.said.append(text)
        self.begun.release()
        assert self.gate.wait(20)
        return super().speak(text, speed)


class BrokenVoice(MeteredVoice):
    def speak(self, text: str, speed: float = 1.0) -> bytes:
        raise RuntimeError("out of memory")


class PaddedVoice(MeteredVoice):
    """Like Kokoro: with long silence around the words."""

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        silence = bytes(2 * self.sample_rate // 2)
        return silence + super().speak(text, speed) + silence


@pytest.fixture
def voice() -> CountingVoice:
    return CountingVoice()


@pytest.fixture
def speaker(voice: CountingVoice, tmp_path: Path) -> Iterator[Speaker]:
    with Speaker(voice, cache_dir=tmp_path / "cache") as made:
        yield made


def seconds(pcm: bytes, rate: int = RATE) -> float:
    return len(pcm) / 2 / rate


async def begun(voice: CountingVoice) -> None:
    """Wait until the worker has begun one more sentence."""
    assert await asyncio.to_thread(voice.begun.acquire, timeout=20)


async def test_pieces_are_read_spoken_and_joined(speaker: Speaker, voice: CountingVoice) -> None:
    pcm = await speaker.say(("您好。", "2个", "，请讲"), RATE)
    assert voice.said == ["您好。", "两个", "请讲"]
    assert seconds(pcm) == pytest.approx(6 * 0.2 + 0.32 + 0.16, abs=0.01)


async def test_what_was_spoken_once_is_not_spoken_again(
    speaker: Speaker, voice: CountingVoice, tmp_path: Path
) -> None:
    first = await speaker.say(("您好。再见。",), RATE)
    assert await speaker.say(("您好。", "再见。"), RATE) == first
    other_rate = await speaker.say(("您好。再见。",), 16000)
    assert seconds(other_rate, 16000) == pytest.approx(seconds(first), abs=0.01)
    assert voice.said == ["您好。", "再见。"]
    with Speaker(voice, cache_dir=tmp_path / "cache") as later:
        assert await later.say(("您好。再见。",), RATE) == first
    assert voice.said == ["您好。", "再见。"]


async def test_two_calls_that_want_the_same_share_the_work(
    speaker: Speaker, voice: CountingVoice
) -> None:
    said = await asyncio.gather(*(speaker.say(("同一句话",), RATE) for _ in range(5)))
    assert len(set(said)) == 1
    assert voice.said == ["同一句话"]


async def test_a_caller_who_hangs_up_leaves_the_work_to_the_others(
    speaker: Speaker, voice: CountingVoice
) -> None:
    voice.gate.clear()
    gone = asyncio.create_task(speaker.say(("同一句话",), RATE))
    stays = asyncio.create_task(speaker.say(("同一句话",), RATE))
    await begun(voice)
    gone.cancel()
    voice.gate.set()
    assert await stays
    assert voice.said == ["同一句话"]


async def test_the_first_sentence_comes_while_the_second_is_made(
    speaker: Speaker, voice: CountingVoice
) -> None:
    stream = speaker.stream(("第一句。第二句。第三句。",), RATE)
    assert seconds(await anext(stream)) > 0.5
    await begun(voice)
    await begun(voice)
    assert voice.said == ["第一句。", "第二句。"]
    await stream.aclose()


async def test_long_silence_around_words_is_cut_at_joins(tmp_path: Path) -> None:
    with Speaker(PaddedVoice(), cache_dir=None) as speaker:
        pcm = await speaker.say(("甲", "乙"), RATE)
    loud = np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 300
    gap = max(len(run) for run in "".join("01"[int(x)] for x in loud).split("1"))
    assert gap / RATE <= 0.06
    assert seconds(pcm) <= 0.4 + 4 * (EDGE_MS + 20) / 1000


async def test_recordings_override_the_voice(tmp_path: Path, voice: CountingVoice) -> None:
    tone = MeteredVoice().speak("一二三四五")
    write_wav(tmp_path / "greeting.wav", tone, 16000)
    (tmp_path / "index.tsv").write_text("重庆\tgreeting.wav\n", "utf-8")
    with Speaker(voice, cache_dir=None, recordings_dir=tmp_path) as speaker:
        by_prompt = await speaker.say(("您好",), RATE, "greeting")
        by_text = await speaker.say(("重庆",), RATE)
    assert by_prompt == by_text
    assert seconds(by_prompt) == pytest.approx(1.0, abs=0.01)
    assert voice.said == []


async def test_the_spare_voice_speaks_where_the_first_breaks_down(tmp_path: Path) -> None:
    spare = CountingVoice("spare:tone")
    with (
        capture_logs() as logs,
        Speaker(BrokenVoice(), cache_dir=tmp_path, spare=lambda: spare) as speaker,
    ):
        first = await speaker.say(("您好",), RATE)
        assert await speaker.say(("您好",), RATE) == first
    assert spare.said == ["您好"]
    assert {entry["reason"] for entry in logs} == {"out of memory"}


async def test_when_no_voice_can_speak_the_error_says_so() -> None:
    with (
        Speaker(BrokenVoice(), cache_dir=None, spare=BrokenVoice) as speaker,
        pytest.raises(SynthesisFailed, match="hotline doctor"),
    ):
        await speaker.say(("您好",), RATE)


async def test_too_many_waiting_sentences_are_refused(voice: CountingVoice) -> None:
    voice.gate.clear()
    with Speaker(voice, cache_dir=None, max_waiting=2) as speaker:
        waiting = [asyncio.create_task(speaker.say((text,), RATE)) for text in ("甲", "乙")]
        await begun(voice)
        with pytest.raises(VoiceOverloaded):
            await speaker.say(("丙",), RATE)
        voice.gate.set()
        assert all(await asyncio.gather(*waiting))


async def test_warming_speaks_ahead_for_all_rates(speaker: Speaker, voice: CountingVoice) -> None:
    done: list[int] = []
    await speaker.warm(["您好。请讲。", "再见。"], (8000, 16000), done.append)
    assert done == [1, 2]
    assert voice.said == ["您好。", "请讲。", "再见。"]
    await speaker.say(("您好。", "再见。"), 16000)
    assert len(voice.said) == 3


async def test_a_cache_that_cannot_be_written_never_costs_a_call(
    tmp_path: Path, voice: CountingVoice
) -> None:
    (tmp_path / "file").write_text("")
    with capture_logs() as logs, Speaker(voice, cache_dir=tmp_path / "file") as speaker:
        assert await speaker.say(("您好",), RATE)
    assert logs


async def test_nothing_to_say_is_no_audio(speaker: Speaker) -> None:
    assert await speaker.say((), RATE) == b""
    assert await speaker.say(("……",), RATE) == b""


async def joined(speaker: Speaker, **manner: float) -> bytes:
    return b"".join([pcm async for pcm in speaker.stream(("请讲。好的。",), RATE, **manner)])


async def test_slower_speech_is_slower_pauses_too_and_kept_apart(
    speaker: Speaker, voice: CountingVoice
) -> None:
    usual, slow = await joined(speaker), await joined(speaker, pace=0.8)
    assert seconds(slow) == pytest.approx(seconds(usual) / 0.8, abs=0.08)
    assert len(voice.said) == 4
    assert (await joined(speaker), await joined(speaker, pace=0.8)) == (usual, slow)
    assert len(voice.said) == 4


async def test_louder_speech_is_the_same_speech_louder(
    speaker: Speaker, voice: CountingVoice
) -> None:
    usual, loud = await joined(speaker), await joined(speaker, gain_db=6.0)
    assert (len(loud), len(voice.said)) == (len(usual), 2)
    assert loudness(loud, RATE)[1] - loudness(usual, RATE)[1] == pytest.approx(6, abs=0.3)


async def test_a_recording_keeps_its_pace_and_gets_louder(tmp_path: Path) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    write_wav(folder / "hello.wav", MeteredVoice().speak("您好"), MeteredVoice().sample_rate)
    with Speaker(CountingVoice(), cache_dir=None, recordings_dir=folder) as speaker:
        usual = await speaker.say(("x",), RATE, "hello")
        slow = [p async for p in speaker.stream(("x",), RATE, "hello", pace=0.8, gain_db=6.0)]
    assert len(b"".join(slow)) == len(usual)
    assert loudness(b"".join(slow), RATE)[1] > loudness(usual, RATE)[1] + 5
