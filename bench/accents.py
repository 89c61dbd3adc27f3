"""What an accent makes of a text: other characters, which any voice then speaks. [P]

No voice here has an accent. What tells accents apart first is which sounds they merge; a text in
which each syllable is written with a character of the merged sound is spoken so.
"""

import re
from collections.abc import Mapping
from functools import cache

from pypinyin import Style, lazy_pinyin, pinyin

_FLAT = (("^zh", "z"), ("^ch", "c"), ("^sh", "s"))

ACCENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "川渝": (*_FLAT, ("^n(?=[aou])", "l"), ("ing$", "in"), ("eng$", "en")),
    "湖南": (*_FLAT, ("^n(?=[aou])", "l"), ("^h(?=u)", "f")),
    "东北": (*_FLAT, ("^r", "y")),
    "两广": (*_FLAT, ("^r", "l"), ("ing$", "in")),
}
"""Sounds that an accent says as others: patterns on toneless pinyin."""


def accented(text: str, accent: str) -> str:
    """The text as somebody of the accent says it; a syllable that has no character stays."""
    if not accent:
        return text
    sounds = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors="default")
    if len(sounds) != len(text):  # Latin letters or digits: nothing is known of how they are said
        return text
    return "".join(_said(c, sound, accent) for c, sound in zip(text, sounds, strict=True))


def _said(character: str, sound: str, accent: str) -> str:
    if not sound[-1].isdigit():
        return character
    base, tone = sound[:-1], sound[-1]
    for pattern, other in ACCENTS[accent]:
        base = re.sub(pattern, other, base)
    return character if base == sound[:-1] else _characters().get(base + tone, character)


@cache
def _characters() -> Mapping[str, str]:
    """A common character of one reading only, by its sound: the first level of GB 2312."""
    found: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            readings = pinyin(
                character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True
            )[0]
            if len(readings) == 1:
                found.setdefault(readings[0], character)
    return found
