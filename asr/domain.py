"""What is talked about here: words and pairs of words of the product's own texts. [P]

The general vocabulary knows how often a word is said, but not which follows which, and it knows
no street of this city. Both are counted in texts of the domain: questions, answers, prompts, names.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from asr.vocabulary import CHINESE, LONGEST_WORD, Vocabulary, slips

_WEIGHT = 0.2
"""How much of what is said is taken to be of the domain, 0 to 1."""
_PAIR_WEIGHT = 0.5
_NAME = 2e-5
"""Probability of a name that the texts do not mention."""
_UNKNOWN = -18.0
_SPOKEN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True)
class Texts:
    """What a product knows of its callers' words. sentences: as they are said or written; only
    Chinese characters and digits count. names: each one word, of streets, units and the like.
    rare: names by the thousand (of villages), written where they fit but never listened for."""

    sentences: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Domain:
    """vocabulary: words of the domain by their probability there and in the language together.
    slips: its longer words with a syllable misheard. follow: what is gained, log, by a word after
    another: pairs that the texts hold."""

    vocabulary: Vocabulary
    slips: Vocabulary
    follow: Mapping[str, Mapping[str, float]]


_NOTHING = Vocabulary((), ())
NO_DOMAIN = Domain(_NOTHING, _NOTHING, {})


def learn(texts: Texts, general: Vocabulary) -> Domain:
    """Count texts (a second or two for a hundred thousand characters)."""
    named = (*texts.names, *texts.rare)
    names = {name for name in named if CHINESE.fullmatch(name) and len(name) <= LONGEST_WORD}
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    known = _Known(general, names)
    for text in texts.sentences:
        for clause in CHINESE.findall(text.translate(_SPOKEN_DIGITS)):
            words = tuple(_words(clause, known))
            counts.update(words)
            pairs.update(pairwise(words))
    total = max(sum(counts.values()), 1)
    usual: dict[str, float] = {}
    for word in counts.keys() | names:
        here = max(counts[word] / total, _NAME if word in names else 0.0)
        usual[word] = math.log(_WEIGHT * here + (1 - _WEIGHT) * math.exp(known[word]))
    vocabulary = Vocabulary.of(sorted(usual.items()))
    return Domain(vocabulary, slips(vocabulary), _follow(pairs, counts, usual))


def _follow(
    pairs: Mapping[tuple[str, str], int], counts: Mapping[str, int], usual: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Pairs that come together more often than by chance."""
    follow: dict[str, dict[str, float]] = defaultdict(dict)
    for (first, second), together in pairs.items():
        # A discount of a half, since many of the pairs met once were met by chance.
        seen = _PAIR_WEIGHT * (together - 0.5) / counts[first]
        gain = math.log(seen / math.exp(usual[second]) + 1 - _PAIR_WEIGHT)
        if gain > 0:
            follow[first][second] = gain
    return dict(follow)


class _Known(dict[str, float]):
    """Log probabilities of words, looked up once."""

    def __init__(self, general: Vocabulary, names: set[str]) -> None:
        super().__init__()
        self._general = general
        self._names = names

    def __missing__(self, word: str) -> float:
        score = self._general.score(word)
        if score is None:
            score = math.log(_NAME) if word in self._names else -math.inf
            if len(word) == 1:
                score = _UNKNOWN
        self[word] = score
        return score


def _words(clause: str, known: Mapping[str, float]) -> Iterator[str]:
    """The likeliest words of a text without punctuation."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(clause) + 1):
        starts = range(max(0, end - LONGEST_WORD), end)
        best.append(max((best[at][0] + known[clause[at:end]], at) for at in starts))
    cuts = [len(clause)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    for start, end in pairwise(reversed(cuts)):
        yield clause[start:end]
