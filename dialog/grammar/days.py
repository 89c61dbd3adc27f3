"""Days, weeks and months as they are said, against a day known as today. [P]

A table of (pattern, reading), the narrow before the wide. A reading gives None where the words fit
no day or more than one: then they stay words.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from dialog.grammar.clocks import NUMBER, count, words
from dialog.grammar.numerals import DIGITS
from dialog.grammar.spans import Days, month_of, one, safe, shifted, span, written

Reading = Callable[[Match[str], date, bool], Days | None]
_WEEK = "一二三四五六日"
_Y = r"(?:(?P<year>(?:20|二[零〇])[\d零〇一二三四五六七八九]{2}年|今年|去年|前年|明年))?的?"
HOUSE = "[楼线院栋门们机公馆店附副桥桌窗坑井塔库铺摊洞]|出?口|电梯|通道|检票|站台|车[间厢库位]|地块"
"""Behind 号: a house or a thing with a number, and no day."""
_D = rf"(?:日|号(?!{HOUSE}))"
_MONTH = r"(?<![\d一二三四五六七八九十])(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月"
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}


def _away(which: str | None) -> int:
    """Weeks or months: 上上 is -2, 下 is 1, as often as it is said."""
    said = which or ""
    return said.count("下") - said.count("上")


def _said_year(found: Match[str], today: date) -> int | None:
    said = found["year"]
    if not said:
        return None
    if said in _YEARS:
        return today.year + _YEARS[said]
    return int("".join(c if c.isdigit() and c.isascii() else str(DIGITS[c]) for c in said[:4]))


def _nearest(month: int, day: int, today: date, ahead: bool) -> date | None:
    """The day of a month without its year: this year's, if it lies where it must."""
    this = safe(today.year, month, day)
    if this is None or (this >= today) == ahead or this == today:
        return this
    return safe(today.year + 1, month, day) if ahead else None


def _dated(found: Match[str], today: date, ahead: bool) -> Days | None:
    month, day, year = count(found["month"]), count(found["day"]), _said_year(found, today)
    if month is None or day is None:
        return None
    first = safe(year, month, day) if year else _nearest(month, day, today, ahead)
    if first is None:
        return None
    if not found["last"]:
        return one(first, today)
    other, last = count(found["other"] or found["month"]), count(found["last"])
    until = safe(first.year, other, last) if other and last else None
    return span(first, until, today) if until and until > first else None


def _in_year(found: Match[str], today: date, ahead: bool) -> Days | None:
    month, year = count(found["month"]), _said_year(found, today)
    if month is None:
        return None
    if year is None:
        year = today.year
        if (month < today.month) if ahead else (month > today.month):
            if not ahead:
                return None
            year += 1
    third = found["third"]
    whole = month_of(year, month, today)
    return _third(whole, third, today) if third else whole


_THIRDS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31),
           "末": (21, 31)}  # fmt: skip


def _third(month: Days, third: str, today: date) -> Days | None:
    if month.start is None or month.end is None:
        return None
    first, last = _THIRDS[third]
    start = month.start.replace(day=first)
    end = month.start.replace(day=min(last, month.end.day))
    return Days(start, end, month.written + third, month.written + third)


def _relative_month(found: Match[str], today: date, ahead: bool) -> Days | None:
    first = shifted(today, _away(found["which"]))
    if found["day"]:
        number = count(found["day"])
        day = safe(first.year, first.month, number) if number else None
        return one(day, today) if day else None
    whole = month_of(first.year, first.month, today)
    return _third(whole, found["third"], today) if found["third"] else whole


def _this_month(found: Match[str], today: date, ahead: bool) -> Days | None:
    """月初, 月底: of this month where they lie behind, or ahead, of today."""
    third = _third(month_of(today.year, today.month, today), found["third"], today)
    if third is None or third.start is None or third.end is None:
        return None
    return third if (third.end >= today if ahead else third.start <= today) else None


def _week(found: Match[str], today: date, ahead: bool) -> Days | None:
    which, day = found["which"], found["day"]
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_away(which))
    if day == "末":
        if not which and not ahead:
            return None
        return span(monday + timedelta(days=5), monday + timedelta(days=6), today)
    if day:
        meant = monday + timedelta(days=_WEEK.index(day))
        if not which and ahead:
            return one(meant if meant >= today else meant + timedelta(weeks=1), today)
        if which == "这" and meant > today and not ahead:
            return Days(None, None, found[0], found[0])
        return one(meant, today) if which or meant < today else None
    if not which or which == "这":
        return None
    return span(monday, monday + timedelta(days=6), today, f"{written(monday, today)}当周")


