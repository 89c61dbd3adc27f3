"""How much a word or a character tells, from its frequency in general Chinese. [P]

A knowledge base is too small to count words in, and a count would change with each entry. jieba's
dictionary carries counts of a large general corpus; they are the prior here, the same for all.
"""

import logging
import math
from collections import Counter
from functools import lru_cache

import jieba

from knowledge import lexicon

FUNCTION_WEIGHT = 0.15
"""What is left of the weight of a function word."""

_RAREST = 16.0
"""-ln of the frequency at which weight reaches 1: about one in nine million."""

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=1)
def tokenizer() -> jieba.Tokenizer:
    """jieba with the canonical words of the lexicon; our own, so that nobody else's words or
    ours leak through the package-wide one."""
    own = jieba.Tokenizer()
    own.initialize()
    for word in sorted(lexicon.TERMS):
        if word not in own.FREQ or own.FREQ[word] < 50:
            own.add_word(word, freq=500)
    return own


@lru_cache(maxsize=1)
def _characters() -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    for word, count in jieba.dt.FREQ.items():
        for character in word:
            counts[character] += count
    return counts, sum(counts.values())


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], int]:
    jieba.dt.initialize()
    return jieba.dt.FREQ, jieba.dt.total


def _information(count: int, total: int) -> float:
    return min(1.0, math.log(total / (count + 1)) / _RAREST)


@lru_cache(maxsize=65536)
def of_word(word: str) -> float:
    """0 to 1: high for a word that names a matter (公积金), low for one that does not (怎么)."""
    counts, total = _dictionary()
    count = counts.get(word, 0)
    if not count and len(word) > 1:  # unknown compound: as telling as its characters
        weight = max(of_character(c) for c in word)
    else:
        weight = _information(count, total)
    return weight * FUNCTION_WEIGHT if word in lexicon.FUNCTION_WORDS else weight


@lru_cache(maxsize=32768)
def of_character(character: str) -> float:
    """0 to 1, like `of_word`."""
    _dictionary()
    counts, total = _characters()
    weight = _information(counts[character], total)
    return weight * FUNCTION_WEIGHT if character in lexicon.FUNCTION_WORDS else weight
