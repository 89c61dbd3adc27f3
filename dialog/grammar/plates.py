"""Licence plates as they are dictated: 渝A12345, 渝AD88888. [P]

The name of the province may be written with another character of its sound, the letters as
recognisers write them (诶 for A), the digits as in any dictation. What is not of the length of a
plate is none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from dialog.grammar.digit_runs import Item, digit_of, items, repeated
from dialog.grammar.utterance import Utterance

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_HEARD_PROVINCES = dict(
    zip("于鱼余雨与穿粵月越户护苏京经桂", "渝渝渝渝渝川粤粤粤沪沪苏京京桂", strict=True)
)
"""What is written for a province by mistake."""

_LETTERS = dict(
    zip("诶欸哎比逼币西希地迪弟伊易鸡吉剋克开凯尼", "AAABBBCCDDDEEGGKKKKN", strict=True)
)
_SPECIAL = "学警挂港澳使领"
_FILLER = frozenset("的是·点")
_NO_LETTERS = frozenset("IO")
"""Not used in plates: they look like digits."""

_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Z](?:[DF][A-Z0-9]\d{{4}}|\d{{5}}[DF]|[A-Z0-9]{{5}}|[A-Z0-9]{{4}}[{_SPECIAL}])"
)


@cache
def _provinces() -> dict[str, str]:
    return {name: name for name in _PROVINCES} | _HEARD_PROVINCES


def plates(said: Utterance) -> tuple[str, ...]:
    """The plates of an utterance, in order, as they are written; () where there are none."""
    of = items(said)
    found: list[str] = []
    at = 0
    while at < len(of):
        plate, length = _plate_at(of[at:])
        if plate:
            found.append(plate)
        at += length or 1
    return tuple(found)


def _plate_at(of: Sequence[Item]) -> tuple[str, int]:
    """The plate with which characters begin, and how many of them it takes; ("", 0) for none."""
    city = _provinces().get(of[0].char)
    if city is None:
        return "", 0
    read = [city]
    best = ("", 0)
    for mark, end in _marks(of, 1):
        read.append(mark)
        text = "".join(read)
        if _PLATE.fullmatch(text):
            best = text, end
        if len(text) > _LONGEST:
            break
    return best


_LONGEST = 8


def _marks(of: Sequence[Item], at: int) -> Iterator[tuple[str, int]]:
    """Letters and digits one after the other, each with where it ends, until something else."""
    first = True
    while at < len(of):
        char = of[at].char
        if char in _FILLER and not first:
            at += 1
            continue
        if not first and (same := repeated(of[at : at + 3])):
            at += 3
            for place, digit in enumerate(same):
                yield digit, at if place == len(same) - 1 else at - 3
            continue
        mark = _letter(char) if first else digit_of(char) or _letter(char)
        if not mark and char in _SPECIAL:
            mark = char
        if not mark:
            return
        first = False
        at += 1
        yield mark, at


def _letter(char: str) -> str:
    upper = char.upper()
    if upper.isascii() and upper.isalpha() and upper not in _NO_LETTERS:
        return upper
    return _LETTERS.get(char, "")
