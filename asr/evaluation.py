"""How far what an engine heard is from what was said: error rates of characters and syllables. [P]

Both sides are made alike before they are compared, so that an engine is not charged for how it
writes: full-width and traditional characters become plain simplified ones (as far as
`asr.simplified` goes), Latin letters lower case, punctuation and spaces go, Arabic numbers become
the words they are read as. A number can be read in several ways (12 as 十二, 一二 or 幺二; 200 as
二百 or 两百); of what was heard, the way nearest to what was said counts.

Syllables are toneless pinyin (`asr.pinyin.syllables`), which homophones share. An engine that hears
syllables is measured on those; of an engine that writes characters they are read off its text. What
was said is read by the same rules, with the usual reading of each word.

Rates are micro-averaged: all edits of a group over all characters or syllables said in it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from asr.pinyin import syllables
from asr.recognizer import Transcript
from asr.simplified import simplified

Way = Literal["clean", "telephone"]
WAYS: tuple[Way, ...] = ("clean", "telephone")

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?%?)")
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
_COUNTED = 4
"""Digits; a longer number without a unit is more often a code than an amount."""

Units = Callable[[str], Sequence[str]]
"""A text without digits → what errors are counted in."""


@dataclass(frozen=True)
class Edits:
    """Fewest edits that turn what was said into what was heard. said: units that were said."""

    substituted: int
    deleted: int
    inserted: int
    said: int

    @property
    def total(self) -> int:
        return self.substituted + self.deleted + self.inserted


@dataclass(frozen=True)
class Score:
    """One clip. wrote: whether the engine gave characters, sounded: whether it gave syllables."""

    characters: Edits
    syllables: Edits
    wrote: bool
    sounded: bool


@dataclass(frozen=True)
class Rates:
    """Errors a unit said, 0 upwards; None where nothing was said, and cer where the engine gives
    no characters. n: clips."""

    cer: float | None
    ser: float | None
    n: int


@dataclass(frozen=True)
class Scored:
    """A clip of a group, heard one way. mandarin: whether its group is."""

    group: str
    mandarin: bool
    way: Way
    score: Score


@dataclass(frozen=True)
class Figures:
    """Rates by group and way, and over all Mandarin groups by way."""

    groups: dict[str, dict[Way, Rates]]
    mandarin: dict[Way, Rates]


def figures(scored: Sequence[Scored]) -> Figures:
    """Groups come in the order in which they are first met."""
    writes = any(one.score.wrote for one in scored) or not any(one.score.sounded for one in scored)

    def by_way(clips: Sequence[Scored]) -> dict[Way, Rates]:
        return {way: _rates((c.score for c in clips if c.way == way), writes) for way in WAYS}

    groups = dict.fromkeys(one.group for one in scored)
    return Figures(
        {name: by_way([one for one in scored if one.group == name]) for name in groups},
        by_way([one for one in scored if one.mandarin]),
    )


def score(said: str, heard: Transcript) -> Score:
    """Compare what an engine heard in a clip with what was said in it."""
    said = spoken(said)
    text = _plain(heard.text)
    return Score(
        characters=_nearest(_kept(said), text, _kept),
        syllables=_syllable_edits(syllables(said), text, heard),
        wrote=bool(heard.text),
        sounded=bool(heard.syllables),
    )


def edits(said: Sequence[str], heard: Sequence[str]) -> Edits:
    """Align two sequences by the fewest edits (Levenshtein, every edit costs one)."""
    counted = {"replace": 0, "delete": 0, "insert": 0}
    for operation in Levenshtein.editops(said, heard):
        counted[operation.tag] += 1
    return Edits(counted["replace"], counted["delete"], counted["insert"], len(said))


def spoken(text: str) -> str:
    """A text as it is compared: plain characters, each number in its most usual reading."""
    return "".join(
        readings(piece)[0] if number else _kept(piece) for number, piece in _pieces(_plain(text))
    )


def readings(number: str) -> tuple[str, ...]:
    """Ways to say a number ("12", "3.5", "40%"), the most usual first, in Chinese characters."""
    digits, percent = number.removesuffix("%"), number.endswith("%")
    whole, _, fraction = digits.partition(".")
    after = "点" + _one_by_one(fraction) if fraction else ""
    value = _value(whole)
    ways = [value, "两" if value == "二" else re.sub("二(?=[百千万亿])", "两", value)]
    singly = [_one_by_one(whole), _one_by_one(whole).replace("一", "幺")]
    ways = singly + ways if len(whole) > _COUNTED or whole.startswith("0") else ways + singly
    before = "百分之" if percent else ""
    return tuple(dict.fromkeys(before + way + after for way in ways))


def _syllable_edits(said: Sequence[str], text: str, heard: Transcript) -> Edits:
    """Syllables that are not simply its text's were heard by the engine itself."""
    if heard.syllables == syllables(heard.text):
        return _nearest(said, text, syllables)
    return _nearest(said, " ".join(heard.syllables), _split)


