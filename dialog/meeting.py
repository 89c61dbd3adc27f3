"""A time for another call, within calling hours: found in words, and said. [P]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dialog.grammar.times import appointment

Hours = Sequence[tuple[time, time]]
"""Calling hours of a day, local, in order; an end of 00:00 is the day's end."""

SOON = timedelta(minutes=30)
"""Who has no time is not called again sooner, unless they said when: 上午, said in the morning, is
later in the morning."""

_DAY = timedelta(days=1)
_DAYS = ("今天", "明天", "后天")
_PARTS = ((9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_NUMBERS = ("零", *"一两三四五六七八九十", "十一", "十二")
_MINUTES = {0: "", 15: "一刻", 30: "半", 45: "三刻"}


@dataclass(frozen=True)
class Meeting:
    """at: when to call, aware, within calling hours. exact: an hour is meant, not only a part of
    the day. as_wished: False where the citizen's time is outside calling hours and this is the
    nearest after it, which has to be agreed to."""

    at: datetime
    exact: bool
    as_wished: bool


def meeting(text: str, now: datetime, hours: Hours) -> Meeting | None:
    """When a citizen wants to be called; None where the words name no time. now: local, aware."""
    window = appointment(text, now)
    if window is None:
        return None
    start = window.start if window.exact else max(window.start, now + SOON)
    at = _open_from(start, hours)
    as_wished = at == start if window.exact else at < window.end
    return Meeting(at, window.exact or not as_wished, as_wished)


def _open_from(moment: datetime, hours: Hours) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in (midnight, midnight + _DAY):
        for start, end in hours:
            opens = max(moment, datetime.combine(day, start, moment.tzinfo))
            closes = day if end != time(0) else day + _DAY
            if opens < datetime.combine(closes, end, moment.tzinfo):
                return opens
    raise ValueError("calling hours are empty: give at least one pair of times")


def spoken(agreed: Meeting, now: datetime) -> str:
    """As it is read back: "明天上午", "今天下午三点半", "12月3日上午九点"."""
    at = agreed.at
    ahead = (at.date() - now.date()).days
    day = _DAYS[ahead] if ahead < len(_DAYS) else f"{at.month}月{at.day}日"
    part = next(name for until, name in _PARTS if at.hour < until)
    if not agreed.exact:
        return day + part
    hour = _NUMBERS[at.hour if at.hour <= 12 else at.hour - 12]
    return f"{day}{part}{hour}点{_MINUTES.get(at.minute, f'{at.minute}分')}"
