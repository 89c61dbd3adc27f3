"""Times in the caller's words, and as a clerk writes them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.times import resolved, time_said

TODAY = date(2026, 11, 18)
LINES = Path(__file__).with_name("times_heldout.tsv").read_text("utf-8").splitlines()[2:]


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("明天上午吧", "明天上午"), ("晚上再打", "晚上"), ("下午三点以后", "下午三点以后"),
        ("过两天再说", "过两天"), ("下班以后打", "下班以后"), ("昨天晚上开始漏水", "昨天晚上"),
        ("周末", "周末"), ("十二月三号", "十二月三号"), ("没空", ""), ("", ""),
    ],
)  # fmt: skip
def test_time_said(said: str, time: str) -> None:
    assert time_said(said) == time


@pytest.mark.parametrize(("said", "written"), [line.split("\t") for line in LINES])
def test_as_a_clerk_writes_it(said: str, written: str) -> None:
    when = resolved(said, TODAY)
    assert (when.written if when else "") == written


@pytest.mark.parametrize(
    ("said", "start", "end", "part", "ongoing"),
    [
        ("上个礼拜三晚上", date(2026, 11, 11), date(2026, 11, 11), "晚上", False),
        ("从上周三开始天天晚上吵", date(2026, 11, 11), None, "晚上", True),
        ("这几天一直停水", None, None, "", True),
        ("上周末", date(2026, 11, 14), date(2026, 11, 15), "", False),
    ],
)
def test_dates(said: str, start: date, end: date, part: str, ongoing: bool) -> None:
    when = resolved(said, TODAY)
    assert when
    assert (when.start, when.end, when.part, when.ongoing) == (start, end, part, ongoing)


@given(
    st.text(alphabet="昨前大去天年月日号周上一二三十五六点半晚午从起开始到了每天个多", max_size=14),
    st.dates(date(2026, 1, 1), date(2028, 3, 1)),
)
def test_what_has_happened_is_never_written_as_to_come(said: str, today: date) -> None:
    """今年 and the like reach to the end of the year; no beginning lies ahead."""
    when = resolved(said, today)
    assert when is None or when.start is None or when.start <= today


@given(st.integers(0, 6), st.dates(date(2026, 1, 1), date(2028, 3, 1)))
def test_every_weekday_of_last_week(weekday: int, today: date) -> None:
    when = resolved(f"上周{'一二三四五六日'[weekday]}", today)
    assert when
    assert when.start
    assert when.start.weekday() == weekday
    assert 1 <= (today - when.start).days <= 13
