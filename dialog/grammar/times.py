"""Times as they are said, and as a clerk writes them against the day of the call. [P]

Where the words name no date, or more than one, they are kept: a ticket never holds a wrong date.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from dialog.grammar import clocks, days
from dialog.grammar.appointments import Window as Window
from dialog.grammar.appointments import appointment as appointment
from dialog.grammar.clocks import Clock, count, standard
from dialog.grammar.spans import Days, before, written

_DAY = (
    r"(?:今天|昨天|大前天|前天|明天|大后天|后天|听日|聽日|寻日|昨晚黑|昨儿个?|前儿个?|今朝|今早|明早|今晚|明晚|昨晚|前晚|这几天|最近|上周|上个月|上星期|"
    r"这周|下周|下星期|(?:这|上|下)?(?:周|星期|礼拜)[一二三四五六日天末]|周末|"
    rf"[一二三四五六七八九十\d]+月[一二三四五六七八九十\d]+[日号]|(?<![\d一二三四五六七八九十百千零〇附副路街巷弄道村苑园楼栋元])(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})号(?!{days.HOUSE}))"
)
_PART = r"(?:早上|上午|中午|下午|晚上|傍晚|凌晨|半夜|夜里|深夜|天天|每天|每晚|晏昼|朝早)"
_CLOCK = r"(?:[一二三四五六七八九十两\d]+点(?:钟|半|多|以后|之后|[一二三四五六七八九十\d]+分)?)"
_LATER = (
    r"(?:[一二三四五六七八九十两几半\d]+个?(?:多)?(?:小时|钟头|分钟|天|周|星期|月|年)(?:后|以后|之后|了|前|以前)?|"
    r"(?:下班|饭后|吃完饭|开完会|散会|忙完|到家|回家)(?:以后|之后|后|了)?|晚点|晚些|迟点|等会儿?|等一下|等哈儿?|一会儿?|改天|回头|过几天|过两天)"
)
_TIME = re.compile(f"{_DAY}?{_PART}?{_CLOCK}(?:以后|之后|左右)?|{_DAY}{_PART}?|{_PART}|{_LATER}")


def time_said(text: str) -> str:
    """The first and longest stretch that names a time, "" where there is none."""
    found = [match.group() for match in _TIME.finditer(text)]
    return max(found, key=len, default="")


@dataclass(frozen=True)
class When:
    """Since when, or when, something happens.

    said: the caller's words. start and end: first and last day, None where no date is named;
    end is None where it goes on. part: of the day, "" where not said. ongoing: whether it goes on
    or comes again. written: for the ticket ("11月20日晚上", "11月15日起每天22时至次日2时").
    """

    said: str
    start: date | None
    end: date | None
    part: str
    ongoing: bool
    written: str


_UNIT = "(?:天|周|月|年|小时|分钟|晚上|夜)"
_AMOUNT = rf"(?:一个多|好几|大半|几|半|{clocks.NUMBER}|好多|多少)个?多?(?:半|来)?{_UNIT}多?"
_LASTING = re.compile(
    rf"(?P<long>(?<!第){_AMOUNT}|好久|很久|很长时间|好长时间)了(?!解)|(?<=[了过有])(?<![等排]了)(?P<span>{_AMOUNT})(?![前后以之内])"
)
_EXACT = re.compile(rf"(?P<count>{clocks.NUMBER})(?P<unit>天)")
_SINCE = re.compile("开始|以来|起(?![来床火诉])|一直到")
_UNTIL_NOW = re.compile("到现在|到今天(?![早上下凌中晚])|到如今|至今")
_NEAR = 8
"""Characters behind a day within which 开始 is of that day."""
_FROM = re.compile("(?:自从|打从|从|打|自)(?:大概|大约|差不多|就|我?记得是?|是|那个?|的)*$")
_DAILY = re.compile(
    "每天|天天|每日|日日|每一天|成天|每周末|每个周末|每晚|每夜|(?<=一)到(?=晚上|夜里|半夜)"
)
_ON_AND_ON = re.compile("一直|老是|总是|经常|长期|始终")


def resolved(text: str, today: date) -> When | None:
    """When what a text tells of took place, None where no time is named."""
    plain = standard(re.sub(r"[，,。！？\s]", "", text))
    day = days.find(plain, today)
    lasting = None if day else _LASTING.search(plain)
    clock = _hour(plain, day) if day else clocks.find(_without_span(plain, lasting))
    daily = _daily(plain)
    if not (day or clock or lasting or daily):
        return None
    since = _since(plain, day) if day else ""
    start, end = (day.start, day.end) if day else (None, None)
    first = (day.since if since and day.since else day.written) if day else ""
    hour = clock.written if clock else ""
    told = (first, since, daily, hour) if daily else (first, hour, since)
    ongoing = bool(
        since or daily or lasting or (day and day.start is None and _ongoing(plain, day))
    )
    return When(
        said=_span(plain, day, clock) or time_said(text) or (lasting[0] if lasting else daily),
        start=start,
        end=None if since else end,
        part=clock.part if clock else "",
        ongoing=ongoing,
        written=_joined((_lasted(lasting, today) if lasting else "", *told)),
    )


def _hour(text: str, day: Days) -> Clock | None:
    """The hour beside the day before any other."""
    beside = clocks.find(text[day.stop :])
    if beside and beside.at == 0:
        return replace(beside, at=day.stop, end=day.stop + beside.end)
    return clocks.find(_without(text, day))


def _joined(told: tuple[str, ...]) -> str:
    return "".join(told).replace("每天晚上晚上", "每天晚上")


def _daily(text: str) -> str:
    found = _DAILY.search(text)
    if not found:
        return ""
    return (
        "每个周末" if "周末" in found[0] else "每天晚上" if found[0] in ("每晚", "每夜") else "每天"
    )


def _without(text: str, day: Days) -> str:
    return text[: day.at] + "，" + text[day.stop :]


def _without_span(text: str, found: re.Match[str] | None) -> str:
    return text[: found.start()] + "，" + text[found.end() :] if found else text


def _since(text: str, day: Days) -> str:
    """起 or 以来 where it goes on from that day, else ""."""
    after = text[day.stop :]
    if after.startswith("以来"):
        return "以来"
    begun = _FROM.search(text[: day.at]) or _SINCE.search(after[:_NEAR])
    return "起" if begun or _UNTIL_NOW.search(after) else ""


def _ongoing(text: str, day: Days) -> bool:
    return day.written.startswith("近") or _ON_AND_ON.search(text) is not None


def _lasted(found: re.Match[str], today: date) -> str:
    """ "持续三天（约11月15日起）": a count of days is a date, give or take one."""
    said = found["long"] or found["span"]
    exact = _EXACT.fullmatch(said)
    amount = count(exact["count"]) if exact else None
    if amount is None:
        return f"持续{said.replace('周', '星期')}"
    return f"持续{said}（约{written(before(today, amount), today)}起）"


def _span(text: str, day: Days | None, clock: Clock | None) -> str:
    """The words of the day, with those of the hour where they stand beside them."""
    if day is None:
        return ""
    said = text[day.at : day.stop]
    return said + clock.part if clock and text.startswith(clock.part, day.stop) else said