def _offset(found: Match[str], today: date, ahead: bool) -> Days | None:
    return one(today + timedelta(days=words()["days"][found[0]]), today)


def _just_now(found: Match[str], today: date, ahead: bool) -> Days | None:
    return Days(today, today, f"{written(today, today)}刚才", written(today, today))


def _ago(found: Match[str], today: date, ahead: bool) -> Days | None:
    """三天前 is a day; what is longer ago is about so."""
    unit, half = found["unit"], found["count"] == "半"
    amount = 0 if half else count(found["count"])
    if amount is None:
        return None
    if unit in ("年", "月"):
        if half and unit == "月":
            return _about(today - timedelta(days=15), today)
        months = amount * (12 if unit == "年" else 1) + (6 if half else 0)
        first = shifted(today, -months)
        month = month_of(first.year, first.month, today)
        return Days(month.start, month.end, f"约{month.written}", f"约{month.written}", vague=True)
    day = today - timedelta(days=amount * (7 if unit == "周" else 1))
    return one(day, today) if unit == "天" else _about(day, today)


def _about(day: date, today: date) -> Days:
    text = f"约{written(day, today)}"
    return Days(day, day, text, text, vague=True)


def _after(found: Match[str], today: date, ahead: bool) -> Days | None:
    """过两天, 三天以后: only of what is to come."""
    amount = 2 if found["count"] == "几" else count(found["count"])
    if not ahead or amount is None:
        return None
    return one(today + timedelta(days=amount * (7 if found["unit"] == "周" else 1)), today)


def _whole_year(found: Match[str], today: date, ahead: bool) -> Days | None:
    year, part = _said_year(found, today), found["part"] or ""
    if year is None:
        return None
    return Days(date(year, 1, 1), date(year, 12, 31), f"{year}年{part}", f"{year}年{part}")


def _day_of_month(found: Match[str], today: date, ahead: bool) -> Days | None:
    number = count(found["day"])
    day = safe(today.year, today.month, number) if number else None
    if day is not None and (day >= today if ahead else day <= today):
        return one(day, today)
    if not ahead or number is None:
        return None
    first = shifted(today, 1)
    later = safe(first.year, first.month, number)
    return one(later, today) if later else None


def _days_of_month(found: Match[str], today: date, ahead: bool) -> Days | None:
    """十二号到十四号, of one month."""
    first, last = _day_of_month(found, today, ahead), count(found["last"])
    if first is None or first.start is None or last is None:
        return None
    until = safe(first.start.year, first.start.month, last)
    return span(first.start, until, today) if until and until > first.start else None


_SOLAR = {"元旦": ((1, 1), (1, 1)), "五一": ((5, 1), (5, 5)), "国庆": ((10, 1), (10, 7))}


def _festival(found: Match[str], today: date, ahead: bool) -> Days | None:
    """The words stay; those of the sun's calendar have days as well."""
    name = found["name"]
    said = {"五一": "五一假期", "元旦": "元旦期间", "国庆": "国庆节期间"}.get(
        name, f"{name.replace('过年', '春节')}期间"
    )
    if name not in _SOLAR:
        return Days(None, None, said)
    (month, day), (last_month, last_day) = _SOLAR[name]
    first = date(today.year, month, day)
    if (first < today) == ahead:
        return Days(None, None, said)
    return Days(first, date(today.year, last_month, last_day), said, said)


def _words(found: Match[str], today: date, ahead: bool) -> Days | None:
    return Days(None, None, found[0], found[0])


def _lately(found: Match[str], today: date, ahead: bool) -> Days | None:
    said = found[0]
    few = {"两": "近两天", "几": "近几天", "些": "近几天"}
    text = next((text for sign, text in few.items() if sign in said), "近期")
    if found["span"]:
        text = "近" + found["span"].replace("周", "星期")
    return Days(None, None, text, text)


