import asyncio

import numpy as np
import pytest

from asr.fake import ScriptedEngine
from bench.spoken import figures, listen, speak
from ivr.recorded.sound import RATE
from ivr.speech.metered import SYLLABLE_S, MeteredVoice
from ivr.speech.speaker import Speaker
from knowledge.entries import Entry
from knowledge.evaluate import Questions

QUESTIONS = Questions(
    (
        Entry("w", "", "怎么提取公积金", (), "a", "s"),
        Entry("i", "", "身份证丢了怎么补办", (), "a", "s"),
    ),
    (("公积金怎么取", "w"), ("身份证不见了怎么补", "i")),
    (),
)
SECOND = bytes(2 * 16_000)


def test_a_question_comes_in_the_telephones_band_at_the_engines_rate() -> None:
    with Speaker(MeteredVoice(), cache_dir=None) as speaker:
        pcm = asyncio.run(speak(speaker, "公积金", 16_000))
    assert len(pcm) / 2 / 16_000 == pytest.approx(3 * SYLLABLE_S + 0.6, abs=0.01)
    spectrum = np.abs(np.fft.rfft(np.frombuffer(pcm, "<i2").astype(float)))
    above = int(len(spectrum) * (RATE / 2 + 300) / 8000)
    assert spectrum[above:].max() < spectrum.max() / 100


def test_what_is_misheard_is_lost() -> None:
    engine = ScriptedEngine(("公积金怎么取", "今天天气不错"))
    clips = [(text, own, SECOND) for text, own in QUESTIONS.queries]
    found = figures(engine, listen(engine, QUESTIONS, clips))
    assert (found.questions, found.text_top1, found.top1) == (2, 1.0, 0.5)
    assert found.lost_points == 50
    assert (found.text_wrong, found.wrong) == (0, 0)


def test_another_entrys_words_are_a_wrong_answer() -> None:
    engine = ScriptedEngine(("身份证丢了怎么补办",))
    found = figures(engine, listen(engine, QUESTIONS, [("公积金怎么取", "w", SECOND)]))
    assert (found.top1, found.answered, found.wrong) == (0, 0, 1)
