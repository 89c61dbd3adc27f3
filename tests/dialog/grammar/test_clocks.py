"""Hours, and the words of time of dialects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.clocks import find, standard
from dialog.grammar.normalise import written as in_digits


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("昨晚黑", "昨天晚上"), ("昨儿个下晌", "昨天下午"), ("听日朝早", "明天早上"),
        ("寻日晏昼", "昨天下午"), ("今朝", "今天"), ("三更半夜", "半夜"), ("上个礼拜三", "上周三"),
        ("前儿后晌", "前天下午"), ("琴晚", "昨天晚上"), ("晌午", "中午"), ("前日子", "前日子"),
    ],
)  # fmt: skip
def test_dialects(said: str, plain: str) -> None:
    assert standard(said) == plain


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("下午三点半", "15时30分"), ("晚上十点到凌晨两点", "22时至次日2时"),
        ("早上六点到八点", "6时至8时"),
        ("半夜一点", "半夜1时"), ("中午十二点", "12时"), ("中午一点", "13时"),
        ("晚上十二点", "24时"),
        ("三点", "3点"), ("15:30", "15时30分"), ("晚上9点左右", "21时许"), ("凌晨", "凌晨"),
    ],
)  # fmt: skip
def test_written(said: str, written: str) -> None:
    clock = find(said)
    assert clock is not None
    assert clock.written == written


@pytest.mark.parametrize("said", ["三点建议", "有点吵", "差一点", "二十五点", "没有", ""])
def test_no_hours(said: str) -> None:
    assert find(said) is None


@given(st.integers(1, 11), st.sampled_from(["下午", "上午"]))
def test_every_hour_of_the_half_days(hour: int, part: str) -> None:
    clock = find(f"{part}{hour}点")
    assert clock is not None
    assert clock.start == (hour + 12 * (part == "下午"), 0)
    assert in_digits(clock.written) == clock.written
