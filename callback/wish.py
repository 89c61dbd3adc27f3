"""When a citizen wants to be called [P]: "明天上午", "下午三点半", "半小时以后" → a moment."""

import re
from datetime import datetime, time, timedelta

_DAYS = {"大后天": 3, "后天": 2, "明天": 1, "明早": 1, "明晚": 1, "今天": 0, "今晚": 0}
"""Longer words first: 大后天 contains 后天."""

_PARTS = {
    "早上": time(9),
    "明早": time(9),
    "上午": time(9),
    "中午": time(12),
    "下午": time(14, 30),
    "傍晚": time(17, 30),
    "晚上": time(18, 30),
    "明晚": time(18, 30),
    "今晚": time(18, 30),
}
_AFTERNOON = ("下午", "傍晚", "晚上", "明晚", "今晚")

_DIGITS = {word: n for n, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)} | {
    "两": 2
}
_NUMBER = r"(\d{1,2}|十[一二]|[一二两三四五六七八九十])"
_CLOCK = re.compile(_NUMBER + r"[点时](?!间)(半|[一三]刻)?")
_HOURS = re.compile(_NUMBER + r"个?(半)?(?:小时|钟头)")
_MINUTES = re.compile(r"(\d{1,3}|[一二三四五]?十[一二三四五六七八九]?)分钟")
_WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _DIGITS:
        return _DIGITS[word]
    tens, _, ones = word.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _delay(text: str) -> timedelta | None:
    """半小时, 两个半小时, 二十分钟."""
    if "半小时" in text or "半个小时" in text or "半个钟头" in text:
        whole = _HOURS.search(text)
        return timedelta(hours=_number(whole.group(1)) if whole else 0, minutes=30)
    if hours := _HOURS.search(text):
        return timedelta(hours=_number(hours.group(1)))
    if minutes := _MINUTES.search(text):
        return timedelta(minutes=_number(minutes.group(1)))
    return None


def _day_offset(text: str, said_at: datetime) -> int | None:
    for word, days in _DAYS.items():
        if word in text:
            return days
    if weekday := _WEEKDAY.search(text):
        wanted = "一二三四五六日".index(weekday.group(2).replace("天", "日"))
        ahead = (wanted - said_at.weekday()) % 7
        if weekday.group(1):  # 下周: of the next calendar week
            return 7 - said_at.weekday() + wanted
        return ahead or 7
    return None


def _clock(text: str) -> time | None:
    part = next((word for word in _PARTS if word in text), "")
    if said := _CLOCK.search(text):
        hour = _number(said.group(1))
        # "三点" by itself, on a telephone in office hours, is the afternoon's.
        if hour < (12 if part in _AFTERNOON else 0 if part else 8):
            hour += 12
        return time(hour % 24, _QUARTERS.get(said.group(2) or "", 0))
    return _PARTS.get(part)


def wished(text: str, said_at: datetime) -> datetime | None:
    """The earliest moment that fits the words, None where they name none.

    said_at: aware, in the local zone; so is the result. Calling hours are not looked at here.
    """
    if (delay := _delay(text)) is not None:
        return said_at + delay
    offset, clock = _day_offset(text, said_at), _clock(text)
    if offset is None and clock is None:
        return None
    day = said_at.date() + timedelta(days=offset or 0)
    moment = datetime.combine(day, clock or time(0), said_at.tzinfo)
    if moment > said_at:
        return moment
    # 上午 said in the afternoon, without a day, means tomorrow's.
    return moment + timedelta(days=1) if offset is None else said_at
