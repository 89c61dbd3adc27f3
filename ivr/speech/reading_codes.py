"""How numbers without a value are read: telephones, tickets, plates, hotlines. Pure tables."""

import re
from re import Match

from ivr.speech.letters import LETTERS
from ivr.speech.numerals import TWO_AS_LIANG, code, digit_by_digit, groups

PAUSE = "，"

_OTHER_COUNTERS = "月 日 号 楼 层 级 届 期 单元 室 栋 幢 时 分 度 班 页 折 多 余 几 百"
_COUNTERS = "|".join(
    sorted(
        TWO_AS_LIANG.union(_OTHER_COUNTERS.split()),
        key=len,
        reverse=True,
    )
)
_ALONE = rf"(?!\d|[.,:：]\d|\s*(?:{_COUNTERS}|[%‰℃-]))"
"""What follows is neither more of the number nor something that it counts."""

_START = r"(?<![\d.A-Za-z])"

_NAMED = (
    "工单号|工单|单号|编号|查询码|验证码|尾号|号码|"
    "电话|手机|代码|邮编|热线|分机|账号|卡号|工号|案号"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def digit_pieces(number: str) -> tuple[str, ...]:
    """A telephone number, query code or other string of digits and letters in spoken groups.

    Everything else in it (blanks, dashes) is passed over; nothing to say gives no pieces.
    """
    symbols = "".join(re.findall(r"[0-9A-Za-z]", number))
    pieces = []
    for length in groups(len(symbols)) if symbols else ():
        pieces.append(symbols_read(symbols[:length]) + PAUSE)
        symbols = symbols[length:]
    return (*pieces[:-1], *(piece.removesuffix(PAUSE) for piece in pieces[-1:]))


def ticket_number_pieces(number: str) -> tuple[str, ...]:
    """A ticket number (date, area, sequence, check digit) in groups for the ear.

    Each is spoken and cached by itself: the groups of date and area come back all day.
    """
    return digit_pieces(number)


def symbols_read(symbols: str) -> str:
    """One after the other: "A12X" → 诶幺二艾克斯."""
    return "".join(code(s) if s.isdigit() else LETTERS[s.upper()] for s in symbols)


def _grouped(match: Match[str]) -> str:
    return "".join(digit_pieces(match.group()))


def _landline(match: Match[str]) -> str:
    return PAUSE.join(
        "".join(digit_pieces(part)) for part in re.split(r"\D+", match.group()) if part
    )


def _named(match: Match[str]) -> str:
    return match[1] + "".join(digit_pieces(match[2]))


CODE_RULES = (
    (
        rf"{_START}(1\d\d)\*{{3,}}(\d{{4}})(?!\d)",
        lambda m: code(m[1]) + PAUSE + "尾号" + code(m[2]),
    ),
    (
        rf"([{_PROVINCES}])([A-Z])[·\s]?((?=[A-Z0-9]*\d)[A-Z0-9]{{5,6}})(?![A-Za-z0-9])",
        lambda m: m[1] + LETTERS[m[2]] + PAUSE + symbols_read(m[3]),
    ),
    # The number of a government paper: 〔2025〕66号.
    (r"[〔\[【]((?:19|20)\d\d)[〕\]】](?=第?\d)", lambda m: digit_by_digit(m[1]) + PAUSE),
    (rf"(?:\+|(?<!\d)00)86[-\s]?(1[3-9]\d{{9}}){_ALONE}", lambda m: "".join(digit_pieces(m[1]))),
    (rf"{_START}1[3-9]\d[-\s]?\d{{4}}[-\s]?\d{{4}}{_ALONE}", _grouped),
    (rf"{_START}(?:\(?0\d{{2,3}}\)?[-\s])\d{{7,8}}(?:-\d{{1,5}})?(?!\d)", _landline),
    (rf"{_START}[48]00-\d{{3,4}}-\d{{3,4}}(?!\d)", _landline),
    (rf"{_START}0\d{{9,11}}{_ALONE}", _grouped),
    (rf"((?:{_NAMED})(?:是|为)?[：:\s]?)((?=[A-Za-z]*\d)[A-Za-z0-9-]{{3,}})(?!\s*[元%个])", _named),
    (rf"{_START}\d{{17}}[\dXx](?![\dA-Za-z])", _grouped),
    (rf"{_START}\d{{7,}}{_ALONE}", _grouped),
    # Short numbers that everybody dials: 110, 12345, 95598, 10086.
    (
        rf"{_START}(?:11[0249]|12[02]|123\d\d|10000|100[01]\d|10[01]\d{{2}}|9[56]\d{{3,4}}|11185)"
        rf"{_ALONE}",
        lambda m: code(m[0]),
    ),
    # Rooms and bus routes of three digits and more.
    (rf"{_START}(\d{{3,5}})(?=室|房|路(?:公交|车)|次列车)", lambda m: code(m[1])),
    (rf"{_START}0\d+{_ALONE}", lambda m: code(m[0])),
)
