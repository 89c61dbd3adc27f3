"""Sounds of the names of places, and how near one is to another. [P]"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from knowledge.pinyin import fold, split, syllables

_IN_NAMES = {"长": "chang", "佛": "fo", "都": "du", "重": "chong", "茄": "qie"}
"""Readings in names of places, where the usual one of the character alone is another."""
_DIALECT = {"gai": "jie"}
"""街 as the south-west says it; nothing else in a name of a place sounds so."""

_BUZZED = frozenset(("zh", "ch", "sh", "r", "z", "c", "s"))
"""Initials behind which the final that is written i is another sound: 石 is not 西 with one letter
changed."""

_FIRST = 0xE000
"""Of Unicode's private area: letters that stand for initials and finals."""


def folded_place(heard: Sequence[str]) -> tuple[str, ...]:
    """As `knowledge.pinyin.folded`, with what dialects do to the words of addresses."""
    return tuple(_folded(syllable) for syllable in heard)


@lru_cache(maxsize=2048)
def _folded(syllable: str) -> str:
    return _DIALECT.get(syllable) or fold(syllable)


def name_sound(name: str) -> tuple[str, ...]:
    """Folded syllables of a name, one a character: a table of twelve thousand is read so in a
    tenth of the time that a reading of words takes."""
    return tuple(_character(character) for character in name)


def plain_sound(name: str) -> tuple[str, ...]:
    """The same before accents are folded."""
    return tuple(_reading(character) for character in name)


@lru_cache(maxsize=8192)
def _character(character: str) -> str:
    return _folded(_reading(character))


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    return _IN_NAMES.get(character) or (syllables(character) or (character,))[0]


def letters(sound: Sequence[str]) -> str:
    """Two letters a syllable, its initial and its final, so that what differs in one of them is
    half as far as what differs in both."""
    return "".join(_letters(syllable) for syllable in sound)


_numbers: dict[str, int] = {}


@lru_cache(maxsize=4096)
def _letters(syllable: str) -> str:
    initial, final = split(syllable)
    if final == "i" and initial in _BUZZED:
        final = "ɨ"
    parts = (f"{initial}-", f"-{final}")
    return "".join(chr(_FIRST + _numbers.setdefault(part, len(_numbers))) for part in parts)


def apart(first: str, second: str, most: int) -> int:
    """Initials and finals (of `letters`) that differ; `most` + 1 where there are more."""
    return int(Levenshtein.distance(first, second, score_cutoff=most))


def closest(heard: str, names: Sequence[str], most: int) -> list[tuple[int, int]]:
    """The names (as `letters`) at most so far away: the number of each, and how far it is."""
    found = extract(heard, names, scorer=Levenshtein.distance, score_cutoff=most, limit=None)
    return [(number, int(away)) for _, away, number in found]
