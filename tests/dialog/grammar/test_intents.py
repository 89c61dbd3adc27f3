"""Yes, no, and which of two."""

import pytest

from dialog.grammar.intents import choice, without_filler, yes_no
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    "said",
    ["是", "对的", "嗯", "要得", "可以", "没问题", "系啊", "中", "行行行", "就用这个号码", "哦是我",
     "好的，可以", "没错", "没有错", "对头"],
)  # fmt: skip
def test_yes(said: str) -> None:
    assert yes_no(utterance(said)) is True


@pytest.mark.parametrize(
    "said",
    ["不是", "不对", "不用", "没有", "冇", "冒得", "算了", "唔系", "换个号码", "错了", "嗯不是"],
)
def test_no(said: str) -> None:
    assert yes_no(utterance(said)) is False


@pytest.mark.parametrize("said", ["", "护照怎么办理", "今天太阳好大", "喂"])
def test_neither(said: str) -> None:
    assert yes_no(utterance(said)) is None


def test_filler_alone_is_left_alone() -> None:
    assert without_filler(utterance("嗯")).text == "嗯"
    assert without_filler(utterance("嗯，是的")).text == "是的"


@pytest.mark.parametrize(
    ("said", "number"),
    [("第一个", 1), ("前者", 1), ("第二个", 2), ("后面那个", 2), ("补办", 1), ("换发", 2),
     ("不晓得", None)],
)  # fmt: skip
def test_choice(said: str, number: int | None) -> None:
    assert choice(utterance(said), "身份证丢了怎么补办", "身份证到期怎么换发") == number
