"""The working-day calendar [P]: which days count, from a table for each year.

A year whose holiday notice is not out yet counts weekdays less statutory days; every date that
was reached through such a year is provisional and is computed again when the table arrives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tickets.errors import DataError

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class DueDate:
    """provisional: some day on the way lies in a year without a holiday notice."""

    date: date
    provisional: bool


@dataclass(frozen=True)
class Year:
    """One published year. rest: weekdays off; work: weekend days worked."""

    rest: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class WorkCalendar:
    """years: by number. every_year: (month, day). lunar: statutory days that move."""

    years: Mapping[int, Year]
    every_year: frozenset[tuple[int, int]]
    lunar: frozenset[date]

    def is_published(self, year: int) -> bool:
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        weekday = day.weekday() < _SATURDAY
        year = self.years.get(day.year)
        if year is None:
            statutory = (day.month, day.day) in self.every_year or day in self.lunar
            return weekday and not statutory
        return day in year.work or (weekday and day not in year.rest)

    def add_working_days(self, start: date, n: int) -> DueDate:
        """The n-th working day after start; start itself does not count. n >= 1."""
        if n < 1:
            raise ValueError(f"n is {n}, must be at least 1")
        day, left, provisional = start, n, False
        while left:
            day += _DAY
            provisional |= not self.is_published(day.year)
            left -= self.is_working_day(day)
        return DueDate(day, provisional)


def _span(text: str) -> Iterator[date]:
    first, _, last = text.partition("..")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += _DAY


def _days(items: Iterable[Any]) -> frozenset[date]:
    return frozenset(day for item in items for day in _span(str(item)))


def parse_calendar(text: str) -> WorkCalendar:
    """From the YAML of data/holidays.yaml. Raises DataError for anything else."""
    try:
        data = yaml.safe_load(text)
        statutory = data["statutory"]
        return WorkCalendar(
            years={
                int(number): Year(_days(year["rest"]), _days(year["work"]))
                for number, year in data["years"].items()
            },
            every_year=frozenset(
                (int(item[:2]), int(item[3:])) for item in statutory["every_year"]
            ),
            lunar=_days(item for days in statutory["by_year"].values() for item in days),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as e:
        raise DataError(f"the holiday table cannot be read ({e}); see data/holidays.yaml") from None


@cache
def builtin_calendar() -> WorkCalendar:
    """The calendar that ships with the program."""
    return parse_calendar(files("tickets").joinpath("data/holidays.yaml").read_text("utf-8"))


def add_working_days(start: date, n: int) -> DueDate:
    """As `WorkCalendar.add_working_days`, on the built-in calendar."""
    return builtin_calendar().add_working_days(start, n)