def _split(items: str) -> Sequence[str]:
    """Syllables are items already; a number among them has become characters."""
    return tuple(
        unit
        for item in re.findall(r"[a-z]+|[^a-z\s]+", items)
        for unit in ((item,) if item.isascii() else syllables(item))
    )


def _nearest(said: Sequence[str], text: str, units: Units) -> Edits:
    """Edits of the reading of a text that is nearest to what was said: number by number, the rest
    as it is most usually read."""
    pieces = _pieces(text)
    read = [readings(piece)[0] if number else piece for number, piece in pieces]
    best = edits(said, units("".join(read)))
    for at, (number, piece) in enumerate(pieces):
        for way in readings(piece)[1:] if number else ():
            tried = [*read[:at], way, *read[at + 1 :]]
            found = edits(said, units("".join(tried)))
            if found.total < best.total:
                best, read = found, tried
    return best


def _plain(text: str) -> str:
    """Simplified, half-width, lower case; "1,000" in one piece."""
    return _THOUSANDS.sub("", simplified(unicodedata.normalize("NFKC", text)).lower())


def _kept(piece: str) -> str:
    return "".join("零" if c == "〇" else c for c in piece if c.isalnum())


def _pieces(text: str) -> list[tuple[bool, str]]:
    """(is it a number, piece), in order."""
    return [(at % 2 == 1, piece) for at, piece in enumerate(_NUMBER.split(text))]


def _one_by_one(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _value(digits: str) -> str:
    """A whole number as an amount: 105 → 一百零五, 12 → 十二, 20000 → 二万."""
    count = -(-len(digits) // len(_PLACES))
    if count > len(_MYRIADS):
        return _one_by_one(digits)
    padded = digits.zfill(count * len(_PLACES))
    said = ""
    for at, unit in enumerate(reversed(_MYRIADS[:count])):
        group = padded[at * len(_PLACES) :][: len(_PLACES)]
        said += _below_a_myriad(group) + unit if int(group) else "零"
    said = re.sub("零+", "零", said).strip("零") or "零"
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_a_myriad(group: str) -> str:
    """Four digits with their places, 零 in each gap before the last digit said."""
    said = (
        _DIGITS[int(digit)] + (place if digit != "0" else "")
        for place, digit in zip(reversed(_PLACES), group, strict=True)
    )
    return "".join(said).rstrip("零")


def _rates(scores: Iterable[Score], writes: bool) -> Rates:
    scores = list(scores)
    characters = _rate([one.characters for one in scores])
    return Rates(
        cer=characters if writes else None,
        ser=_rate([one.syllables for one in scores]),
        n=len(scores),
    )


def _rate(counted: Sequence[Edits]) -> float | None:
    said = sum(one.said for one in counted)
    return sum(one.total for one in counted) / said if said else None
