"""Replies put into plain Mandarin."""

import pytest

from dialog.grammar.plain import plain
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("不慢意", "不满意"), ("补满意", "不满意"), ("每解决", "没解决"), ("还形吧", "还行吧"),
        ("一班", "一般"), ("没得人联系我", "没有人联系我"), ("冇人嚟", "没有人来"),
        ("唔满意", "不满意"),
        ("搞掂咗", "解决了"), ("还没搞归一", "还没弄好"), ("冒得人", "没有人"),
        ("联系我", "联系我"),
        ("唔系", "不是"), ("没人连系", "没人联系"), ("弗满意", "不满意"),
    ],
)  # fmt: skip
def test_plain(said: str, plainly: str) -> None:
    assert plain(utterance(said)) == plainly


@pytest.mark.parametrize("said", ["慢一点", "满一年", "火冒三丈", "评假的", "护照怎么办理"])
def test_other_words_are_left_alone(said: str) -> None:
    assert plain(utterance(said)) == said


def test_the_sounds_of_the_recogniser_are_used() -> None:
    assert plain(utterance("蛮衣", ("man", "yi"))) == "满意"
    assert plain(utterance("蛮衣", ("man",))) == "满意"
