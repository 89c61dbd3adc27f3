"""How numbers with a value are read: money, shares, ranges, measures, counts. Pure tables."""

import re
from re import Match

from ivr.speech.letters import UNITS
from ivr.speech.numerals import TWO_AS_LIANG, cardinal, counted, digit_by_digit

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_START = r"(?<![\d.])"
_DASH = r"\s*[-–—−~～至到]\s*"
_LIANG = "|".join(sorted(TWO_AS_LIANG, key=len, reverse=True))
_UNITS = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SHARES = {"%": "百分之", "‰": "千分之"}


def _share(match: Match[str]) -> str:
    first, last, sign = match.groups()
    return _SHARES[sign] + cardinal(first) + ("到" + cardinal(last) if last else "")


def _range(match: Match[str]) -> str:
    """A falling "range" is none: 12-3号 is house 12-3."""
    first, last, counter = match[1], match[2], match[3] or ""
    falling = float(first.replace(",", "")) > float(last.replace(",", ""))
    between = "杠" if falling else "到"
    return counted(first, counter) + between + counted(last, counter) + counter


def _fraction(match: Match[str]) -> str:
    top, bottom = match[1], match[2]
    if 0 < int(top) < int(bottom):
        return cardinal(bottom) + "分之" + cardinal(top)
    return cardinal(top) + "，" + cardinal(bottom)


def _measure(match: Match[str]) -> str:
    name = UNITS[match[2]]
    return counted(match[1], name) + name


def _sum(match: Match[str]) -> str:
    """¥3,500.5万 → 三千五百点五万元."""
    return counted(match[1], "元") + (match[2] or "") + "元"


AMOUNT_RULES = (
    (rf"{_START}({_NUMBER})[%‰]?(?:{_DASH}({_NUMBER}))?([%‰])", _share),
    (rf"[¥￥]\s*({_NUMBER})(万|亿)?元?", _sum),
    (
        rf"(?<![\d.])(-)?({_NUMBER})\s*(?:℃|°C)",
        lambda m: ("零下" if m[1] else "") + cardinal(m[2]) + "摄氏度",
    ),
    (rf"{_START}(\d+)/(\d+)(?![\d/])", _fraction),
    (
        rf"{_START}(\d+)\s*[×xX*]\s*(\d+)",
        lambda m: cardinal(m[1]) + "乘" + cardinal(m[2]),
    ),
    (rf"{_START}(\d+)[:：](\d+)", lambda m: cardinal(m[1]) + "比" + cardinal(m[2])),
    (rf"第\s*(\d+){_DASH}(\d+)", lambda m: "第" + cardinal(m[1]) + "到" + cardinal(m[2])),
    (r"第\s*(\d+)", lambda m: "第" + cardinal(m[1])),
    (rf"{_START}({_NUMBER}){_DASH}({_NUMBER})({_LIANG})?", _range),
    (rf"{_START}({_NUMBER})\s*({_UNITS})(?![A-Za-z])", _measure),
    # An order, not a count: 2年级, 2单元.
    (rf"{_START}2(?=年级|条路|号|月|日|楼)", "二"),
    (rf"{_START}({_NUMBER})\s*({_LIANG})", lambda m: counted(m[1], m[2]) + m[2]),
    (rf"(?<![\w.])-({_NUMBER})", lambda m: "负" + cardinal(m[1])),
    # Versions and outline numbers: 1.2.3.
    (r"(?<![\d.])\d+(?:\.\d+){2,}", lambda m: "点".join(map(digit_by_digit, m[0].split(".")))),
    (_NUMBER, lambda m: cardinal(m[0])),
)
