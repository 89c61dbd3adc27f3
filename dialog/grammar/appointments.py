"""When a citizen wants to be called: words → a window of time. [P]"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dialog.grammar import clocks, days
from dialog.grammar.clocks import Clock, count, part_hours, standard
from dialog.grammar.spans import Days


@dataclass(frozen=True)
class Window:
    """From when until when the citizen may be called; half open, in the zone of the moment it was
    said. exact: whether an hour was named, so that the start is meant to the minute."""

    start: datetime
    end: datetime
    exact: bool = False


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_DELAY = re.compile(
    rf"(?P<half>半个?(?P<half_unit>小时|点))|(?P<count>{clocks.NUMBER})(?:个?(?P<more>半)?小时|个?(?P<unit>分钟|分))"
)
_AGO = re.compile("以?前")
_VAGUE = (("晚点", 2, 4), ("等会", 0.5, 1.5), ("等哈", 0.5, 1.5))
_NOW = re.compile("大(?:晚上|半夜|清早|早上|中午|白天|周末|礼拜天|星期天)的")
"""Who says so is disturbed at that time, and does not wish for it."""
_AFTER_WORK = re.compile("下班")
_AFTER_MEAL = re.compile("饭后|吃完?饭|吃了饭")
_FROM = re.compile("^(?:以后|之后|过后|后)")
_UNTIL = re.compile("^(?:以前|之前|前)")
_EVENING, _NIGHT = 18, 23
_OFFICE = 8
"""An hour below it, said without a part of the day, is of the afternoon."""


def appointment(text: str, now: datetime) -> Window | None:
    """The time named for a later call; None where the words name none that can be kept ("改天").

    now: the moment at which it was said, local; the window begins then or later. Calling hours are
    not looked at here.
    """
    plain = _NOW.sub("", standard(re.sub(r"[，,。！？\s]", "", text)))
    day = days.find(plain, now.date(), ahead=True)
    if day is None and (delayed := _delayed(plain, now)):
        return delayed
    rest = plain[: day.at] + "，" + plain[day.stop :] if day else plain
    hours = _hours(rest, now)
    if hours is None:
        return _whole(day, now)
    start, end, exact = hours
    if day is None or day.start is None:
        return _next(start, end, now, exact)
    return _on(day, start, end, now, exact)


def _delayed(text: str, now: datetime) -> Window | None:
    """半小时以后, 等十分钟, 晚点."""
    if found := _DELAY.search(text):
        if _AGO.match(text, found.end()):
            return None
        start = now + _length(found)
        return Window(start, start + _HOUR, exact=True)
    for word, least, most in _VAGUE:
        if word in text:
            return Window(now + least * _HOUR, now + most * _HOUR)
    return None


def _length(found: re.Match[str]) -> timedelta:
    if found["half"]:
        return _HOUR / 2
    amount = count(found["count"]) or 0
    if found["unit"]:
        return timedelta(minutes=amount)
    return amount * _HOUR + (_HOUR / 2 if found["more"] else timedelta())


Hours = tuple[float, float, bool]
"""From and to which hour of a day, and whether an hour was named."""


def _hours(text: str, now: datetime) -> Hours | None:
    if _AFTER_WORK.search(text):
        return _EVENING, _NIGHT, False
    if _AFTER_MEAL.search(text):
        return (12.5, 14.5, False) if now.hour < 13 else (18.5, 20.5, False)
    clock = clocks.find(text)
    if clock is None:
        return None
    if clock.start is None:
        return *map(float, part_hours(clock.part)), False  # type: ignore[return-value]
    start = _turned(clock.start, clock)
    if clock.until is not None:
        until = _turned(clock.until, clock)
        return start, until if until > start else until + 12, True
    after = text[clock.end :]
    if _FROM.match(after):
        return start, _EVENING if start < _EVENING else _NIGHT, True
    if _UNTIL.match(after):
        return _begins(clock, start), start, False
    return start, start + 1, True


def _turned(hour: tuple[int, int], clock: Clock) -> float:
    early = not clock.part and hour[0] < _OFFICE
    return hour[0] + (12 if early else 0) + hour[1] / 60


def _begins(clock: Clock, before: float) -> float:
    """Where the part of the day begins in which an hour is the latest."""
    begin = part_hours(clock.part)[0] if clock.part else _OFFICE
    return float(min(begin, before))


def _whole(day: Days | None, now: datetime) -> Window | None:
    """All of a day, a week, a month."""
    if day is None or day.start is None or day.end is None:
        return None
    start = datetime.combine(day.start, time(0), now.tzinfo)
    end = datetime.combine(day.end, time(0), now.tzinfo) + _DAY
    return Window(max(start, now), end) if end > now else None


def _next(start: float, end: float, now: datetime, exact: bool) -> Window:
    """Today, or tomorrow where it is over."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    over = midnight + (start if exact else end) * _HOUR <= now
    first = midnight + _DAY if over else midnight
    return Window(max(first + start * _HOUR, now), first + end * _HOUR, exact)


def _on(day: Days, start: float, end: float, now: datetime, exact: bool) -> Window | None:
    if day.start is None:
        return None
    midnight = datetime.combine(day.start, time(0), now.tzinfo)
    window = Window(max(midnight + start * _HOUR, now), midnight + end * _HOUR, exact)
    return window if window.end > now else None
