"""Sounds of Chinese text: toneless syllables, and what accents make of them. [P]

A recogniser that mishears writes another character of the same sound (公鸡金 for 公积金), and a
speaker with an accent says another sound (hu for fu). Syllables forgive the first, folding the
second.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

_ALNUM = re.compile(r"[0-9]|[a-z]+")


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin, one item a syllable ("zhong", "nv"); each digit is an item and each run of
    Latin letters too; everything else (punctuation, blanks) is left out."""
    heard: list[str] = []
    for piece in lazy_pinyin(text.lower(), errors="default"):
        if piece.isascii() and piece.isalpha():
            heard.append(piece)
        else:
            heard.extend(_ALNUM.findall(piece))
    return tuple(heard)


_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
# h before u is said f (湖南 "funan"), so hu, hua, hui … fall together with fu, fa, fei …
_H_BEFORE_U = {
    "hu": "fu",
    "hua": "fa",
    "huai": "fai",
    "huan": "fan",
    "huang": "fang",
    "hui": "fei",
    "hun": "fen",
    "huo": "fo",
}
_NASAL = re.compile(r"(?<=[aei])ng$")


@lru_cache(maxsize=2048)
def fold(syllable: str) -> str:
    """The sound that stands for all that accents mix up: zh/z, ch/c, sh/s, n/l, r/l, hu/f and
    the endings an/ang, en/eng, in/ing. Anything else stays as it is."""
    folded = _H_BEFORE_U.get(syllable, syllable)
    for initial, plain in _INITIALS:
        if folded.startswith(initial) and len(folded) > len(initial):
            folded = plain + folded[len(initial) :]
            break
    return _NASAL.sub("n", folded)


def folded(heard: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(syllable) for syllable in heard)


_ONSETS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")


@lru_cache(maxsize=4096)
def split(syllable: str) -> tuple[str, str]:
    """Initial and final: "zhuan" is ("zh", "uan"), "er" ("", "er")."""
    onset = next((onset for onset in _ONSETS if syllable.startswith(onset)), "")
    return onset, syllable[len(onset) :]
