"""Toneless pinyin of a text, and the most likely text of a pinyin utterance. [P]

Toneless syllables are what recognisers agree on: homophone errors vanish in them. The way back
is a Viterbi search over words; frequencies come from jieba's dictionary and readings from
pypinyin. Nothing is loaded before it is needed.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+")
_PIECES = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+|[0-9a-zA-Z]")
_ONE_SPELLING = {"n": "en", "ng": "en", "hng": "heng", "m": "mu", "hm": "heng"}
"""Interjections (嗯) have readings without a vowel; recognisers write the nearest syllable."""

_LONGEST_WORD = 7
_RARE = 3
"""Words below this frequency in jieba's dictionary are names and debris: left out."""
_SECOND_READING = math.log(0.1)
_UNKNOWN = -25.0
_HINT_BASE = -3.0
_HINT_PER_SYLLABLE = -1.5
_SPOKEN = {"嗯": 50_000, "喂": 10_000, "还行": 5_000, "凑合": 1_000, "油烟": 500, "迁入": 500}
"""Everyday words that jieba's written sources count too low, on the scale of its counts."""
_DIGITS = {syllable: digit for digit in "零一二三四五六七八九幺" for syllable in lazy_pinyin(digit)}
_DIGIT = -4.0
_SHORTEST_NUMBER = 3


@dataclass(frozen=True)
class Lexicon:
    """Words by their reading ("bu man yi" → 不满意, log probability): the best word of each.

    hints: phrases that are likely just now, which win over the words of the language.
    """

    words: Mapping[str, tuple[str, float]]
    hints: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    def preferring(self, phrases: Iterable[str], boost: float = 0.0) -> "Lexicon":
        """The same lexicon with phrases to prefer. boost: added to their log probability."""
        found: dict[str, tuple[str, float]] = {}
        for phrase in phrases:
            reading = syllables(phrase)
            if reading:
                score = _HINT_BASE + _HINT_PER_SYLLABLE * len(reading) + boost
                found.setdefault(" ".join(reading), (_written(phrase), score))
        return Lexicon(words=self.words, hints={**self.hints, **found})

    def lookup(self, reading: str) -> tuple[str, float] | None:
        """The best word of a reading. A hint wins over a word that is less likely."""
        hint, word = self.hints.get(reading), self.words.get(reading)
        if hint is None or word is None:
            return hint or word
        return (hint[0], max(hint[1], word[1])) if hint[1] >= word[1] - 4 else word


def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin ("zhong", "nv"), one item a syllable; each digit and Latin letter (in lower
    case) is an item by itself; everything else is left out, as are characters nobody can read."""
    return tuple(
        syllable
        for piece in _PIECES.findall(text)
        for syllable in (_reading(piece) if _CHINESE.match(piece) else (piece.lower(),))
    )


def toneless(syllable: str) -> str:
    """One syllable in plain letters: "lǜ" → "lv", "xuè" → "xue", "ế" → "e"."""
    marked = unicodedata.normalize("NFD", syllable.lower())
    vowel = "u" if marked[:1] in {"j", "q", "x", "y"} else "v"
    plain = "".join(c for c in marked.replace("u\u0308", vowel) if c.isascii())
    return _ONE_SPELLING.get(plain, plain)


def characters(heard: Sequence[str], lexicon: Lexicon | None = None) -> str:
    """The most likely text of toneless syllables; what is no syllable is kept as it is.

    lexicon: the language's own (`mandarin()`) unless one with hints is given.
    """
    lexicon = lexicon or mandarin()
    count = len(heard)
    best = [(0.0, 0, "")] + [(-math.inf, 0, "")] * count
    for start in range(count):
        score = best[start][0]
        for end, word, cost in _edges(heard, start, lexicon):
            if score + cost > best[end][0]:
                best[end] = (score + cost, start, word)
    words: list[str] = []
    while count:
        _, count, word = best[count]
        words.append(word)
    return "".join(reversed(words))


@cache
def mandarin() -> Lexicon:
    """The language's lexicon, built once a process (about a second)."""
    frequencies = _frequencies()
    total = math.log(sum(frequencies.values()))
    words: dict[str, tuple[str, float]] = {}
    for word, frequency in frequencies.items():
        score = math.log(frequency) - total
        for reading, penalty in _readings(word):
            known = words.get(reading)
            if known is None or score + penalty > known[1]:
                words[reading] = (word, score + penalty)
    return Lexicon(words=words)


def _edges(heard: Sequence[str], start: int, lexicon: Lexicon) -> Iterable[tuple[int, str, float]]:
    """Words that may begin at a position: (end, word, log probability)."""
    single = lexicon.lookup(heard[start])
    yield start + 1, *(single or (heard[start], _UNKNOWN))
    reading = heard[start]
    for end in range(start + 2, min(len(heard), start + _LONGEST_WORD) + 1):
        reading = f"{reading} {heard[end - 1]}"
        if found := lexicon.lookup(reading):
            yield end, *found
    number = ""
    for position in range(start, len(heard)):
        digit = _DIGITS.get(heard[position])
        if digit is None:
            break
        number += digit
        if len(number) >= _SHORTEST_NUMBER:
            yield position + 1, number, _DIGIT * len(number)


def _reading(chinese: str) -> tuple[str, ...]:
    return tuple(toneless(syllable) for syllable in lazy_pinyin(chinese, errors="ignore"))


def _written(phrase: str) -> str:
    return "".join(_PIECES.findall(phrase))


def _frequencies() -> dict[str, int]:
    """Words and counts of jieba's dictionary, read as data: its tokeniser is not started."""
    text = resources.files("jieba").joinpath("dict.txt").read_text("utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    written = {
        word: int(count)
        for word, count, _ in rows
        if (int(count) >= _RARE or len(word) == 1)
        and len(word) <= _LONGEST_WORD
        and _CHINESE.fullmatch(word)
    }
    return written | _SPOKEN


def _readings(word: str) -> tuple[tuple[str, float], ...]:
    """Readings of a word with the log probability lost by taking a less usual one."""
    if len(word) == 1:
        return tuple(
            (syllable, 0.0 if usual == 0 else _SECOND_READING)
            for usual, syllable in enumerate(_of_character(word))
        )
    if word in PHRASES_DICT:
        spelt = (_toneless_cached(readings[0]) for readings in PHRASES_DICT[word])
        return ((" ".join(spelt), 0.0),)
    first = [_of_character(character)[:1] for character in word]
    return ((" ".join(reading[0] for reading in first), 0.0),) if all(first) else ()


@cache
def _of_character(character: str) -> tuple[str, ...]:
    spelt = PINYIN_DICT.get(ord(character), "")
    readings = (_toneless_cached(reading) for reading in spelt.split(",") if reading)
    return tuple(dict.fromkeys(readings))


_toneless_cached = cache(toneless)
