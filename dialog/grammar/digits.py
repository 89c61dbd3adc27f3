"""Numbers dictated digit by digit, with corrections. [P]"""

import re

_SPOKEN = dict(zip("零一二三四五六七八九", "0123456789", strict=True)) | {
    "〇": "0", "洞": "0", "动": "0", "圆": "0", "幺": "1", "要": "1", "腰": "1", "妖": "1",
    "么": "1", "两": "2", "俩": "2", "拐": "7", "勾": "9", "壹": "1", "贰": "2", "叁": "3",
    "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9",
}  # fmt: skip

_CORRECTION = re.compile(r"不对|不是|错了|说错|哦不|更正|应该是")
_REPEATED = re.compile(r"([三四五六3-6])个([零一二三四五六七八九0-9幺洞])")
_COUNT = {"三": 3, "四": 4, "五": 5, "六": 6, "3": 3, "4": 4, "5": 5, "6": 6}

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}[2-8]\d{6,7}|[2-8]\d{7}")


def digits(text: str) -> str:
    """The digits said in a text, "" where there are none.

    "幺三八，洞洞幺三" gives "1380013". After "不对" the new digits replace as many at the end:
    "一三五不对是三八" gives "138"; a whole number replaces the whole.
    """
    first, *corrections = _CORRECTION.split(_spread(text))
    number = _plain(first)
    for part in corrections:
        number = _replace_tail(number, _plain(part))
    return _last_mobile(number)


def corrected(number: str, text: str) -> str:
    """A number that was read back, with the caller's correction of it.

    "不对，尾号是三八零零" replaces the end; "不是八零是八八" replaces where the wrong digits stand.
    """
    swap = re.search(r"不是([^是]+?)[，,\s]*是(.+)", text)
    if swap:
        wrong, right = _plain(_spread(swap[1])), _plain(_spread(swap[2]))
        if wrong and right and wrong in number and not is_phone(right):
            before, _, after = number.rpartition(wrong)
            return before + right + after
    return _replace_tail(number, digits(text))


def _last_mobile(number: str) -> str:
    """Of two whole numbers in one breath ("不是139…，是138…") the second counts."""
    last = number[-11:]
    return last if len(number) >= 22 and MOBILE.fullmatch(last) else number


def _spread(text: str) -> str:
    return _REPEATED.sub(lambda m: m[2] * _COUNT[m[1]], text)


def _plain(text: str) -> str:
    return "".join(c if c in "0123456789" else _SPOKEN.get(c, "") for c in text)


def _replace_tail(number: str, tail: str) -> str:
    if is_phone(tail) or len(tail) >= len(number):
        return tail
    return number[: len(number) - len(tail)] + tail if tail else number


def is_phone(number: str) -> bool:
    """Whether digits are a whole Chinese mobile or landline number."""
    return bool(MOBILE.fullmatch(number) or LANDLINE.fullmatch(number))


def groups(number: str) -> tuple[str, ...]:
    """The number in the groups it is read in: 3-4-4 for mobiles, else fours from the left."""
    if MOBILE.fullmatch(number):
        return number[:3], number[3:7], number[7:]
    return tuple(number[i : i + 4] for i in range(0, len(number), 4))
