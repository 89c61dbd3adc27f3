"""How much a word or a character tells, from its frequency in general Chinese. [P]

A knowledge base is too small to count words in, and a count would change with each entry. jieba's
dictionary carries counts of a large general corpus; they are the prior here, the same for all.
"""

import logging
import math
from collections import ChainMap, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jieba

from knowledge import lexicon

FUNCTION_WEIGHT = 0.15
"""What is left of the weight of a function word."""

_RAREST = 16.0
"""-ln of the frequency at which weight reaches 1: about one in nine million."""

jieba.setLogLevel(logging.WARNING)


@dataclass(frozen=True)
class _Corpus:
    """words, total: jieba's counts before our terms were added; characters: summed over words."""

    tokenizer: jieba.Tokenizer
    words: Mapping[str, int]
    total: int
    characters: Mapping[str, int]
    characters_total: int


_NOISE = 10
"""Rarer words change the count of no character noticeably, and are most of the dictionary."""

_OURS = 500
"""Count that keeps a term of the lexicon whole against its parts."""


@lru_cache(maxsize=1)
def _corpus() -> _Corpus:
    own = jieba.Tokenizer()  # not the package-wide one: our terms must not leak out, nor others in
    own.initialize()
    characters: defaultdict[str, int] = defaultdict(int)
    for word, count in own.FREQ.items():
        if count >= _NOISE:
            for character in word:
                characters[character] += count
    before = {term: own.FREQ.get(term, 0) for term in lexicon.TERMS}
    total = own.total
    for term in sorted(lexicon.TERMS):
        if before[term] < _OURS:
            own.add_word(term, freq=_OURS)
    words = ChainMap(before, own.FREQ)
    return _Corpus(own, words, total, characters, sum(characters.values()))


def segment(text: str) -> list[str]:
    """Words of a text; terms of the lexicon stay whole."""
    words: list[str] = _corpus().tokenizer.lcut(text, HMM=False)
    return words


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
def of_character(character: str) -> float:
    """0 to 1, like `of_word`."""
    corpus = _corpus()
    weight = _information(corpus.characters.get(character, 0), corpus.characters_total)
    return weight * FUNCTION_WEIGHT if character in lexicon.FUNCTION_WORDS else weight
