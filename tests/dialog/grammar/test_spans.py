"""Spans of days, written."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.spans import before, month_of, next_month, safe, shifted, span, written

TODAY = date(2026, 11, 18)


def test_the_year_is_written_where_it_is_another() -> None:
    assert written(date(2026, 3, 5), TODAY) == "3月5日"
    assert written(date(2025, 3, 5), TODAY) == "2025年3月5日"


def test_the_month_is_written_once() -> None:
    assert span(date(2026, 11, 3), date(2026, 11, 5), TODAY).written == "11月3日至5日"
    assert span(date(2026, 10, 30), date(2026, 11, 2), TODAY).written == "10月30日至11月2日"


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_months(day: date, months: int) -> None:
    first = shifted(day, months)
    assert first.day == 1
    assert shifted(first, -months) == day.replace(day=1)
    assert next_month(first) == shifted(first, 1)
    end = month_of(first.year, first.month, day).end
    assert end is not None
    assert before(next_month(first), 1) == end


def test_days_of_no_calendar() -> None:
    assert safe(2026, 2, 30) is None
