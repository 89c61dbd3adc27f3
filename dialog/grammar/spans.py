"""Days, and spans of days, as a clerk writes them. [P]"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Days:
    """Whole days. start and end: the first and the last, None where the words name no date;
    written: as a clerk writes them. since: how the beginning is written. at, stop: where the words
    stand. vague: about so."""

    start: date | None
    end: date | None
    written: str
    since: str = ""
    vague: bool = False
    at: int = 0
    stop: int = 0


def written(day: date, today: date) -> str:
    """ "11月3日", with the year where it is another."""
    return f"{_year(day.year, today)}{day.month}月{day.day}日"


def before(today: date, amount: int) -> date:
    """The day so many days ago."""
    return today - timedelta(days=amount)


def _year(year: int, today: date) -> str:
    return "" if year == today.year else f"{year}年"


def one(day: date, today: date) -> Days:
    """A single day."""
    return Days(day, day, written(day, today), written(day, today))


def span(start: date, end: date, today: date, since: str = "") -> Days:
    """From a day to another, the month named once where it is the same."""
    till = (
        f"{end.day}日"
        if (start.year, start.month) == (end.year, end.month)
        else written(end, today)
    )
    return Days(start, end, f"{written(start, today)}至{till}", since or written(start, today))


def month_of(year: int, month: int, today: date) -> Days:
    """A whole month."""
    first = date(year, month, 1)
    last = next_month(first) - timedelta(days=1)
    text = f"{_year(year, today)}{month}月"
    return Days(first, last, text, text)


def next_month(first: date) -> date:
    """The first day of the month after one, told its first day."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def shifted(today: date, months: int) -> date:
    """The first of the month that is so many months away."""
    years, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(years, month + 1, 1)


def safe(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