_FEAST = "国庆|元旦|五一|劳动|春节|过年|中秋|端午|清明"
_RUN = "一二三四五六七八九十"
_NO_HOUSE = rf"(?<![\d{_RUN}百千零〇附副路街巷弄道村苑园楼栋元月])"
_THIRD = "(?P<third>初|上旬|中旬|下旬|底|末)"
READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (rf"{_Y}{_MONTH}(?P<day>{NUMBER}){_D}?[到至-](?:(?P<other>{NUMBER})月)?"
         rf"(?P<last>{NUMBER}){_D}", _dated),
        (rf"{_Y}{_MONTH}(?P<day>{NUMBER}){_D}(?P<last>)(?P<other>)", _dated),
        (rf"(?P<which>上{{1,4}}|这|本|下{{1,2}})一?个?月(?:的?(?P<day>{NUMBER}){_D}|{_THIRD})?",
         _relative_month),
        (r"(?<![个年])月(?P<third>初|底|末|中旬)", _this_month),
        ("大前天|大后天|前天|昨天|(?:(?<!到)今天|今天(?![都还也]))|明天|后天", _offset),
        (r"(?P<which>上{1,4}|下{1,2}|这)?周(?P<day>[一二三四五六日末])(?![\d围岁转年直般样些])",
         _week),
        (r"(?P<which>上{1,4}|下{1,2}|这)周(?P<day>)", _week),
        (r"刚才|刚刚|方才|将将才|头先|啱啱", _just_now),
        (rf"{_Y}{_MONTH}份?{_THIRD}?(?![路街巷\d{_RUN}])", _in_year),
        (rf"(?P<count>{NUMBER}|半)个?(?P<unit>天|周|月|年)(?:以|之)?前", _ago),
        (rf"过?(?P<count>{NUMBER}|几)个?(?P<unit>天|周)(?:以|之)?后", _after),
        (r"过(?P<count>两|几|三)(?P<unit>天)", _after),
        (r"(?P<name>国庆|元旦|五一|春节|过年|中秋|端午|清明)(?:节|劳动节)?"
         r"(?:小?长假|假期|期间|那几天|那天|的时候|放假)(?![之以过]?后|[之以]?前)", _festival),
        (rf"(?:{_FEAST})节?(?:小?长假|假期|放假)?"
         r"(?:[之以过]?后(?![面天])|[之以]?前(?![面天几两]))", _words),
        (r"(?P<year>20\d\d年|二[零〇][零〇一二三四五六七八九]{2}年|去年|前年|明年)"
         r"(?P<part>[春夏秋冬][天季]|[热冷]天|年底|年初|[上下]半年)?", _whole_year),
        (r"(?P<year>今年)(?P<part>[春夏秋冬][天季]|[热冷]天|年初|上半年|(?=以来|开始))",
         _whole_year),
        (rf"(?:最近这?|近)(?P<span>(?:{NUMBER}|半)个?(?:天|周|月|年))(?![以之]?[前后])"
         r"|这[几两]天|这些天|这几日|最近|近来|近期|近段时间|这段时间|这阵子|这一?向|这程子|近排|呢排",
         _lately),
        (rf"(?:大年)?[初廿][{_RUN}]|腊月[{_RUN}廿]+|正月[{_RUN}]*|头天|前两天|前几天|前段时间|前阵子"
         rf"|(?:{NUMBER}|半)个?(?:小时|分钟)(?:以|之)?前|[春夏秋冬热冷]天(?!气)|[{_RUN}]+月[二三]?十几[号日]",
         _words),
        (rf"{_NO_HOUSE}(?P<day>{NUMBER}){_D}[到至-](?P<last>{NUMBER}){_D}", _days_of_month),
        (rf"{_NO_HOUSE}(?P<day>{NUMBER}){_D}(?![到至和跟、]{NUMBER}号(?:{HOUSE}))", _day_of_month),
        (r"周[一二三四五六日](?![\d围岁转年直般样些])", _words),
    )
)  # fmt: skip
"""Patterns over `standard` words."""


def find(text: str, today: date, ahead: bool = False) -> Days | None:
    """The days that a text of `standard` words names; the earliest of the narrowest.

    ahead: whether what is to come is spoken of, else what has been.
    """
    for pattern, reading in READINGS:
        for found in pattern.finditer(text):
            days = reading(found, today, ahead)
            if days is not None:
                return replace(days, at=found.start(), stop=found.end())
    return None
