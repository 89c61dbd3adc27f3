"""Plain ways of matching, to see what the matcher is worth. [P]"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from knowledge.entries import Entry
from knowledge.evaluate import Ranker
from knowledge.phrase import clean


def character_tfidf(entries: Sequence[Entry]) -> Ranker:
    """Cosine of TF-IDF over single characters and pairs of them."""
    documents = [(e.id, _grams(p)) for e in entries for p in e.phrasings]
    frequency = Counter(gram for _, grams in documents for gram in grams)
    columns = {gram: column for column, gram in enumerate(sorted(frequency))}
    idf = np.array([np.log((1 + len(documents)) / (1 + frequency[g])) + 1 for g in columns])

    def vector(grams: Counter[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        values = np.zeros(len(columns))
        for gram, count in grams.items():
            if gram in columns:
                values[columns[gram]] = count
        values *= idf
        length = np.linalg.norm(values)
        return values / length if length else values

    matrix = np.array([vector(grams) for _, grams in documents])
    owners = [owner for owner, _ in documents]

    def rank(text: str) -> tuple[tuple[str, float], ...]:
        return _by_entry(owners, (matrix @ vector(_grams(text))).tolist())

    return rank


def plain_rapidfuzz(entries: Sequence[Entry]) -> Ranker:
    """rapidfuzz's ratio of the characters."""
    phrasings = [(e.id, clean(p)) for e in entries for p in e.phrasings]
    owners = [owner for owner, _ in phrasings]

    def rank(text: str) -> tuple[tuple[str, float], ...]:
        heard = clean(text)
        return _by_entry(owners, [fuzz.ratio(heard, p) / 100 for _, p in phrasings])

    return rank


def _grams(text: str) -> Counter[str]:
    plain = clean(text)
    return Counter([*plain, *(a + b for a, b in pairwise(plain))])


def _by_entry(owners: Sequence[str], scores: Sequence[float]) -> tuple[tuple[str, float], ...]:
    best: dict[str, float] = {}
    for owner, score in zip(owners, scores, strict=True):
        best[owner] = max(score, best.get(owner, 0.0))
    return tuple(sorted(best.items(), key=lambda item: (-item[1], item[0])))
