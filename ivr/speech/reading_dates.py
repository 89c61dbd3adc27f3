"""How dates and times of day are read. Pure tables."""

from re import Match

from ivr.speech.numerals import cardinal, digit_by_digit

_START = r"(?<![\d.])"
_DASH = r"\s*[-–—−~～至到]\s*"
_YEAR = r"(?:19|20|21)\d\d"


def _date(match: Match[str]) -> str:
    """Year and day may be empty; what is no date stays as it is."""
    year, month, day = match["y"], match["m"], match["d"]
    if not 1 <= int(month) <= 12 or not 1 <= int(day or 1) <= 31:
        return match.group()
    spoken = digit_by_digit(year) + "年" if year else ""
    spoken += cardinal(str(int(month))) + "月"
    return spoken + (cardinal(str(int(day))) + "日" if day else "")


def _time(match: Match[str]) -> str:
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 24 or minute > 59 or second > 59:
        return match.group()
    spoken = ("两" if hour == 2 else cardinal(str(hour))) + "点"
    if minute or second:
        spoken += ("零" if minute < 10 else "") + (cardinal(str(minute)) if minute else "") + "分"
    return spoken + (cardinal(str(second)) + "秒" if second else "")


def _years(match: Match[str]) -> str:
    return digit_by_digit(match[1]) + match[2] + "到" + digit_by_digit(match[3])


DATE_RULES = (
    (
        rf"{_START}(?P<y>{_YEAR})\s*(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?![\d.]\d|\d)",
        _date,
    ),
    (
        rf"{_START}(?P<y>{_YEAR})\s*年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号]",
        _date,
    ),
    (rf"{_START}({_YEAR})(年?){_DASH}({_YEAR})(?=年)", _years),
    (rf"{_START}(?P<y>{_YEAR})[-/](?P<m>0[1-9]|1[0-2])(?P<d>)(?![\d.-])", _date),
    (rf"{_START}(1[4-9]\d\d|2[01]\d\d)\s*(?=年)", lambda m: digit_by_digit(m[1])),
    (rf"{_START}([5-9]0|00)(?=后|年代|末)", lambda m: digit_by_digit(m[1])),
    (rf"{_START}(\d{{1,2}})[:：](\d\d)(?:[:：](\d\d))?(?![\d.])", _time),
    # 11-21 is a day only where nothing is counted by it: 10-15天 is a range.
    (
        rf"{_START}(?P<y>)(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"
        r"(?=$|[\s，。；、！？,;!?）)]|[前后起止至到之])",
        _date,
    ),
)
