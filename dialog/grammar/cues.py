"""Danger weighed: signs that tell it only together, and how surely they do. [P]

"秸秆烧到坟山上去了风大得很" holds no phrase of danger that a list foresees, but fire, what burns
and a wind that spreads it. Each family of words (`danger_cues.yaml`) gives points to the kinds of
danger that it speaks for, and words of procedures, of the past or of fear take points away.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from dialog.grammar.documents import document
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

BREATH = 44
"""Characters that are weighed together. Danger is told in one breath; in a long story signs far
apart speak of different things."""

STRIDE = 22
"""Characters from one stretch that is weighed to the next."""

FOLDED_SYLLABLES = 3
"""From this length on a sound is found with its accent folded; shorter ones turn up by chance."""

MISHEARD = 1
"""Points that a family counts less when it was found by its sound alone."""

ANY = "any"
"""Points for every kind that has a sign of its own."""

SIGN = 2
"""Points from which a family is a sign by itself; what gives less only goes with one."""

COMPANY = 2
"""Points at most for what only goes with a sign: people, places and things are in every story."""


@dataclass(frozen=True)
class Weighed:
    """kind: of danger. points: the sum over its families. signs: the words that gave points, in
    the order of the table."""

    kind: str
    points: int
    signs: tuple[str, ...]

    @property
    def sign(self) -> str:
        """Everything that gave points, for clerks and for the log."""
        return " ".join(self.signs)


@dataclass(frozen=True)
class _Family:
    name: str
    points: Mapping[str, int]
    words: re.Pattern[str]
    sounds: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    """A family that was told: the words, and the points that it lost as it was only heard."""

    family: _Family
    sign: str
    less: int


def families(text: str) -> tuple[str, ...]:
    """The names of all families of which a text has words, in the order of the table."""
    return tuple(family.name for family in _table().families if family.words.search(text))


@lru_cache(maxsize=512)
def weigh(text: str, syllables: tuple[str, ...]) -> Weighed | None:
    """The kind of danger that has most points, the first of equals; None where there is no sign.
    text: folded, as in `Utterance`. syllables: how it sounded; () where sounds do not count."""
    starts = range(0, max(1, len(text) - STRIDE), STRIDE)
    sounds = _joined(syllables) + _joined(folded(syllables)) if len(text) <= BREATH else ""
    stretches = (_told(text[start : start + BREATH], sounds) for start in starts)
    found = [weighed for told in stretches for weighed in _sums(told)]
    return max(found, key=lambda weighed: weighed.points, default=None)


def _told(text: str, sounds: str) -> tuple[_Told, ...]:
    return tuple(
        told for family in _table().families if (told := _telling(family, text, sounds)) is not None
    )


def _telling(family: _Family, text: str, sounds: str) -> _Told | None:
    if match := family.words.search(text):
        return _Told(family, match.group(), 0)
    heard = next((phrase for phrase in family.sounds if phrase in sounds), None)
    return _Told(family, heard.strip(), MISHEARD) if heard else None


def _sums(told: tuple[_Told, ...]) -> Iterable[Weighed]:
    for kind in _table().kinds:
        ours = [one for one in told if kind in one.family.points]
        points = [one.family.points[kind] - one.less for one in ours]
        if max(points, default=0) >= SIGN:
            shared = sum(one.family.points[ANY] for one in told if _goes_with(kind, one.family))
            company = min(COMPANY, sum(point for point in points if 0 < point < SIGN))
            signs = sum(point for point in points if point < 0 or point >= SIGN)
            yield Weighed(kind, signs + company + shared, tuple(one.sign for one in ours))


def _goes_with(kind: str, family: _Family) -> bool:
    return ANY in family.points and kind not in family.points


# --- the table ---


@dataclass(frozen=True)
class _Table:
    families: tuple[_Family, ...]
    kinds: tuple[str, ...]


@cache
def _table() -> _Table:
    rows = document("danger_cues")["families"].items()
    families = tuple(_family(name, told) for name, told in rows)
    kinds = dict.fromkeys(kind for family in families for kind in family.points if kind != ANY)
    return _Table(families, tuple(kinds))


def _family(name: str, told: Mapping[str, Any]) -> _Family:
    return _Family(
        name,
        told["points"],
        re.compile("|".join(told["words"].split())),
        tuple(_sound(pinyin(phrase)) for phrase in told.get("sounds", "").split()),
    )


def _sound(syllables: tuple[str, ...]) -> str:
    return _joined(folded(syllables) if len(syllables) >= FOLDED_SYLLABLES else syllables)


def _joined(syllables: Iterable[str]) -> str:
    return " " + " ".join(syllables) + " "
