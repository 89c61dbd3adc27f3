"""A short list of phrasings worth comparing closely, from an inverted index. [P]"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import weights
from knowledge.score import Prepared

_SOUND_SHARE = 0.5
"""Weight of a pair of folded sounds against the same pair of characters."""


@dataclass(frozen=True)
class Index:
    """Postings over characters, pairs of characters and pairs of accent-folded sounds.

    postings: feature → (numbers of the phrasings that have it, its weight). norms: per phrasing.
    """

    postings: dict[str, tuple[NDArray[np.int32], float]]
    norms: NDArray[np.float64]


def index(phrasings: Sequence[Prepared]) -> Index:
    holders: dict[str, list[int]] = {}
    for number, phrasing in enumerate(phrasings):
        for feature in _terms(phrasing):
            holders.setdefault(feature, []).append(number)
    total = len(phrasings)
    postings = {
        feature: (
            np.array(numbers, dtype=np.int32),
            _prior(feature) * math.log(1 + total / len(numbers)),
        )
        for feature, numbers in holders.items()
    }
    squares = np.full(total, 1e-9)
    for numbers, weight in postings.values():
        squares[numbers] += weight * weight
    return Index(postings, np.sqrt(squares))


def shortlist(query: Prepared, among: Index, length: int) -> list[int]:
    """Numbers of at most `length` phrasings that share most with the query, best first."""
    if not len(among.norms):
        return []
    scores = np.zeros(len(among.norms))
    for feature in _terms(query):
        if (posting := among.postings.get(feature)) is not None:
            numbers, weight = posting
            scores[numbers] += weight * weight
    scores /= among.norms
    best = np.argsort(-scores, kind="stable")[:length]
    return [int(number) for number in best if scores[number] > 0]


def _terms(phrasing: Prepared) -> Iterable[str]:
    yield from dict.fromkeys(phrasing.characters)
    yield from phrasing.pairs
    yield from (f"{a} {b}" for a, b in phrasing.sounds)


def _prior(feature: str) -> float:
    if " " in feature:
        return _SOUND_SHARE
    return sum(weights.of_character(c) for c in feature) / len(feature)
