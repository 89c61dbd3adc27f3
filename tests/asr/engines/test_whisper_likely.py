import numpy as np
import pytest

from asr.engines.whisper import WhisperEngine
from asr.engines.whisper_likely import candidates, chosen, contradicted, likely, rivals
from asr.pinyin import syllables
from asr.recognizer import Hints

LIKELY = ("转人工", "给我转人工", "没有了", "没有解决", "换一个号码", "满意", "不满意")


class Letters:
    """A tokenizer: each character is its own token."""

    def encode(self, text: str) -> list[int]:
        return [ord(c) for c in text]


def named(heard: str) -> list[str]:
    known = likely((), LIKELY, Letters())
    return [known.phrases[at] for at in candidates(syllables(heard), known)]


def test_a_phrase_may_be_meant_where_it_is_as_long_as_what_was_heard() -> None:
    assert named("没有戒徒")[0] == "没有解决"
    assert "没有了" not in named("没有戒徒")
    assert named("欢迎的后来")[0] == "换一个号码"
    assert named("我想问一下身份证丢了怎么办") == []


def test_the_nearest_by_sound_comes_first_whatever_telephones_mix_up() -> None:
    assert named("抓人红")[0] == "转人工"
    assert named("几我转能功")[0] == "给我转人工"


def test_of_nothing_heard_anything_may_have_been_said() -> None:
    assert set(named("")) == set(LIKELY)


def test_a_phrase_named_twice_is_asked_about_once() -> None:
    assert likely(("人工",), ("人工",), Letters()).phrases == ("人工",)


def test_the_likeliest_was_said_where_it_is_likely_at_all() -> None:
    assert chosen(("人工", "可以"), (-1.0, -2.0), -3.0) == "人工"
    assert chosen(("人工", "可以"), (-3.5, -4.0), -3.0) is None


def test_an_answer_is_not_told_from_its_denial_by_a_hair() -> None:
    assert chosen(("很满意", "不满意"), (-1.0, -1.5), -3.0) is None
    assert chosen(("很满意", "不满意"), (-1.0, -2.5), -3.0) == "很满意"
    assert chosen(("没有", "没有了"), (-1.0, -1.1), -3.0) == "没有"


def test_what_the_prompt_suggested_is_weighed_against_its_opposite() -> None:
    known = likely(("对的", "不可以"), ("转人工",), Letters())
    assert (known.suggested("不可以"), known.suggested("转人工")) == (True, False)
    assert rivals(syllables("不可以"), known) == (0, 1, 2)
    assert contradicted("不可以", ("对的", "不可以"), (-3.4, -3.8))
    assert not contradicted("不可以", ("对的", "不可以"), (-3.8, -3.4))


def over_noise(pcm: bytes, seed: int) -> bytes:
    """Noise 10 dB below the whole utterance."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    random = np.random.default_rng(seed).normal(0, 1, len(samples))
    random = np.convolve(random, np.ones(4) / 4, "same")
    wanted = float(np.sqrt(np.mean(samples**2))) / 10**0.5
    mixed = samples + random * wanted / float(np.sqrt(np.mean(random**2)))
    return bytes(np.clip(mixed, -32768, 32767).astype("<i2").tobytes())


def heard(engine: WhisperEngine, pcm: bytes, hints: Hints) -> str:
    recognizer = engine.recognizer(hints)
    recognizer.accept(pcm)
    return recognizer.finish().text


@pytest.mark.model
def test_short_wishes_are_heard_over_noise_more_often_where_they_are_likely(
    whisper_engine: WhisperEngine, say
) -> None:
    said = [(text, over_noise(say("zh", text), n)) for text in LIKELY[:5] for n in range(3)]
    freely = sum(heard(whisper_engine, pcm, Hints()) == text for text, pcm in said)
    asked = [heard(whisper_engine, pcm, Hints(answers=LIKELY)) for _, pcm in said]
    right = sum(got == text for got, (text, _) in zip(asked, said, strict=True))
    assert right > freely


@pytest.mark.model
@pytest.mark.parametrize("text", ["楼上漏水", "昨天晚上", "路灯坏了", "这几天一直"])
def test_what_nobody_expects_stays_what_it_is(
    whisper_engine: WhisperEngine, say, text: str
) -> None:
    pcm = over_noise(say("zh", text), 1)
    assert heard(whisper_engine, pcm, Hints(answers=LIKELY)) not in LIKELY
