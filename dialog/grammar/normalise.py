"""Numbers, dates, times and amounts as a clerk writes them, from what was said. [P]

A table of (pattern, writing) applied in order, the narrow before the wide. A numeral is touched
only where something beside it says that it counts or names a number; set phrases (一下) are
therefore left alone, and those that would be caught all the same are listed.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from re import Match

from dialog.grammar.numerals import decimal, number, spelt

_D = "[零〇一二三四五六七八九幺]"
_N = "[零一二两三四五六七八九十百千万亿]+"
_DECIMAL = rf"{_N}(?:点[零一二三四五六七八九]+)?"
_NO_NUMBER_BEFORE = "(?<![零〇一二两三四五六七八九十百千万亿几数点第])"

_SET = re.compile(
    "七零八落|一五一十|十年如一日|十天半个月|十天半月|一千个一万个|十万八千里|十个指头"
    "|(?<![零一二三四五六七八九点])十分(?!钟|贝)"
)
_KEPT = "\ue000"
"""Stands for a set phrase while the rules are applied."""

_AFTERNOON = ("下午", "晚上", "傍晚", "夜里", "今晚", "昨晚", "明晚", "前晚")
_EVENING_FROM = {"下午": 1}
"""Hours from which a part of the day is on the clock of 24: 晚上一点 is past midnight."""
_PARTS = "|".join((*_AFTERNOON, "凌晨", "早上", "早晨", "上午", "中午", "半夜", "深夜"))

_EXACT = "公里|千米|平方米|平方|平米|立方米|立方|米|公斤|千克|斤|吨|小时|分钟|岁|度|伏|瓦|分贝"
_COUNTED = "个|次|天|年|户|人|名|位|辆|台|盏|件|家|棵|遍|层|周|里|张|条|只|亩|桌"
_ROOMS = "栋|幢|单元|号楼|楼|号线|号|室|组|弄"


def written(text: str) -> str:
    """The text with its numbers in digits: "三百五十块五" → "350.5元"."""
    return _applied(_RULES, text)


def written_address(text: str) -> str:
    """A place with the numbers of its houses in digits: "五栋二单元八零二" → "5栋2单元802". Names
    that only look like quantities (四公里, a crossroads) stay names."""
    return _applied(_ADDRESS_RULES, text)


def _applied(rules: "Iterable[_Rule]", text: str) -> str:
    kept = _SET.findall(text)
    changed = _SET.sub(_KEPT, text)
    for pattern, writing in rules:
        changed = re.sub(pattern, writing, changed)
    for phrase in kept:
        changed = changed.replace(_KEPT, phrase, 1)
    return changed


def _digits(match: Match[str]) -> str:
    return spelt(match[0])


def _date(match: Match[str]) -> str:
    """Year, month, day; what is no day of a calendar stays as it was."""
    year, month, day = match["year"], number(match["month"]), match["day"]
    if month is None or not 1 <= month <= 12:
        return match[0]
    said = f"{spelt(year)}年" if year else ""
    if day is None:
        return f"{said}{month}月"
    of_month = number(day)
    if of_month is None or not 1 <= of_month <= 31:
        return match[0]
    return f"{said}{month}月{of_month}日"


def _time(match: Match[str]) -> str:
    """With the part of the day on the clock of 24 hours, else as it was said."""
    part, hour = match["part"] or "", number(match["hour"])
    if hour is None or hour > 24:
        return match[0]
    minutes = _minutes(match)
    if minutes is None:
        return match[0]
    if not part:
        return f"{hour}:{minutes:02}" if match["minutes"] else f"{hour}点{match['rest'] or ''}"
    if part in _AFTERNOON and _EVENING_FROM.get(part, 5) <= hour < 12:
        day = part[0] if part[0] in "今昨明前" else ""
        return f"{day}{'天' if day else ''}{hour + 12}:{minutes:02}"
    return f"{part}{hour}:{minutes:02}"


def _minutes(match: Match[str]) -> int | None:
    if match["minutes"]:
        found = number(match["minutes"].removeprefix("零"))
        return found if found is not None and found < 60 else None
    return {"半": 30, "一刻": 15, "三刻": 45}.get(match["rest"] or "", 0)


def _money(match: Match[str]) -> str:
    """块 and 毛 become 元; a single 块 without 钱 behind it may be a piece of something."""
    whole, rest, unit, tail = match["whole"], match["rest"], match["unit"], match["tail"] or ""
    value = decimal(whole)
    if value is not None and match["wan"]:
        return f"{value}万元"
    if value is None or (unit == "块" and value < 10 and not rest and "钱" not in tail):
        return match[0]
    if rest:
        cents = spelt(rest[0])
        return f"{_plain(value)}.{cents}元"
    return f"{_plain(value)}元"


def _percent(match: Match[str]) -> str:
    if match[1] == "百":
        return "100%"
    value = decimal(match[1])
    return match[0] if value is None else f"{value}%"


def _counted(match: Match[str]) -> str:
    """Small counts (三天) are as easily read in characters."""
    value = decimal(match[1])
    if value is None or (value < 10 and match[2] not in _EXACT.split("|")):
        return match[0]
    return f"{_plain(value)}{match[2]}"


def _room(match: Match[str]) -> str:
    value = number(match[1])
    return match[0] if value is None else f"{value}{match[2]}"


def _plain(value: Decimal) -> str:
    """Round tens of thousands stay in 万."""
    if value >= 10_000 and value % 10_000 == 0:
        return f"{int(value) // 10_000}万"
    return str(value)


_HOUR, _MINUTES = "[一二两三四五六七八九十]{1,3}", "[零一二三四五六七八九十]{1,3}"
_DATE = (
    rf"(?:(?P<year>{_D}{{4}}|{_D}{{2}})年)?{_NO_NUMBER_BEFORE}"
    r"(?P<month>[一二三四五六七八九十]{1,2})月(?:(?P<day>[一二三四五六七八九十]{1,3})[日号])?"
)
_TIME_OF_DAY = (
    rf"(?P<part>{_PARTS})(?P<hour>{_HOUR})点(?!多)"
    rf"(?:(?P<rest>半|一刻|三刻|钟|整)|(?P<minutes>{_MINUTES})分?)?"
)
_CLOCK = (
    rf"(?P<part>){_NO_NUMBER_BEFORE}(?P<hour>{_HOUR})点"
    rf"(?:(?P<rest>半|钟)|(?P<minutes>{_MINUTES})分)"
)
_MONEY = (
    rf"{_NO_NUMBER_BEFORE}(?P<whole>{_DECIMAL})(?P<wan>万)?(?P<unit>块|元)"
    r"(?P<rest>[一二三四五六七八九](?:毛|角)?(?![十百千万个]))?(?P<tail>钱)?"
)

_Rule = tuple[str, Callable[[Match[str]], str]]
_ADDRESS_RULES: tuple[_Rule, ...] = (
    (rf"{_NO_NUMBER_BEFORE}({_N})({_ROOMS})(?!召|称|角)", _room),
    (rf"(?<=[栋幢元楼])({_D}{{3,4}})(?!{_D})(?:室)?", lambda match: spelt(match[1])),
    (rf"{_D}{{5,}}", _digits),
    (rf"(?={_D}*[零〇幺]){_D}{{3,}}", _digits),
)
_RULES: tuple[_Rule, ...] = (
    (_DATE, _date),
    (rf"{_D}{{4}}(?=年)", _digits),
    (_TIME_OF_DAY, _time),
    (_CLOCK, _time),
    (rf"百分之(百|{_DECIMAL})(?![几多来])", _percent),
    (_MONEY, _money),
    *_ADDRESS_RULES,
    (rf"{_NO_NUMBER_BEFORE}({_DECIMAL})({_EXACT}|{_COUNTED})", _counted),
)
