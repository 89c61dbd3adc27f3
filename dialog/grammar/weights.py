"""Tables of weights by feature and class, and what they make of the features of an utterance. [P]

A table is learnt as a logistic regression (`bench.danger_learning`, `bench.reply_learning`) and
kept as lines of feature, tab, and class:weight.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp, sqrt

BIAS = "bias"
"""How common each class is, of which nothing else is known, as a line of a table."""

Table = Mapping[str, Mapping[str, float]]
"""By feature and class."""


@cache
def table(name: str) -> Table:
    """A file of this folder."""
    text = files("dialog.grammar").joinpath(name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    return {feature: _weights(told) for feature, told in rows}


def _weights(told: str) -> Mapping[str, float]:
    pairs = (pair.split(":") for pair in told.split())
    return {name: float(weight) for name, weight in pairs}


def scores(features: Iterable[str], weights: Table) -> Mapping[str, float]:
    """By class; each feature counts less where there are many."""
    known = [weights[feature] for feature in features if feature in weights]
    length = sqrt(max(1, len(known)))
    return {
        name: common + sum(each.get(name, 0.0) for each in known) / length
        for name, common in weights[BIAS].items()
    }


def shares(scored: Mapping[str, float]) -> Mapping[str, float]:
    """How likely each class is, 0 to 1; together 1."""
    most = max(scored.values())
    likely = {name: exp(score - most) for name, score in scored.items()}
    return {name: share / sum(likely.values()) for name, share in likely.items()}
