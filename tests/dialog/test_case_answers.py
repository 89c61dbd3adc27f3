"""What answers about a ticket mean, by what was asked."""

import pytest

from dialog.case_answers import says_why, to_check, to_offer, to_result, to_similar, told_in
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("好", "urge"),
        ("催一下", "urge"),
        ("根本没解决", "urge"),
        ("我要补充", "supplement"),
        ("现在到哪一步了", "status"),
        ("不用了", "done"),
        ("没有了", "done"),
        ("量子力学", None),
    ],
)
def test_to_the_offer_to_hurry_it(said: str, meant: str | None) -> None:
    assert to_offer(utterance(said), "urge") == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("挺满意的", "done"),
        ("谈不上满意", "unhappy"),
        ("灯还是不亮，根本没修好", "unhappy"),
        ("凑合吧", "neutral"),
        ("我说的不是这件是新的问题", "new"),
        ("量子力学", None),
    ],
)
def test_to_whether_the_result_is_good(said: str, meant: str | None) -> None:
    assert to_result(utterance(said)) == meant


@pytest.mark.parametrize(
    ("said", "completed", "meant"),
    [
        ("催一下", False, "urge"),
        ("催一下", True, "unhappy"),
        ("没有解决", False, "urge"),
        ("没有解决", True, "unhappy"),
        ("是新的问题", True, "new"),
        ("不是", False, "new"),
        ("那个到哪一步了", False, "status"),
        ("量子力学", False, None),
    ],
)
def test_to_whether_it_is_an_earlier_one(said: str, completed: bool, meant: str | None) -> None:
    assert to_similar(utterance(said), completed) == meant


def test_to_what_is_read_back() -> None:
    assert to_check(utterance("对"), withdrawing=False) is True
    assert to_check(utterance("撤了吧"), withdrawing=True) is True
    assert to_check(utterance("不撤了"), withdrawing=True) is False
    assert to_check(utterance("量子力学"), withdrawing=True) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [("修好个铲铲，根本没人来", True), ("灯都没换，还是不亮", True), ("不满意", False),
     ("我对这个结果很不满意", False), ("还是没有解决", False)],
)  # fmt: skip
def test_why_it_is_not_good(said: str, why: bool) -> None:
    assert says_why(utterance(said)) is why


def test_a_yes_in_front_is_not_written_down() -> None:
    assert told_in(utterance("对，灯都没换")) == "灯都没换"
    assert told_in(utterance("对面那盏也不亮")) == "对面那盏也不亮"
