"""How much a word or a character tells, from its frequency in general Chinese. [P]

A knowledge base is too small to count words in, and a count would change with each entry. jieba's
dictionary carries counts of a large general corpus; they are the prior here, the same for all.
"""

import logging
import math
import sys
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jieba
import numpy as np

from knowledge import lexicon

FUNCTION_WEIGHT = 0.15
"""What is left of the weight of a function word."""

_RAREST = 16.0
"""-ln of the frequency at which weight reaches 1: about one in nine million."""

jieba.setLogLevel(logging.WARNING)


@dataclass(frozen=True)
class _Corpus:
    """spelt: counts of words to segment by, 0 for what only begins one, and their total. words,
    total: the counts before our terms were added; characters: summed over words."""

    spelt: Mapping[str, int]
    spelt_total: int
    words: Mapping[str, int]
    total: int
    characters: Mapping[str, int]
    characters_total: int


_NOISE = 10
"""Rarer words change the count of no character noticeably, and are most of the dictionary."""

_OURS = 500
"""Count that keeps a term of the lexicon whole against its parts."""

_COMMON = 50
"""Count in jieba's dictionary, of 60 million words."""


@lru_cache(maxsize=1)
def _corpus() -> _Corpus:
    own = jieba.Tokenizer()  # not the package-wide one: our terms must not leak out, nor others in
    own.initialize()
    characters = _characters(own.FREQ)
    before = {term: own.FREQ.get(term, 0) for term in lexicon.TERMS}
    total = own.total
    for term in sorted(lexicon.TERMS):
        if before[term] < _OURS:
            own.add_word(term, freq=_OURS)
    words = ChainMap(before, own.FREQ)
    return _Corpus(own.FREQ, own.total, words, total, characters, sum(characters.values()))


def _characters(counts: Mapping[str, int]) -> Mapping[str, int]:
    """How often each character stands in the words of these counts."""
    words = [word for word, count in counts.items() if count >= _NOISE]
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32)
    times = np.repeat([counts[word] for word in words], [len(word) for word in words])
    sums = np.bincount(codes, times)
    return {chr(code): int(sums[code]) for code in np.flatnonzero(sums).tolist()}


def segment(text: str) -> list[str]:
    """Words of a text: the likeliest by their counts; terms of the lexicon stay whole, and so does
    a run of Latin letters and digits.

    The same as jieba's own cut without its HMM, of which it takes a fifth of the time.
    """
    ends = _best_ends(text)
    words: list[str] = []
    at, run = 0, False
    while at < len(text):
        end = ends[at]
        loose = end - at == 1 and text[at].isascii() and text[at].isalnum()
        if run and loose:
            words[-1] += text[at]
        else:
            words.append(sys.intern(text[at:end]))
        at, run = end, loose
    return words


def _best_ends(text: str) -> list[int]:
    """For each character where the likeliest word that begins there ends."""
    spelt, costs = _corpus().spelt, _costs()
    size = len(text)
    unknown = _cost("", costs)
    best, ends = [0.0] * (size + 1), [0] * size
    for at in range(size - 1, -1, -1):
        least, chosen = sys.float_info.max, at
        for end in range(at + 1, size + 1):
            word = text[at:end]
            if (cost := costs.get(word)) is None:
                if word not in spelt:
                    break
                cost = _cost(word, costs)
            if (cost := cost + best[end]) <= least:  # of two alike the longer word
                least, chosen = cost, end
        if chosen == at:
            least, chosen = unknown + best[at + 1], at + 1
        best[at], ends[at] = least, chosen
    return ends


@lru_cache(maxsize=1)
def _costs() -> dict[str, float]:
    """-ln of the frequency of each word met so far, infinite for what only begins a word."""
    return {}


def _cost(word: str, costs: dict[str, float]) -> float:
    corpus = _corpus()
    count = corpus.spelt.get(word, 1)
    costs[word] = math.log(corpus.spelt_total / count) if count else math.inf
    return costs[word]


def _information(count: int, total: int) -> float:
    return min(1.0, math.log(total / (count + 1)) / _RAREST)


@lru_cache(maxsize=65536)
def of_word(word: str) -> float:
    """0 to 1: high for a word that names a matter (公积金), low for one that does not (怎么)."""
    corpus = _corpus()
    count = corpus.words.get(word, 0)
    if not count and len(word) > 1:  # unknown compound: as telling as its characters
        weight = max(of_character(c) for c in word)
    else:
        weight = _information(count, corpus.total)
    return weight * FUNCTION_WEIGHT if word in lexicon.FUNCTION_WORDS else weight


@lru_cache(maxsize=32768)
def is_common(word: str) -> bool:
    """Whether it is a word that people say: rare ones stand where something else was misheard."""
    return _corpus().words.get(word, 0) >= _COMMON


def of_character(character: str) -> float:
    """0 to 1, like `of_word`."""
    corpus = _corpus()
    weight = _information(corpus.characters.get(character, 0), corpus.characters_total)
    return weight * FUNCTION_WEIGHT if character in lexicon.FUNCTION_WORDS else weight
