"""Digits among words, and what homophones make of them."""

import random
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.dictation import Dictation
from dialog.grammar.digit_runs import items, runs
from dialog.grammar.documents import document
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("我住八号楼三单元", ()),
        ("昨天晚上八点", ()),
        ("三个月没发工资", ()),
        ("我一个人在家", ()),
        ("电话一三八零零", ("一三八零零",)),
        ("要三八零零", ("要三八零零",)),
        ("一三八然后零零一三", ("一三八然后零零一三",)),
    ],
)
def test_runs(said: str, found: tuple[str, ...]) -> None:
    assert tuple(run.said for run in runs(items(utterance(said)), by_sound=False)) == found


def test_sounds_alone_are_enough() -> None:
    sounds = tuple(["yao", "san", "ba", *["ling"] * 2] * 2 + ["ling"])
    assert Dictation().hears(utterance("", sounds)).number == "13800138000"


@cache
def ways() -> dict[str, tuple[list[str], list[str]]]:
    table = document("digit_sounds").items()
    return {digit: (list(row["said"]), list(row["heard"])) for digit, row in table}


def spoken(number: str, chance: random.Random, wrong: float) -> str:
    return "".join(chance.choice(ways()[digit][int(chance.random() < wrong)]) for digit in number)


mobile = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
seeds = st.integers(0, 10_000).map(random.Random)
lead = st.sampled_from(("", "我的电话是", "打这个", "手机号码是", "我住八号楼，电话", "嗯，"))


@given(lead, mobile, seeds)
def test_every_number_said_plainly_is_understood(
    lead: str, number: str, chance: random.Random
) -> None:
    assert Dictation().hears(utterance(lead + spoken(number, chance, 0.0))).number == number


@given(mobile, seeds, st.sampled_from(((3, 7), (3,), (7,), (5,), (4, 8), (3, 5, 7, 9))))
def test_every_number_said_in_groups_is_understood(
    number: str, chance: random.Random, cuts: tuple[int, ...]
) -> None:
    heard = Dictation()
    for start, end in zip((0, *cuts), (*cuts, 11), strict=True):
        heard = heard.hears(utterance(spoken(number[start:end], chance, 0.0)))
    assert heard.number == number


def test_misheard_numbers_are_right_after_read_back_in_97_of_100() -> None:
    """One digit in seven is written as another character of its sound, and in every third number
    one digit is a wrong digit, which the caller mends when it is read back."""
    chance = random.Random(6)
    right = 0
    for _ in range(300):
        number = "1" + chance.choice("3456789") + "".join(chance.choices("0123456789", k=9))
        told = number
        if chance.random() < 1 / 3:
            at = chance.randrange(3, 11)
            told = told[:at] + chance.choice("0123456789") + told[at + 1 :]
        heard = Dictation().hears(utterance("号码是" + spoken(told, chance, 1 / 7)))
        if heard.number != number:
            tail = spoken(number[-4:], chance, 0.0), spoken(number[3:7], chance, 0.0)
            said = (
                f"不对，尾号是{tail[0]}" if heard.number[:7] == number[:7] else f"中间是{tail[1]}"
            )
            heard = heard.hears(utterance(said))
        right += heard.number == number
    print(f"{right / 3:.1f} % of 300 numbers right after read-back")
    assert right >= 291
