"""Chinese numerals to numbers, strictly: what is no single exact number is None. [P]"""

import re
from decimal import Decimal

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "幺": 1, "两": 2, "俩": 2,
}  # fmt: skip
_PLACES = {"十": 10, "百": 100, "千": 1000}
_ONE = "[一二两三四五六七八九]"
_BELOW_TEN_THOUSAND = re.compile(
    rf"(?:({_ONE})千)?(?:(零)?({_ONE})百)?(?:(零)?({_ONE})?十)?(?:(零)?({_ONE}))?"
)
_SCALES = (("亿", 100_000_000), ("万", 10_000))


def number(text: str) -> int | None:
    """Of a whole number ("三百五十", "三百五", "两万零五"); None for runs of digits ("三五"), for
    approximations ("三四十") and for what is no number."""
    total, rest, unit = 0, text, 0
    for scale, size in _SCALES:
        before, found, after = rest.partition(scale)
        if not found:
            continue
        value = _section(before)
        if not value or (unit and value >= unit // size):
            return None
        total, rest, unit = total + value * size, after, size
    if unit and len(rest) == 1 and rest in DIGITS and DIGITS[rest]:
        return total + DIGITS[rest] * unit // 10  # 两万五
    if not rest:
        return total if unit else None
    last = _section(rest.removeprefix("零") if unit else rest)
    return None if last is None else total + last


def _section(text: str) -> int | None:
    """Of a number below ten thousand."""
    if text == "零":
        return 0
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if not text or text[0] == "零" or match is None:
        return None
    thousands, gap, hundreds, gap_tens, tens, gap_ones, ones = match.groups()
    colloquial = ones and len(text) > 1 and text[-2] in "百千"  # 三百五
    if (hundreds and thousands and gap) or (gap_tens and hundreds is None and not thousands):
        return None
    value = 1000 * DIGITS.get(thousands, 0) + 100 * DIGITS.get(hundreds, 0)
    if "十" in text:
        value += 10 * DIGITS.get(tens, 1)
    last = DIGITS.get(ones, 0)
    if colloquial:
        last *= _PLACES[text[-2]] // 10
    elif gap_ones is None and last and len(text) > 1 and text[-2] != "十":
        return None
    return value + last


def decimal(text: str) -> Decimal | None:
    """Of a number with or without a fraction ("三点五")."""
    whole, point, fraction = text.partition("点")
    value = number(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not fraction or not all(digit in DIGITS for digit in fraction):
        return None
    return Decimal(f"{value}.{spelt(fraction)}")


def spelt(run: str) -> str:
    """A run of digits: "幺三八零" → "1380"."""
    return "".join(str(DIGITS[digit]) for digit in run)
