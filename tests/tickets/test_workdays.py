from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.errors import DataError
from tickets.workdays import DueDate, add_working_days, builtin_calendar, parse_calendar


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-12-10", 15, "2026-12-31"),
    ],
)
def test_known_cases(start: str, n: int, due: str) -> None:
    found = add_working_days(date.fromisoformat(start), n)
    assert found == DueDate(date.fromisoformat(due), provisional=False)


def test_a_date_beyond_the_last_notice_is_provisional() -> None:
    # 1 January 2027 is statutory, 2 and 3 January are a weekend.
    assert add_working_days(date(2026, 12, 31), 1) == DueDate(date(2027, 1, 4), provisional=True)


def test_statutory_days_of_the_lunar_calendar_are_off_without_a_notice() -> None:
    # New Year's Eve of 2027 is Friday 5 February; the statutory days end on Monday.
    assert add_working_days(date(2027, 2, 4), 1).date == date(2027, 2, 9)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_table_agrees_with_chinesecalendar(year: int) -> None:
    calendar = builtin_calendar()
    assert calendar.is_published(year)
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [d for d in days if calendar.is_working_day(d) != chinese_calendar.is_workday(d)] == []


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 15))
def test_exactly_n_working_days_lie_after_the_start(start: date, n: int) -> None:
    calendar = builtin_calendar()
    due = calendar.add_working_days(start, n).date
    between = [start + timedelta(k) for k in range(1, (due - start).days + 1)]
    assert sum(map(calendar.is_working_day, between)) == n
    assert calendar.is_working_day(due)


def test_none_is_not_a_number_of_days() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        add_working_days(date(2026, 1, 5), 0)


@pytest.mark.parametrize("text", ["", "years: {2026: {}}", "[1, 2]", "years: ["])
def test_a_table_that_cannot_be_read(text: str) -> None:
    with pytest.raises(DataError, match="holiday table"):
        parse_calendar(text)


def test_a_new_notice_ends_the_provision() -> None:
    calendar = parse_calendar(
        "years: {2027: {rest: [2027-01-01], work: [2027-01-03]}}\n"
        "statutory: {every_year: [], by_year: {}}"
    )
    assert calendar.add_working_days(date(2027, 1, 1), 1) == DueDate(date(2027, 1, 3), False)
