"""Replies and their labels. No unhappy citizen is ever noted as satisfied."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.satisfaction import classify

HERE = Path(__file__).resolve().parent
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
UNHAPPY = ("unsatisfied", "unresolved")


def read(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [(text, label) for text, label in (line.split("\t") for line in lines)]


def right(rows: list[tuple[str, str]]) -> float:
    return sum(classify(text).label == label for text, label in rows) / len(rows)


def taken_for_satisfied(rows: list[tuple[str, str]]) -> list[str]:
    return [
        text for text, label in rows if label in UNHAPPY and classify(text).label == "satisfied"
    ]


HELDOUT = read(HERE / "replies_heldout.tsv")
HARD = read(HERE / "replies_hard.tsv")
DEVELOPED = read(HERE / "replies_developed.tsv")
UNSEEN = read(HERE / "replies_unseen.tsv")
"""Written before the rules of session 4; no rule was made by looking at its lines. It is not learnt
from; one line in five also stands among the examples."""
VOICES = read(HERE / "replies_many_voices.tsv")
AGES = read(HERE / "replies_ages.tsv")
DIALECTS = read(HERE / "replies_dialects.tsv")
"""Written one after another in session 7, each before its lines were classified; nothing is learnt
from the last."""
HAPPY = sorted({text for text, label in HELDOUT + HARD if label == "satisfied"})


@pytest.mark.parametrize(
    ("rows", "target"),
    [
        (HELDOUT, 0.97),
        (HARD, 0.97),
        (DEVELOPED, 0.97),
        (UNSEEN, 0.92),
        (VOICES, 0.94),
        (AGES, 0.92),
        (DIALECTS, 0.9),
    ],
    ids=["heldout", "hard", "developed", "unseen", "voices", "ages", "dialects"],
)
def test_the_own_sets(rows: list[tuple[str, str]], target: float) -> None:
    assert taken_for_satisfied(rows) == []
    assert right(rows) >= target


@pytest.mark.shared
def test_the_development_set() -> None:
    path = SHARED / "data" / "replies_dev.tsv"
    if not path.exists():
        pytest.skip("../shared/data/replies_dev.tsv is not here")
    rows = read(path)
    assert taken_for_satisfied(rows) == []
    assert right(rows) >= 0.97


COMPLAINTS = (
    "但是没解决", "可是没人来", "不过还没修", "就是没办", "才怪", "个屁", "个锤子", "没人管",
    "等了三个月", "拖了半年", "又坏了", "过两天又这样", "还是老样子", "呵呵", "没人联系我",
    "问题还在", "一点用都没有", "差得很", "气死我了", "骗人的", "结果没下文", "鬼才信",
    "照样吵", "那是假话", "想得美", "白跑一趟", "是不可能的", "谈不上", "电话都没一个",
)  # fmt: skip
NEGATIONS = (
    "不", "没有", "不是", "谈不上", "说不上", "哪里", "怎么会", "谁说", "要是", "如果", "难以",
    "从不", "未必", "不见得", "你们说", "凭什么", "一点不", "不怎么", "何来", "难道", "领导说",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(HAPPY), st.sampled_from(COMPLAINTS), st.sampled_from(["", "，", "。", " "]))
def test_a_complaint_after_a_happy_word_is_never_satisfied(
    happy: str, complaint: str, pause: str
) -> None:
    assert classify(happy + pause + complaint).label != "satisfied"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(HAPPY), st.sampled_from(COMPLAINTS))
def test_a_complaint_before_a_happy_word_is_never_satisfied(happy: str, complaint: str) -> None:
    if complaint not in ("才怪", "个屁", "个锤子", "那是假话", "想得美", "是不可能的", "谈不上"):
        assert classify(complaint + "，" + happy).label != "satisfied"


@pytest.mark.parametrize("negation", NEGATIONS)
@pytest.mark.parametrize("happy", ["满意", "很满意", "非常满意", "特别满意", "十分满意", "慢意"])
def test_a_negated_happy_word_is_never_satisfied(negation: str, happy: str) -> None:
    assert classify(negation + happy).label != "satisfied"


@pytest.mark.parametrize("happy", HAPPY)
def test_a_question_is_not_an_answer(happy: str) -> None:
    if "不满" not in happy:
        assert classify(happy + "吗").label != "satisfied"


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_label(text: str) -> None:
    assert classify(text).label


@pytest.mark.parametrize(
    ("text", "syllables", "label"),
    [
        ("不慢意", ("bu", "man", "yi"), "unsatisfied"),
        ("布满一", ("bu", "man", "yi"), "unsatisfied"),
        ("每截决", ("mei", "jie", "jue"), "unresolved"),
        ("还形吧", (), "neutral"),
        ("慢意", ("man", "yi"), "satisfied"),
    ],
)
def test_homophones(text: str, syllables: tuple[str, ...], label: str) -> None:
    assert classify(text, syllables).label == label


def test_a_slow_thing_is_not_a_satisfied_one() -> None:
    assert classify("就是慢一点").label != "satisfied"
    assert classify("满一年了").label != "satisfied"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("没有不满意", "satisfied"),
        ("不是不满意就是慢了点", "neutral"),
        ("真是太满意了，等了三个月", "unsatisfied"),
        ("可满意了呢没人管", "unsatisfied"),
        ("要说满意那是假的", "unsatisfied"),
        ("处理好了我就满意", "unresolved"),
        ("态度好但是没解决", "unresolved"),
        ("没人联系我", "unresolved"),
        ("虽然慢了点但是解决了很满意", "satisfied"),
        ("", "unclear"),
    ],
)
def test_rules_of_the_language(text: str, label: str) -> None:
    assert classify(text).label == label


def test_the_words_that_decided_are_given() -> None:
    assert classify("问题还在").reason


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("我还能有啥不满意的", "satisfied"),
        ("没有没有我挺满意的", "satisfied"),
        ("以前没人管，这次第二天就修好了", "satisfied"),
        ("以前有人管，现在没人来", "unresolved"),
        ("休想让我满意", "unsatisfied"),
        ("求我打满意", "unsatisfied"),
        ("满意就怪了", "unsatisfied"),
    ],
)
def test_denials_of_denials_and_how_it_was_before(text: str, label: str) -> None:
    assert classify(text).label == label


def test_words_that_no_rule_lists_are_read_by_what_they_are_like() -> None:
    assert classify("这事儿办得敞亮").label == "satisfied"
    assert classify("改天吧改天").label == "busy-later"


@pytest.mark.parametrize("text", ["未必很满意", "领导说非常满意", "呵呵，路灯亮了谢谢啊"])
def test_likeness_makes_nobody_satisfied_who_doubts(text: str) -> None:
    assert classify(text).label != "satisfied"
