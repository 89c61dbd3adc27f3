"""What makes two similar phrases different questions all the same. [P]"""

from collections.abc import Iterable
from functools import lru_cache

from knowledge import lexicon

Sides = dict[int, int]
"""Group of contrasts → bits of the sides spoken of; a group that is not touched is absent."""

_GROUPS: tuple[dict[str, int], ...] = tuple(
    {term: 1 << side for side, terms in enumerate(group) for term in terms}
    for group in lexicon.CONTRASTS
)
_PLACES = len(_GROUPS)
_PLACE_BITS = {place: 1 << number for number, place in enumerate(sorted(lexicon.PLACES))}


def sides(words: Iterable[str]) -> Sides:
    """The sides that a phrase of these words takes in each group; places are a group too."""
    taken: Sides = {}
    before = ""
    for word in words:
        # Who has no employer (没有单位) speaks of no employer.
        for group, bit in _sides_of(word) if before not in lexicon.WITHOUT else ():
            taken[group] = taken.get(group, 0) | bit
        before = word
    return taken


def contradict(first: Sides, second: Sides) -> bool:
    """Whether both speak of things that exclude each other, as 提取 and 贷款 or two cities."""
    return any(not bits & second.get(group, bits) for group, bits in first.items())


@lru_cache(maxsize=65536)
def _sides_of(word: str) -> tuple[tuple[int, int], ...]:
    """By the longest term of each group that the word holds: 户口本 is not 户口."""
    taken = []
    for number, group in enumerate(_GROUPS):
        if found := [term for term in group if term in word]:
            taken.append((number, group[max(found, key=len)]))
    if word in _PLACE_BITS:
        taken.append((_PLACES, _PLACE_BITS[word]))
    return tuple(taken)
