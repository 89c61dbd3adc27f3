"""What makes two similar phrases different questions all the same. [P]"""

from functools import lru_cache

from knowledge import lexicon
from knowledge.phrase import Phrase

_SIDES: tuple[dict[str, int], ...] = tuple(
    {term: side for side, terms in enumerate(group) for term in terms}
    for group in lexicon.CONTRASTS
)


@lru_cache(maxsize=65536)
def _side(word: str, group: int) -> int | None:
    """The side of a group that a word is on, by the longest term in it (户口 is not 户口本)."""
    found = [term for term in _SIDES[group] if term in word]
    return _SIDES[group][max(found, key=len)] if found else None


@lru_cache(maxsize=65536)
def sides(phrase: Phrase) -> tuple[frozenset[int], ...]:
    """For each group of contrasts the sides that a phrase speaks of."""
    return tuple(
        frozenset(side for word in phrase.words if (side := _side(word, group)) is not None)
        for group in range(len(_SIDES))
    )


def contradicts(query: Phrase, entry: Phrase) -> bool:
    """Whether both speak of things that exclude each other: 提取 against 贷款, 上海, 北京."""
    if any(a and b and not a & b for a, b in zip(sides(query), sides(entry), strict=True)):
        return True
    asked, answered = _places(query), _places(entry)
    return bool(asked and answered and not asked & answered)


@lru_cache(maxsize=65536)
def _places(phrase: Phrase) -> frozenset[str]:
    return frozenset(place for place in phrase.words if place in lexicon.PLACES)
