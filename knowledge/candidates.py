"""A short list of phrasings worth comparing closely, from an inverted index. [P]"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge import weights
from knowledge.pinyin import fold, syllables
from knowledge.score import Prepared

Words = Sequence[str]
"""A phrasing: its canonical words."""

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]

_SOUND_SHARE = 0.5
"""Weight of a pair of folded sounds against the same pair of characters."""

MOST = 40_000
"""Postings looked at for one query, those of its rarest features first."""

# A feature is a number: its kind on top, below it one or two characters, or two sounds.
_KIND = 60
_PAIR = 1 << _KIND
_SOUNDS = 2 << _KIND
_CHARACTER_BITS = 21
_CHARACTER = (1 << _CHARACTER_BITS) - 1
_SOUND_BITS = 30
_LETTERS = 6
"""Letters of a syllable that count: "zhuang" has six."""


@dataclass(frozen=True)
class Index:
    """Postings over characters, pairs of characters and pairs of accent-folded sounds.

    features: sorted. Of features[i], numbers[starts[i]:starts[i + 1]] are the phrasings that have
    it, in order, and weights[i] is its weight. norms: of each phrasing.
    """

    features: Numbers
    starts: Numbers
    numbers: Numbers
    weights: Floats
    norms: Floats


def index(phrasings: Sequence[Prepared]) -> Index:
    return index_words([phrasing.phrase.words for phrasing in phrasings])


def index_words(phrasings: Sequence[Words]) -> Index:
    features, numbers = _occurrences(phrasings)
    return _index(features, numbers, len(phrasings))


def revised(old: Index, kept: NDArray[np.bool_], places: Numbers, added: Sequence[Words]) -> Index:
    """The index of the phrasings of `old` that are kept and of those added, the same as if built
    anew; `old` stays as it is.

    kept: for each old phrasing whether it stays. places: the new number of each kept phrasing, in
    rising order, then that of each added one, in rising order.
    """
    remaining = int(kept.sum())
    renumbered = np.full(len(kept), -1, dtype=np.int64)
    renumbered[kept] = places[:remaining]
    numbers = renumbered[old.numbers]
    stays = numbers >= 0
    features = np.repeat(old.features, np.diff(old.starts))[stays]
    numbers = numbers[stays]
    new_features, new_numbers = _occurrences(added)
    new_numbers = places[remaining:][new_numbers]
    # Both are sorted by feature: the new ones go behind the old ones of the same feature, and the
    # few groups that got any are put in order.
    at = np.searchsorted(features, new_features, side="right")
    features = np.insert(features, at, new_features)
    numbers = np.insert(numbers, at, new_numbers)
    touched = _groups(features, np.unique(new_features))
    order = np.lexsort((numbers[touched], features[touched]))
    numbers[touched] = numbers[touched][order]
    return _index(features, numbers, len(places))


def _groups(features: Numbers, wanted: Numbers) -> NDArray[np.bool_]:
    """Which of the sorted features are wanted. Looks up the few instead of sorting all as `isin`
    does, which for a large base stops every other thread for a fifth of a second."""
    edges = np.zeros(len(features) + 1, dtype=np.int64)
    np.add.at(edges, np.searchsorted(features, wanted), 1)
    np.subtract.at(edges, np.searchsorted(features, wanted, side="right"), 1)
    return np.cumsum(edges[:-1]) > 0


def shortlist(query: Prepared, among: Index, length: int) -> list[int]:
    """Numbers of at most `length` phrasings that share most with the query, best first. Of a large
    base the features of the query that most phrasings have are not looked at: see MOST."""
    wanted = np.unique(_features([query.phrase.words])[0])
    at = np.searchsorted(among.features, wanted)
    at = at[at < len(among.features)]
    at = at[np.isin(among.features[at], wanted)]
    at = at[np.argsort(among.starts[at + 1] - among.starts[at], kind="stable")]
    scores = np.zeros(len(among.norms))
    left = MOST
    for start, end, weight in zip(
        among.starts[at].tolist(),
        among.starts[at + 1].tolist(),
        among.weights[at].tolist(),
        strict=True,
    ):
        left -= end - start
        if left < 0:
            break
        scores[among.numbers[start:end]] += weight * weight
    best = np.flatnonzero(scores)
    scores = scores[best] / among.norms[best]
    if len(best) > length:
        top = np.argpartition(-scores, length - 1)[:length]
        best, scores = best[top], scores[top]
    order = np.lexsort((best, -scores))
    return [int(number) for number in best[order]]


def _index(features: Numbers, numbers: Numbers, total: int) -> Index:
    """features, numbers: an occurrence each, sorted by feature, then by number, each once."""
    first = np.flatnonzero(np.diff(features, prepend=-1))
    starts = np.append(first, len(features)).astype(np.int64)
    counts = np.diff(starts)
    own = features[first]
    weight = _priors(own) * np.log(1 + total / np.maximum(counts, 1))
    squares = np.bincount(numbers, np.repeat(weight * weight, counts), minlength=total)
    return Index(own, starts, numbers, weight, np.sqrt(squares + 1e-9))


def _occurrences(phrasings: Sequence[Words]) -> tuple[Numbers, Numbers]:
    """(features, numbers of the phrasings that have them), sorted, each pair once."""
    features, numbers = _features(phrasings)
    order = np.argsort(features, kind="stable")  # the numbers of a kind of feature rise already
    features, numbers = features[order], numbers[order]
    new = (np.diff(features, prepend=-1) != 0) | (np.diff(numbers, prepend=-1) != 0)
    return features[new], numbers[new]


def _features(phrasings: Sequence[Words]) -> tuple[Numbers, Numbers]:
    """Every feature of every phrasing, with the number of the phrasing."""
    texts = ["".join(words) for words in phrasings]
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    codes = characters.astype(np.int64)
    pairs, pair_owners = _pairs(codes, owners, _CHARACTER_BITS)
    heard = [[sound for word in words for sound in _sounds(word)] for words in phrasings]
    sounds = np.fromiter(chain.from_iterable(heard), dtype=np.int64)
    sound_owners = np.repeat(np.arange(len(heard)), [len(each) for each in heard])
    both, both_owners = _pairs(sounds, sound_owners, _SOUND_BITS)
    return (
        np.concatenate([codes, pairs | _PAIR, both | _SOUNDS]),
        np.concatenate([owners, pair_owners, both_owners]),
    )


def _pairs(values: Numbers, owners: Numbers, bits: int) -> tuple[Numbers, Numbers]:
    """Neighbours of the same owner as one number."""
    same = owners[1:] == owners[:-1]
    return ((values[:-1] << bits) | values[1:])[same], owners[1:][same]


@lru_cache(maxsize=65536)
def _sounds(word: str) -> tuple[int, ...]:
    """Its accent-folded syllables as numbers; of a longer run of Latin letters the beginning."""
    return tuple(_number(fold(syllable)[:_LETTERS]) for syllable in syllables(word))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + (ord(letter) & 31)
    return number


def _priors(features: Numbers) -> Floats:
    """How much each feature tells before it is counted here: see `knowledge.weights`."""
    kinds = features >> _KIND
    priors = np.full(len(features), _SOUND_SHARE)
    single, pair = kinds == 0, kinds == 1
    priors[single] = _of_characters(features[single])
    both = features[pair]
    first, second = (both >> _CHARACTER_BITS) & _CHARACTER, both & _CHARACTER
    priors[pair] = (_of_characters(first) + _of_characters(second)) / 2
    return priors


def _of_characters(codes: Numbers) -> Floats:
    different, places = np.unique(codes, return_inverse=True)
    known = np.array([weights.of_character(chr(code)) for code in different.tolist()])
    return known[places] if len(known) else np.zeros(0)
