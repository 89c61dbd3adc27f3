"""How likely two phrases ask the same: features of the pair, weighed by a logistic model. [P]

The features compare words, characters and sounds in both directions. Their weights were learnt by
`knowledge.learn` on public question pairs of everyday and banking talk, not on any entry.
"""

import math
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

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
_WEIGHTS = (1.43, 1.84, 0.89, 0.63, 0.88, 0.55, -0.21, -0.26, -0.65, -0.19)
_INTERCEPT = -3.50


BESIDES = 0.7
"""What a word counts that only another phrasing of the same entry has."""


@dataclass(frozen=True)
class Prepared:
    """A phrase with everything that comparing needs, computed once.

    words: each with its weight; weight: their sum. Counters come with the total they hold.
    spelt: accent-folded syllables in one string. sides: what it may contradict.
    """

    phrase: Phrase
    words: tuple[tuple[str, float], ...]
    known: frozenset[str]
    weight: float
    characters: dict[str, float]
    characters_total: float
    pairs: frozenset[str]
    sounds: Counter[tuple[str, str]]
    spelt: str
    sides: Sides


def prepare(phrase: Phrase) -> Prepared:
    words = tuple((word, weights.of_word(word)) for word in phrase.words)
    text = phrase.text
    characters = {c: n * weights.of_character(c) for c, n in Counter(text).items()}
    return Prepared(
        phrase=phrase,
        words=words,
        known=frozenset(phrase.words),
        weight=sum(weight for _, weight in words),
        characters=characters,
        characters_total=sum(characters.values()),
        pairs=frozenset(a + b for a, b in pairwise(text)),
        sounds=Counter(pairwise(phrase.folded)),
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
            best = max(best, max((alike(word, other) for other in among.known), default=0.0))
        found += weight * best
        if weight * (1.0 - best) > missing:
            missing = weight * (1.0 - best)
    return (found / wanted.weight if wanted.weight else 0.0), missing


def _sounds_shared(first: Prepared, second: Prepared) -> float:
    total = len(first.phrase.folded) + len(second.phrase.folded) - 2
    if total <= 0:
        return 0.0
    theirs = second.sounds
    return (
        2 * sum(min(n, theirs[pair]) for pair, n in first.sounds.items() if pair in theirs) / total
    )


def _characters_shared(first: Prepared, second: Prepared) -> float:
    total = first.characters_total + second.characters_total
    if not total:
        return 0.0
    theirs = second.characters
    return 2 * sum(min(w, theirs[c]) for c, w in first.characters.items() if c in theirs) / total


def features(
    query: Prepared, entry: Prepared, siblings: Set[str] = frozenset()
) -> tuple[float, ...]:
    """The values of FEATURES for a pair, each 0 to 1.

    siblings: words of the other phrasings of the same entry.
    """
    query_found, _ = _found(query, entry, siblings)
    entry_found, entry_missing = _found(entry, query)
    asked, answered = query.phrase.kinds, entry.phrase.kinds
    return (
        query_found,
        entry_found,
        _characters_shared(query, entry),
        _sounds_shared(query, entry),
        fuzz.ratio(query.spelt, entry.spelt) / 100,
        fuzz.token_set_ratio(query.spelt, entry.spelt) / 100,
        entry_missing,
        float(bool(asked) and bool(answered) and not asked & answered),
        float(query.phrase.negated != entry.phrase.negated),
        float(query.phrase.numbers != entry.phrase.numbers),
    )


def likelihood(
    query: Prepared, entry: Prepared, veto: float, siblings: Set[str] = frozenset()
) -> float:
    """0 to 1: how likely both ask the same; veto is taken off the logit where they contradict."""
    logit = _INTERCEPT - (veto if contradict(query.sides, entry.sides) else 0.0)
    for weight, value in zip(_WEIGHTS, features(query, entry, siblings), strict=True):
        logit += weight * value
    return 1.0 / (1.0 + math.exp(-logit))
