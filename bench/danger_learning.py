"""Learning what danger sounds like, and which danger it is.

Both are logistic regressions by steps of its own size for each weight (Adagrad), in an order that
is always the same, so that the same lines give the same tables.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

from bench.danger import NONE, Line
from dialog.grammar.resemblance import features
from dialog.grammar.utterance import utterance
from dialog.grammar.weights import BIAS

RARE = 2
"""Lines that must have a feature for it to be learnt."""

ROUNDS = 8
STEP = 0.3
DECAY = 1e-4
SEED = 1
NEAR = 3
"""Times that a line counts which is close to danger and none."""
WEIGHT = 4.0
"""Times that a telling of danger counts: there are far fewer of them than of other matters."""
LEAST = 0.6
"""Weights less than this are left out of the table of what resembles danger."""

KIND_ROUNDS = 150
KIND_STEP = 0.5
KIND_DECAY = 0.1
KIND_LEAST = 0.15
"""Weights less than this are left out of the table of kinds."""

Vector = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
Shown = list[tuple[Vector, bool]]


def learn(lines: Sequence[Line], plain: Sequence[str]) -> Iterator[tuple[float, str]]:
    """(weight, feature), the bias first, then those that matter most. plain: what else a hotline
    is told, far from danger."""
    told = [(_features(line.text), True) for line in lines if line.kind != NONE]
    near = [(_features(line.text), False) for line in lines if line.kind == NONE]
    shown = [*told, *near * NEAR, *((_features(text), False) for text in plain)]
    index = _index([parts for parts, _ in shown])
    known = list(index)
    bias, weights = _fitted(
        [(_places(parts, index), is_danger) for parts, is_danger in shown], len(known)
    )
    yield round(bias, 2), BIAS
    for place in np.argsort(-np.abs(weights), kind="stable"):
        if abs(weights[place]) >= LEAST:
            yield round(float(weights[place]), 2), known[place]


def learn_kinds(lines: Sequence[Line]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """(feature, weight by kind), the bias first. Of a line that may be of several kinds the first
    counts; those of no danger count for nothing."""
    told = [(_features(line.text), line.kinds[0]) for line in lines if line.kind != NONE]
    index = _index([parts for parts, _ in told])
    kinds = sorted({kind for _, kind in told})
    shown, meant = np.zeros((len(told), len(index))), np.zeros((len(told), len(kinds)))
    for row, (parts, kind) in enumerate(told):
        places = _places(parts, index)
        shown[row, places] = 1 / sqrt(max(1, len(places)))
        meant[row, kinds.index(kind)] = 1
    common, weights = _sorted_out(shown, meant)
    yield BIAS, _by_kind(kinds, common)
    for feature, place in index.items():
        if found := _by_kind(kinds, weights[place], KIND_LEAST):
            yield feature, found


def _sorted_out(shown: Weights, meant: Weights) -> tuple[Weights, Weights]:
    """The bias by kind, and the weights by feature and kind. shown: lines by features. meant: lines
    by kinds, 1 where a line is of a kind."""
    weights, common = np.zeros((shown.shape[1], meant.shape[1])), np.zeros(meant.shape[1])
    steps, common_steps = np.full_like(weights, 1e-6), np.full_like(common, 1e-6)
    for _ in range(KIND_ROUNDS):
        scores = shown @ weights + common
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = shares / shares.sum(axis=1, keepdims=True) - meant
        slope, common_slope = shown.T @ error + KIND_DECAY * weights, error.sum(axis=0)
        steps += slope * slope
        common_steps += common_slope * common_slope
        weights -= KIND_STEP * slope / np.sqrt(steps)
        common -= KIND_STEP * common_slope / np.sqrt(common_steps)
    return common, weights


def _by_kind(kinds: Sequence[str], weights: Weights, least: float = 0.0) -> Mapping[str, float]:
    pairs = zip(kinds, map(float, weights), strict=True)
    return {kind: round(weight, 2) for kind, weight in pairs if abs(weight) >= least}


def _fitted(shown: Shown, size: int) -> tuple[float, Weights]:
    """The bias and the weights."""
    order = random.Random(SEED)
    weights, steps, bias = np.zeros(size), np.full(size, 1e-6), -2.0
    for _ in range(ROUNDS):
        order.shuffle(shown)
        for places, is_danger in shown:
            if not len(places):
                continue
            share = 1 / sqrt(len(places))
            score = bias + float(weights[places].sum()) * share
            error = (1 / (1 + exp(-score)) - is_danger) * (WEIGHT if is_danger else 1)
            slope = error * share + DECAY * weights[places]
            steps[places] += slope * slope
            weights[places] -= STEP * slope / np.sqrt(steps[places])
            bias -= 0.02 * error
    return bias, weights


def _index(shown: Sequence[frozenset[str]]) -> Mapping[str, int]:
    """The place of each feature that is not rare."""
    often = Counter(feature for parts in shown for feature in parts)
    known = sorted(feature for feature, times in often.items() if times >= RARE)
    return {feature: place for place, feature in enumerate(known)}


def _places(parts: frozenset[str], index: Mapping[str, int]) -> Vector:
    return np.array([index[part] for part in sorted(parts) if part in index], dtype=np.int64)


def _features(text: str) -> frozenset[str]:
    said = utterance(text)
    return features(said.text, said.syllables)
