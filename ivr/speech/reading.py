"""Written Mandarin to what is said: numbers, dates, times, codes, letters, signs. Pure.

`spoken_form` is a table of (pattern, reading) applied in order, the narrow before the wide: what
one rule has put into characters no later rule sees. It leaves plain Chinese as it is, so applying
it twice is the same as once.
"""

import re
from collections.abc import Callable
from re import Match

from ivr.speech.letters import SIGNS, WORDS, spelled
from ivr.speech.numerals import code, digit_by_digit
from ivr.speech.reading_amounts import AMOUNT_RULES
from ivr.speech.reading_codes import CODE_RULES, digit_pieces, ticket_number_pieces
from ivr.speech.reading_dates import DATE_RULES

__all__ = ["digit_pieces", "spoken_form", "ticket_number_pieces"]

Reading = Callable[[Match[str]], str] | str


def spoken_form(text: str) -> str:
    """The text as a person would read it aloud: only characters and punctuation are left."""
    spoken = text.translate(_HALF_WIDTH)
    for pattern, reading in _RULES:
        spoken = pattern.sub(reading, spoken)
    return spoken.strip()


def _letters_and_digits(match: Match[str]) -> str:
    letters, digits = match.groups()
    return spelled(letters) + (code(digits) if len(digits) > 2 else digit_by_digit(digits))


def _latin(match: Match[str]) -> str:
    """A known word whole or by the parts that dashes make; else letter by letter."""
    word = match.group().upper()
    parts = [word] if word in WORDS else word.split("-")
    return "".join(WORDS.get(part) or spelled(part) for part in parts)


def _sign(match: Match[str]) -> str:
    """A sign by its name; what has none is not spoken."""
    return SIGNS.get(match.group(), "")


_HALF_WIDTH = {
    **{
        wide: wide - 0xFEE0
        for wide in (
            *range(ord("０"), ord("９") + 1),
            *range(ord("Ａ"), ord("Ｚ") + 1),
            *range(ord("ａ"), ord("ｚ") + 1),
            *map(ord, "％．－／＋＝＃＆＠"),
        )
    },
    ord("○"): "零",
    ord("〇"): "零",
}

_SPOKEN_NUMERAL = "零一二三四五六七八九十百千万亿两点年月日号时分元周幺天度楼层号室级岁条"

_SIGN_RULES: tuple[tuple[str, Reading], ...] = (
    (r"(?<![A-Za-z])[Nn][Oo]\.?\s*(?=\d)|№\s*", "编号"),
    (r"#(?=[楼栋幢单])", "号"),
)

_LATIN_RULES: tuple[tuple[str, Reading], ...] = (
    (r"(?<=[A-Za-z])\.(?=[A-Za-z0-9])|(?<=[0-9])\.(?=[A-Za-z])", "点"),
    (r"(?<![A-Za-z])([A-Za-z]{1,3})-?(\d+)(?!\d|\.\d)", _letters_and_digits),
)

_LAST_RULES: tuple[tuple[str, Reading], ...] = (
    (r"[A-Za-z]+(?:-[A-Za-z]+)*", _latin),
    (r"(?<=[元块角米里吨度次升克])/(?=[一-鿿])", "每"),
    (r"/+", "，"),
    (r"[^\w\s，。、；：！？“”‘’（）《》…—–−~～,.;:!?()-]|_", _sign),
    (r"[^\S\n]+", " "),
    (rf"(?<=[{_SPOKEN_NUMERAL}])\s*[-–−~～—]\s*(?=[{_SPOKEN_NUMERAL}第])", "到"),
    (r"[-–−~～]+", "，"),
)


_RULES = tuple(
    (re.compile(pattern), reading)
    for rules in (_SIGN_RULES, DATE_RULES, CODE_RULES, _LATIN_RULES, AMOUNT_RULES, _LAST_RULES)
    for pattern, reading in rules
)
