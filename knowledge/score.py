"""How likely two phrases ask the same: features of the pair, weighed by a logistic model. [P]

The features compare words, characters and sounds in both directions. Their weights were learnt by
`knowledge.learn` on public question pairs of everyday and banking talk, not on any entry.
"""

import math
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat
from operator import mul

from rapidfuzz import fuzz

from knowledge import lexicon, weights
from knowledge.phrase import Phrase, of_words
from knowledge.veto import Sides, contradict, sides

FEATURES = (
    "words_of_query_found",
    "words_of_entry_found",
    "characters_shared",
    "sound_pairs_shared",
    "sounds_ratio",
    "syllables_contained",
    "heaviest_entry_word_missing",
    "kinds_differ",
    "negation_differs",
    "numbers_differ",
    "aspects_differ",
    "aspects_disjoint",
)

OPPOSING = frozenset(
    {
        "heaviest_entry_word_missing",
        "kinds_differ",
        "negation_differs",
        "numbers_differ",
        "aspects_differ",
        "aspects_disjoint",
    }
)
"""Features that speak against likeness; all others speak for it."""

# Printed by `hotline kb learn lcqmc_dev.tsv bq_dev.csv`; in the order of FEATURES.
_WEIGHTS = (1.43, 1.94, 0.55, 0.47, 1.18, 0.57, -0.22, -0.17, -0.61, -0.18, -0.27, -0.40)
_INTERCEPT = -3.43


BESIDES = 0.7
"""What a word counts that only another phrasing of the same entry has."""


@dataclass(frozen=True)
class Prepared:
    """A phrase with everything that comparing needs, computed once.

    words: each with its weight; weight: their sum. characters: each with its weight, whose sum is
    characters_total. sounds: pairs of accent-folded syllables; syllables: single ones; spelt: all
    of them in one string. sides: what it may contradict.
    """

    phrase: Phrase
    words: tuple[tuple[str, float], ...]
    known: frozenset[str]
    weight: float
    characters: dict[str, float]
    characters_total: float
    sounds: frozenset[tuple[str, str]]
    syllables: frozenset[str]
    spelt: str
    sides: Sides


def prepare(phrase: Phrase) -> Prepared:
    word_weights = tuple(map(weights.of_word, phrase.words))
    characters = {c: weights.of_character(c) for c in phrase.text}
    return Prepared(
        phrase=phrase,
        words=tuple(zip(phrase.words, word_weights, strict=True)),
        known=frozenset(phrase.words),
        weight=sum(word_weights),
        characters=characters,
        characters_total=sum(characters.values()),
        sounds=frozenset(pairwise(phrase.folded)),
        syllables=frozenset(phrase.folded),
        spelt=" ".join(phrase.folded),
        sides=sides(phrase.words),
    )


@lru_cache(maxsize=16384)
def prepared(words: tuple[str, ...]) -> Prepared:
    """`prepare` for canonical words, kept for the next query that comes near them."""
    return prepare(of_words(words))


_RELATED = {frozenset((a, b)): degree for a, b, degree in lexicon.RELATED}
_RELATED_WORDS = frozenset(word for pair in _RELATED for word in pair)


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


def _found(
    wanted: Prepared, among: Prepared, besides: Set[str] = frozenset()
) -> tuple[float, float]:
    """Share of the weight of `wanted` that `among` has, and the most that is missing at once.

    besides: words that count BESIDES where `among` lacks them.
    """
    found = missing = 0.0
    for word, weight in wanted.words:
        if word in among.known:
            found += weight
            continue
        best = BESIDES if word in besides else 0.0
        # Without a character in common only a related word can be alike.
        if word in _RELATED_WORDS or not among.characters.keys().isdisjoint(word):
            best = max(best, max(map(alike, repeat(word), among.known), default=0.0))
        found += weight * best
        if weight * (1.0 - best) > missing:
            missing = weight * (1.0 - best)
    return (found / wanted.weight if wanted.weight else 0.0), missing


def _characters_shared(first: Prepared, second: Prepared) -> float:
    total = first.characters_total + second.characters_total
    shared = first.characters.keys() & second.characters.keys()
    return 2 * sum(map(first.characters.__getitem__, shared)) / total if total else 0.0


def _overlap(first: Set[object], second: Set[object]) -> float:
    """Share of all that both have; 0 where there is nothing."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def _contained(first: Set[object], second: Set[object]) -> float:
    """Share of the smaller that the larger has; 0 where one is empty."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _exclude(first: Set[str], second: Set[str]) -> bool:
    return bool(first) and bool(second) and first.isdisjoint(second)


def features(
    query: Prepared, entry: Prepared, siblings: Set[str] = frozenset()
) -> tuple[float, ...]:
    """The values of FEATURES for a pair, each 0 to 1.

    siblings: words of the other phrasings of the same entry.
    """
    query_found, _ = _found(query, entry, siblings)
    entry_found, entry_missing = _found(entry, query)
    return (
        query_found,
        entry_found,
        _characters_shared(query, entry),
        _overlap(query.sounds, entry.sounds),
        fuzz.ratio(query.spelt, entry.spelt) / 100,
        _contained(query.syllables, entry.syllables),
        entry_missing,
        float(_exclude(query.phrase.kinds, entry.phrase.kinds)),
        float(query.phrase.negated != entry.phrase.negated),
        float(query.phrase.numbers != entry.phrase.numbers),
        float(query.phrase.aspects != entry.phrase.aspects),
        float(_exclude(query.phrase.aspects, entry.phrase.aspects)),
    )


def likelihood(
    query: Prepared, entry: Prepared, veto: float, siblings: Set[str] = frozenset()
) -> float:
    """0 to 1: how likely both ask the same; veto is taken off the logit where they contradict."""
    logit = _INTERCEPT - (veto if contradict(query.sides, entry.sides) else 0.0)
    logit += sum(map(mul, _WEIGHTS, features(query, entry, siblings)))
    return 1.0 / (1.0 + math.exp(-logit))
