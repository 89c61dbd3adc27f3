"""Toneless pinyin of a text. [P]

Toneless syllables are what recognisers agree on: homophone errors vanish in them. The way back,
from sounds to characters, is `asr.writing`.
"""

import re

from pypinyin import lazy_pinyin

from asr.sounds import toneless

_PIECES = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+|[0-9a-zA-Z]")


def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin ("zhong", "nv"), one item a syllable; each digit and Latin letter (in lower
    case) is an item by itself; everything else is left out, as are characters nobody can read."""
    return tuple(
        syllable
        for piece in _PIECES.findall(text)
        for syllable in ((piece.lower(),) if piece.isascii() else _reading(piece))
    )


def _reading(chinese: str) -> tuple[str, ...]:
    return tuple(toneless(syllable) for syllable in lazy_pinyin(chinese, errors="ignore"))
