import pytest

from dialog.grammar.murmur import is_backchannel, is_murmur
from dialog.grammar.utterance import Utterance, utterance


@pytest.mark.parametrize("said", ["嗯", "嗯嗯", "好的", "对", "那那", "奶奶", "我"])
def test_a_murmur_however_it_was_written(said: str) -> None:
    assert is_murmur(utterance(said))


@pytest.mark.parametrize(
    "said", ["人工", "不是", "不对", "没有", "再见", "我要投诉", "怎么样", "停水了", "投诉"]
)
def test_few_syllables_that_mean_something_are_none(said: str) -> None:
    assert not is_murmur(utterance(said))


def test_nothing_is_no_murmur() -> None:
    assert not is_murmur(Utterance.nothing())


def test_a_backchannel_is_one_that_is_known() -> None:
    assert is_backchannel(utterance("嗯嗯"))
    assert not is_backchannel(utterance("奶奶"))
