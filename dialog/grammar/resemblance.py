"""How much an utterance resembles what people in danger say. [P]

Lists end; people do not. The table `danger_resemblance.tsv` gives a weight to runs of one to three
characters, to pairs of syllables and to families of `danger_cues.yaml`: how much more each stands
in tellings of danger than in what else a hotline is told. `hotline bench danger --learn` writes it
from labelled lines. Those of `danger_examples.tsv` are kept here: the one most alike tells an
operator why.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log, sqrt

from dialog.grammar.cues import families
from dialog.grammar.weights import BIAS
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

LONGEST = 3
"""Characters of the longest run."""


@lru_cache(maxsize=512)
def resemblance(text: str, syllables: tuple[str, ...]) -> float:
    """How much an utterance is like those in danger; above 0 it is likelier one than not. text:
    folded, without marks. syllables: toneless, as it sounded."""
    weights = _weights()
    known = [weights[part] for part in features(text, syllables) if part in weights]
    return weights[BIAS] + sum(known) / sqrt(max(1, len(known)))


@lru_cache(maxsize=64)
def nearest(text: str, syllables: tuple[str, ...], kind: str) -> str:
    """The example of a kind of danger that an utterance is most like; "" where there is none."""
    told, rarity = features(text, syllables), _rarity()
    shared = (
        (sum(rarity[part] for part in told & one.parts) / one.length, one.text)
        for one in _examples()
        if one.kind == kind
    )
    return max(shared, default=(0.0, ""))[1]


def features(text: str, syllables: tuple[str, ...]) -> frozenset[str]:
    """Runs of characters, pairs of syllables with the accent folded ("~zao fo"), names of families
    ("#smoke")."""
    return frozenset((*_runs(text), *_pairs(syllables), *(f"#{name}" for name in families(text))))


def _runs(text: str) -> Iterator[str]:
    for length in range(1, LONGEST + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _pairs(syllables: tuple[str, ...]) -> Iterator[str]:
    heard = folded(syllables)
    for first, second in pairwise(heard):
        yield f"~{first} {second}"


# --- the tables ---


@dataclass(frozen=True)
class _Example:
    """parts: its features. length: of the vector of their rarities."""

    kind: str
    text: str
    parts: frozenset[str]
    length: float


@cache
def _weights() -> Mapping[str, float]:
    return {feature: float(weight) for weight, feature in _lines("danger_resemblance.tsv")}


@cache
def _told() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(kind, line, its features) of the examples of danger."""
    lines = _lines("danger_examples.tsv")
    told = [(kind, line) for kind, line in lines if kind != "none"]
    return tuple((kind, line, features(line, pinyin(line))) for kind, line in told)


@cache
def _rarity() -> Mapping[str, float]:
    """By feature, the square of the logarithm of how few examples have it."""
    often = Counter(part for _, _, parts in _told() for part in parts)
    return {part: log(len(_told()) / times) ** 2 for part, times in often.items()}


@cache
def _examples() -> tuple[_Example, ...]:
    rarity = _rarity()
    return tuple(
        _Example(kind, line, parts, sqrt(sum(rarity[part] for part in parts)))
        for kind, line, parts in _told()
    )


def _lines(name: str) -> Iterator[tuple[str, str]]:
    text = files("dialog.grammar").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("# "):
            first, second = line.split("\t")
            yield first, second
