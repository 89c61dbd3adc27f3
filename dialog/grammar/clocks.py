"""Parts of the day and hours of the clock, as they are said. [P]"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dialog.grammar import numerals
from dialog.grammar.documents import document

NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_PART = "凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜"


def _one(name: str) -> str:
    """The pattern of a time whose groups begin with a name."""
    return (
        rf"(?P<{name}part>{_PART})?的?(?:大概|大约|差不多)?(?P<{name}hour>{NUMBER})(?:点(?P<{name}sharp>钟|整)?|时(?!间|候)|:|：)"
        rf"(?P<{name}rest>半|[一三]刻|{NUMBER}分|[二三四五]?十[一二三四五六七八九]?(?![多几个天年月块元])|零?[一二三四五六七八九]分|(?<=[:：])[0-5]\d)?"
        rf"(?P<{name}about>多|来|左右|过)?"
    )


_NO_POINTS = "(?!儿?(?:建议|意见|要求|问题|想法|希望|事|小|都|也|不|没|关系|水|用|声|办法))"
_RANGE = re.compile(
    f"{_one('a')}{_NO_POINTS}(?:到|至|-|~|—)(?:了?(?P<next>第二天|次日|转天|今天)的?)?" + _one("b")
)
_SINGLE = re.compile(_one("a") + _NO_POINTS)
_PART_ONLY = re.compile(_PART)
_AFTER = re.compile("[以之过]后")


@dataclass(frozen=True)
class Clock:
    """A part of the day, an hour, or a span of hours. Hours are 0 to 24, minutes with them; None
    where only the part was said. sure: whether the hour is of a known half of the day. at, end:
    where it stands in the text. after: from then on."""

    part: str
    start: tuple[int, int] | None
    until: tuple[int, int] | None
    about: bool
    sure: bool
    overnight: bool
    at: int
    end: int
    after: bool = False

    @property
    def written(self) -> str:
        """On the clock of 24 hours where the half of the day is known: "22时至次日2时"."""
        return self._hours + ("以后" if self.after else "")

    @property
    def _hours(self) -> str:
        if self.start is None:
            return self.part
        about = "许" if self.about else ""
        if not self.sure:
            return f"{_said(self.start)}{about}"
        night = self.part in ("半夜", "夜里", "凌晨", "晚上") and self.start[0] < _DAYBREAK
        lead = self.part if night else ""
        till = f"至{'次日' if self.overnight else ''}{_hour(self.until)}" if self.until else ""
        return f"{lead}{_hour(self.start)}{about}{till}"


_DAYBREAK = 5


def _hour(time: tuple[int, int]) -> str:
    return f"{time[0]}时" + (f"{time[1]}分" if time[1] else "")


def _said(time: tuple[int, int]) -> str:
    return f"{time[0]}点" + (f"{time[1]}分" if time[1] else "")


def words() -> dict[str, Any]:
    """The tables of `time_words.yaml`."""
    return document("time_words")


def part_hours(part: str) -> tuple[int, int]:
    """From and to which hour a part of the day lasts."""
    row = words()["parts"][part]
    return row["from"], row["to"]


@cache
def _standard() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(said), plain) for said, plain in words()["standard"])


def standard(text: str) -> str:
    """The text with the words of time of dialects in plain Mandarin."""
    for said, plain in _standard():
        text = said.sub(plain, text)
    return text


def count(numeral: str) -> int | None:
    """Of "12" or "十二"; None for what is no exact number."""
    return int(numeral) if numeral.isdigit() else numerals.number(numeral)


def find(text: str) -> Clock | None:
    """The first time of day in a text of `standard` words, None where there is none."""
    if found := _RANGE.search(text):
        clock = _range(found)
        if clock is not None:
            return clock
    for found in _SINGLE.finditer(text):
        if (time := _time(found, "a", found["apart"] or "")) is not None:
            part = found["apart"] or ""
            if not part and _little(found):
                continue
            sure = bool(part) or time[0] > 12
            about, after = bool(found["aabout"]), _AFTER.match(text, found.end()) is not None
            return Clock(part, time, None, about, sure, False, found.start(), found.end(), after)
    if part_found := _PART_ONLY.search(text):
        at, end = part_found.span()
        return Clock(part_found[0], None, None, False, True, False, at, end)
    return None


def _little(found: re.Match[str]) -> bool:
    """一点 by itself is more often a little than an hour."""
    more = found["asharp"] or found["arest"] or found["aabout"]
    return found["ahour"] == "一" and not more


def _range(found: re.Match[str]) -> Clock | None:
    part, other = found["apart"] or "", found["bpart"] or ""
    start = _time(found, "a", part)
    until = _time(found, "b", other or part)
    if start is None or until is None:
        return None
    overnight = bool(found["next"]) or until < start
    about = bool(found["aabout"])
    return Clock(part, start, until, about, bool(part), overnight, found.start(), found.end())


def _time(found: re.Match[str], name: str, part: str) -> tuple[int, int] | None:
    hour, rest = count(found[f"{name}hour"]), found[f"{name}rest"] or ""
    minute = {"": 0, "半": 30, "一刻": 15, "三刻": 45}.get(rest)
    if minute is None:
        minute = count(rest.removesuffix("分").removeprefix("零"))
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return _turned(hour, words()["parts"].get(part, {})), minute


def _turned(hour: int, part: Mapping[str, int]) -> int:
    """On the clock of 24 hours: 下午三点 is 15, 晚上十二点 is 24, 半夜一点 stays 1."""
    turn = part.get("turn")
    if turn is not None and turn <= hour < min(part.get("until", 12) + 1, 12):
        return hour + 12
    night = hour == 12 and turn is not None and turn >= _DAYBREAK
    return 24 if night else hour
