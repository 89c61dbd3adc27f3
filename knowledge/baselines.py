"""Plain ways of comparing two texts, to see what the matcher is worth. [P]"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log, sqrt

from rapidfuzz import fuzz

from knowledge.entries import Entry
from knowledge.evaluate import Ranker
from knowledge.phrase import clean

Likeness = Callable[[str, str], float]
"""(question, text it is compared with) → 0 to 1."""

_K1 = 1.2
_B = 0.75


def character_tfidf(corpus: Iterable[str]) -> Likeness:
    """Cosine of TF-IDF over single characters and pairs of them, counted in `corpus`; what does not
    stand there counts nothing."""
    frequency, total = _frequency(corpus)

    @cache
    def vector(text: str) -> Mapping[str, float]:
        grams = {gram: n for gram, n in _grams(text).items() if frequency[gram]}
        values = {g: n * (log((1 + total) / (1 + frequency[g])) + 1) for g, n in grams.items()}
        length = sqrt(sum(value * value for value in values.values()))
        return {gram: value / length for gram, value in values.items()}

    def likeness(asked: str, text: str) -> float:
        known = vector(text)
        return min(1.0, sum(value * known.get(gram, 0.0) for gram, value in vector(asked).items()))

    return likeness


def bm25(corpus: Iterable[str]) -> Likeness:
    """BM25 over the same grams, as a share of what the question scores against itself."""
    texts = list(corpus)
    frequency, total = _frequency(texts)
    grams = cache(_grams)
    mean = sum(_grams(text).total() for text in texts) / max(1, total) or 1.0

    def score(asked: str, text: str) -> float:
        known = grams(text)
        rest = _K1 * (1 - _B + _B * known.total() / mean)
        return sum(
            log(1 + (total - frequency[gram] + 0.5) / (frequency[gram] + 0.5))
            * known[gram] * (_K1 + 1) / (known[gram] + rest)
            for gram in grams(asked) if gram in known and frequency[gram]
        )  # fmt: skip

    own = cache(lambda asked: score(asked, asked))
    return lambda asked, text: min(1.0, score(asked, text) / own(asked)) if own(asked) else 0.0


def plain_rapidfuzz(corpus: Iterable[str]) -> Likeness:
    """rapidfuzz's ratio of the characters; `corpus` teaches it nothing."""
    return lambda asked, text: fuzz.ratio(clean(asked), clean(text)) / 100


BASELINES: Mapping[str, Callable[[Iterable[str]], Likeness]] = {
    "character TF-IDF": character_tfidf,
    "BM25": bm25,
    "rapidfuzz": plain_rapidfuzz,
}


def ranker(way: Callable[[Iterable[str]], Likeness], entries: Sequence[Entry]) -> Ranker:
    """Entries by the likeness of their best phrasing."""
    likeness = way(phrasing for entry in entries for phrasing in entry.phrasings)

    def rank(text: str) -> tuple[tuple[str, float], ...]:
        best = [(e.id, max(likeness(text, phrasing) for phrasing in e.phrasings)) for e in entries]
        return tuple(sorted(best, key=lambda item: (-item[1], item[0])))

    return rank


def _frequency(corpus: Iterable[str]) -> tuple[Counter[str], int]:
    """In how many texts each gram stands, and how many texts there are."""
    frequency: Counter[str] = Counter()
    total = 0
    for text in corpus:
        frequency.update(set(_grams(text)))
        total += 1
    return frequency, total


def _grams(text: str) -> Counter[str]:
    plain = clean(text)
    return Counter([*plain, *(a + b for a, b in pairwise(plain))])
