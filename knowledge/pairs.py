"""Ways of telling whether two questions ask the same, side by side on labelled pairs. [P]

The weights of `knowledge.score` were learnt on such pairs, so they are not measured with what they
were taught: the pairs are parted in FOLDS, and each part is judged by weights learnt on the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.baselines import BASELINES
from knowledge.evaluate import auroc
from knowledge.learn import Pair, judge
from knowledge.phrase import analyse
from knowledge.score import likelihood, prepare
from knowledge.thresholds import DEFAULT

FOLDS = 2

OURS = "ours"
SHIPPED = "ours, as shipped (taught with these)"


@dataclass(frozen=True)
class PairScores:
    """auroc: chance that a pair that asks the same scores above one that does not. accuracy: share
    judged right at the threshold that is best for these pairs."""

    auroc: float
    accuracy: float


def compare(pairs: Sequence[Pair]) -> dict[str, PairScores]:
    """Every way by name, ours first."""
    corpus = dict.fromkeys(text for first, second, _ in pairs for text in (first, second))
    found = {OURS: _over_folds(pairs), SHIPPED: _scores([_shipped(p) for p in pairs], pairs)}
    for name, way in BASELINES.items():
        likeness = way(corpus)
        found[name] = _scores([likeness(first, second) for first, second, _ in pairs], pairs)
    return found


def _over_folds(pairs: Sequence[Pair]) -> PairScores:
    parts = [_scores(*judge(pairs, fold, FOLDS)) for fold in range(FOLDS)]
    return PairScores(
        float(np.mean([part.auroc for part in parts])),
        float(np.mean([part.accuracy for part in parts])),
    )


def _shipped(pair: Pair) -> float:
    first, second = (prepare(analyse(text)) for text in pair[:2])
    return likelihood(first, second, DEFAULT.veto)


def _scores(given: Sequence[float], pairs: Sequence[Pair]) -> PairScores:
    same = np.array([label for *_, label in pairs], dtype=bool)
    scores = np.array(given)
    return PairScores(auroc(scores[same].tolist(), scores[~same].tolist()), _best(scores, same))


def _best(scores: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """The best accuracy that any threshold gives: pairs at or above it are taken for the same."""
    order = np.argsort(-scores, kind="stable")
    right: NDArray[np.intp] = np.cumsum(same[order]) + np.sum(~same) - np.cumsum(~same[order])
    # Only between different scores can a threshold lie.
    ends = np.append(np.diff(scores[order]) != 0, True)
    return float(max(np.max(right[ends]), np.sum(~same)) / len(same))
