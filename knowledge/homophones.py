"""Words of a list that stand in a text by their sound, written in whatever characters. [P]

Recognisers write what they heard in other characters of the same sound (垃圾对 for 垃圾堆), and of
a longer word they mishear a syllable by half: its beginning or its end (转些手续 for 转学手续).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.pinyin import folded, split, syllables

NEAR_FROM = 4
"""Syllables from which a word may have one that is heard by half; in shorter ones such a slip makes
another word."""

_SIGN = re.compile(r"[a-z]+|[^\W_]")


@dataclass(frozen=True)
class Spelt:
    """start, end: characters of the text. word: what sounds like them. slips: syllables of it that
    are heard by half. foreign: characters that are not the word's own."""

    start: int
    end: int
    word: str
    slips: int
    foreign: tuple[int, ...]


@dataclass(frozen=True)
class Sounds:
    """What a text sounds like. places: of each syllable, the characters that it stands for."""

    places: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]


@lru_cache(maxsize=4096)
def sounds(text: str) -> Sounds:
    """Of a text in small letters; nothing where characters and syllables do not go in pairs."""
    places = tuple(found.span() for found in _SIGN.finditer(text))
    heard = folded(syllables(text))
    return Sounds(places, heard) if len(places) == len(heard) else Sounds((), ())


@lru_cache(maxsize=4096)
def joined(text: str) -> str:
    """Its syllables with blanks between and around, to be looked for in one another."""
    return f" {' '.join(syllables(text))} "


def half_alike(one: str, other: str) -> bool:
    """Whether two folded syllables begin, or end, alike."""
    return any(a == b != "" for a, b in zip(split(one), split(other), strict=True))


def one_from_four(size: int) -> int:
    """One, in words of NEAR_FROM syllables and more."""
    return int(size >= NEAR_FROM)


class Homophones:
    """Words by their sounds.

    shortest: syllables from which a word is looked for. slips: how many syllables of a word of so
    many may be heard by half.
    """

    def __init__(
        self, words: Iterable[str], shortest: int = 3, slips: Callable[[int], int] = one_from_four
    ) -> None:
        self._words: list[tuple[str, tuple[str, ...], int]] = []
        """Of each word its sounds, and how many of them must be heard."""
        self._holding = defaultdict[str, list[tuple[int, int]]](list)
        """Where a syllable stands: the number of the word, and the place in it."""
        for word in dict.fromkeys(words):
            heard = sounds(word).folded
            if len(heard) >= shortest:
                for at, syllable in enumerate(heard):
                    self._holding[syllable].append((len(self._words), at))
                self._words.append((word, heard, len(heard) - slips(len(heard))))

    def within(self, text: str) -> Iterator[Spelt]:
        """Every word that a text holds by its sound and not by its characters."""
        heard = sounds(text)
        shared: dict[tuple[int, int], int] = {}
        for place, syllable in enumerate(heard.folded):
            for number, at in self._holding.get(syllable, ()):
                if at <= place:
                    begun = number, place - at
                    shared[begun] = shared.get(begun, 0) + 1
        words = self._words
        for (number, start), count in shared.items():
            if count >= words[number][2]:
                word, own, _ = words[number]
                if found := _compared(text, heard, start, own, word):
                    yield found


def _compared(
    text: str, heard: Sounds, start: int, own: tuple[str, ...], word: str
) -> Spelt | None:
    """The word at a syllable of the text, None where it is not there, or as it is written."""
    there = heard.folded[start : start + len(own)]
    if len(there) < len(own):
        return None
    unlike = [(a, b) for a, b in zip(there, own, strict=True) if a != b]
    if not all(half_alike(a, b) for a, b in unlike):
        return None
    places = heard.places[start : start + len(own)]
    signs = zip(places, sounds(word).places, strict=True)
    foreign = tuple(place for (place, end), (at, to) in signs if text[place:end] != word[at:to])
    if not foreign:
        return None
    return Spelt(places[0][0], places[-1][1], word, len(unlike), foreign)
