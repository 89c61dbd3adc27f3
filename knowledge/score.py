"""How likely two phrases ask the same: features of the pair, weighed by a logistic model. [P]

The features compare words, characters and sounds in both directions. Their weights were learnt by
`knowledge.learn` on public question pairs of everyday and banking talk, not on any entry.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from knowledge import lexicon, weights
from knowledge.phrase import Phrase

FEATURES = (
    "words_of_query_found",
    "words_of_entry_found",
    "characters_shared",
    "sound_pairs_shared",
    "sounds_ratio",
    "sounds_set",
    "heaviest_entry_word_missing",
    "kinds_differ",
    "negation_differs",
    "numbers_differ",
)

OPPOSING = frozenset(
    {
        "heaviest_entry_word_missing",
        "kinds_differ",
        "negation_differs",
        "numbers_differ",
    }
)
"""Features that speak against likeness; all others speak for it."""

# Printed by `hotline kb learn lcqmc_dev.tsv bq_dev.csv`; in the order of FEATURES.
_WEIGHTS = (1.42, 1.84, 0.90, 0.63, 0.88, 0.53, -0.21, -0.26, -0.64, -0.19)
_INTERCEPT = -3.49


@dataclass(frozen=True)
class Prepared:
    """A phrase with everything that comparing needs, computed once."""

    phrase: Phrase
    words: tuple[tuple[str, float], ...]
    characters: Counter[str]
    pairs: Counter[str]
    sounds: Counter[tuple[str, str]]
    spelt: str
    weight: float


def prepare(phrase: Phrase) -> Prepared:
    words = tuple((word, weights.of_word(word)) for word in phrase.words)
    text = phrase.text
    return Prepared(
        phrase=phrase,
        words=words,
        characters=Counter(text),
        pairs=Counter(a + b for a, b in pairwise(text)),
        sounds=Counter(pairwise(phrase.folded)),
        spelt=" ".join(phrase.folded),
        weight=sum(weight for _, weight in words),
    )


_RELATED = {frozenset((a, b)): degree for a, b, degree in lexicon.RELATED}


@lru_cache(maxsize=65536)
def alike(first: str, second: str) -> float:
    """0 to 1: how much two words share, by the weight of their characters (查 and 查询)."""
    if first == second:
        return 1.0
    if (related := _RELATED.get(frozenset((first, second)))) is not None:
        return related
    shared = set(first) & set(second)
    if not shared:
        return 0.0
    both = sum(weights.of_character(c) for c in shared)
    return 0.9 * both / sum(weights.of_character(c) for c in set(first) | set(second))


def _found(wanted: Prepared, among: Prepared) -> tuple[float, float]:
    """Share of the weight of `wanted` that `among` has, and the most that is missing at once."""
    found = missing = 0.0
    others = among.phrase.words
    known = frozenset(others)
    for word, weight in wanted.words:
        best = 1.0 if word in known else max((alike(word, o) for o in others), default=0.0)
        found += weight * best
        missing = max(missing, weight * (1.0 - best))
    return (found / wanted.weight if wanted.weight else 0.0), missing


def _shared(first: Counter[Any], second: Counter[Any]) -> float:
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0


def _weighed(first: Counter[str], second: Counter[str], weigh: Callable[[str], float]) -> float:
    total = sum(weigh(c) * n for c, n in first.items()) + sum(
        weigh(c) * n for c, n in second.items()
    )
    both = sum(weigh(c) * min(n, second[c]) for c, n in first.items() if c in second)
    return 2 * both / total if total else 0.0


def features(query: Prepared, entry: Prepared) -> tuple[float, ...]:
    """The values of FEATURES for a pair, each 0 to 1."""
    query_found, _ = _found(query, entry)
    entry_found, entry_missing = _found(entry, query)
    asked, answered = query.phrase.kinds, entry.phrase.kinds
    return (
        query_found,
        entry_found,
        _weighed(query.characters, entry.characters, weights.of_character),
        _shared(query.sounds, entry.sounds),
        fuzz.ratio(query.spelt, entry.spelt) / 100,
        fuzz.token_set_ratio(query.spelt, entry.spelt) / 100,
        entry_missing,
        float(bool(asked) and bool(answered) and not asked & answered),
        float(query.phrase.negated != entry.phrase.negated),
        float(query.phrase.numbers != entry.phrase.numbers),
    )


def likelihood(query: Prepared, entry: Prepared, penalty: float) -> float:
    """0 to 1: how likely both ask the same; penalty is taken off the logit."""
    logit = _INTERCEPT - penalty
    for weight, value in zip(_WEIGHTS, features(query, entry), strict=True):
        logit += weight * value
    return 1.0 / (1.0 + math.exp(-logit))
