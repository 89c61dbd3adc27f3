"""Days as they are said; whole lines stand in test_times and test_appointments."""

from datetime import date, timedelta

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.days import find

TODAY = date(2026, 11, 18)
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@given(days, days)
def test_every_date_comes_back(day: date, today: date) -> None:
    month, number = cn2an.an2cn(day.month), cn2an.an2cn(day.day)
    year = "".join("零一二三四五六七八九"[int(digit)] for digit in str(day.year))
    found = find(f"{year}年{month}月{number}号", today)
    assert found is not None
    assert (found.start, found.end) == (day, day)


@given(
    days, st.sampled_from([("大前天", -3), ("前天", -2), ("昨天", -1), ("后天", 2), ("大后天", 3)])
)
def test_days_counted_from_today(today: date, said: tuple[str, int]) -> None:
    found = find(said[0], today)
    assert found is not None
    assert found.start == today + timedelta(days=said[1])


@pytest.mark.parametrize("said", ["二十号", "十二月三号", "周末", "月底", "三十一号的"])
def test_what_may_be_two_days_is_none(said: str) -> None:
    assert find(said, TODAY) is None


@pytest.mark.parametrize(
    "said", ["三号楼", "八号线", "松牌路八号", "二月路", "二月三十号", "十号机"]
)
def test_what_is_no_day(said: str) -> None:
    assert find(said, TODAY) is None


@pytest.mark.parametrize("said", ["周三", "周日", "初五", "十月二十几号"])
def test_what_is_ambiguous_stays_words(said: str) -> None:
    found = find(said, TODAY)
    assert found is not None
    assert (found.start, found.written) == (None, said)
