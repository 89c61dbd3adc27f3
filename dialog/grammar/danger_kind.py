"""Which danger it is, and so whose number is told. [P]

One utterance may hold signs of several: who is beaten bleeds, a gas bottle burns. What the whole of
it is most like decides, weighed by `danger_kinds.tsv`, which `hotline bench danger --learn-kinds`
writes from labelled lines: how much each part of an utterance (`resemblance.features`) speaks for
each kind. A phrase that tells a kind (`danger.yaml`) speaks for it too.
"""

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, sqrt

from dialog.grammar.resemblance import features

BIAS = "bias"
"""How common each kind is, as a line of the table."""

TOLD = 1.0
"""What a phrase adds for its kind, in the measure of the table's weights."""


def likely(
    text: str, syllables: tuple[str, ...], told: Collection[str] = ()
) -> Mapping[str, float]:
    """How likely each kind is of one in danger, 0 to 1; together 1. text: folded, without marks.
    syllables: toneless, as it sounded. told: kinds of which a phrase was said."""
    scores = {
        kind: score + TOLD * (kind in told) for kind, score in _scores(text, syllables).items()
    }
    most = max(scores.values())
    shares = {kind: exp(score - most) for kind, score in scores.items()}
    return {kind: share / sum(shares.values()) for kind, share in shares.items()}


@lru_cache(maxsize=64)
def _scores(text: str, syllables: tuple[str, ...]) -> Mapping[str, float]:
    table = _table()
    known = [table[part] for part in features(text, syllables) if part in table]
    length = sqrt(max(1, len(known)))
    return {
        kind: common + sum(weights.get(kind, 0.0) for weights in known) / length
        for kind, common in table[BIAS].items()
    }


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    """By feature and kind, the weight."""
    text = files("dialog.grammar").joinpath("danger_kinds.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    return {feature: _weights(told) for feature, told in rows}


def _weights(told: str) -> Mapping[str, float]:
    pairs = (pair.split(":") for pair in told.split())
    return {kind: float(weight) for kind, weight in pairs}
