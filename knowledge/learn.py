"""Learning the weights of `knowledge.score` from question pairs; prints what stands there. [P]

A pair file has two questions and a 1 (same) or 0 (different) a line, separated by tabs or as CSV;
a heading line is allowed. Each file counts the same, whatever its length.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EvaluationUnreadable
from knowledge.phrase import analyse
from knowledge.score import FEATURES, OPPOSING, features, prepare
from knowledge.thresholds import DEFAULT
from knowledge.veto import contradict

Floats = NDArray[np.float64]
Pair = tuple[str, str, int]

_STEPS = 4000
_STEP = 1.0
_RIDGE = 1e-4


def read_pairs(path: Path) -> list[Pair]:
    """Raises EvaluationUnreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix == ".csv":
                rows = list(csv.reader(lines))
            else:
                rows = [line.rstrip("\r\n").split("\t") for line in lines]
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationUnreadable(
            f"{path}: cannot be read ({error}); check path and encoding"
        ) from None
    pairs = [(r[0], r[1], int(r[2])) for r in rows if len(r) == 3 and r[2] in ("0", "1")]
    if not pairs:
        raise EvaluationUnreadable(f"{path}: no line of two questions and a 0 or 1")
    return pairs


def learn(files: Iterable[Sequence[Pair]]) -> tuple[dict[str, float], float]:
    """(weight of each feature, intercept): the mean of what each file teaches.

    A feature that speaks for likeness never gets a negative weight, nor an opposing one a positive:
    what pairs of one kind teach by chance must not turn round elsewhere.
    """
    taught = [_fit(*_table(pairs)) for pairs in files]
    mean = np.mean(taught, axis=0)
    return dict(zip(FEATURES, (float(w) for w in mean), strict=False)), float(mean[-1])


def judge(pairs: Sequence[Pair], fold: int, folds: int) -> tuple[list[float], Sequence[Pair]]:
    """Every `folds`th pair from `fold` on, with its logit by weights learnt on all the others.
    Contradictions count as they do in matching."""
    rows, same = _table(pairs)
    vetoed = np.array([_vetoed(pair) for pair in pairs])
    asked = np.arange(len(pairs)) % folds == fold
    weights = _fit(rows[~asked], same[~asked])
    logits = rows[asked] @ weights[:-1] + weights[-1] - DEFAULT.veto * vetoed[asked]
    return logits.tolist(), [pair for pair, own in zip(pairs, asked, strict=True) if own]


def _vetoed(pair: Pair) -> bool:
    first, second = (prepare(analyse(text)).sides for text in pair[:2])
    return contradict(first, second)


def _table(pairs: Sequence[Pair]) -> tuple[Floats, Floats]:
    rows = [features(prepare(analyse(a)), prepare(analyse(b))) for a, b, _ in pairs]
    return np.array(rows), np.array([float(same) for _, _, same in pairs])


def _fit(rows: Floats, same: Floats) -> Floats:
    """Ridge logistic regression by projected gradient descent; the last weight is the intercept."""
    rows = np.column_stack([rows, np.ones(len(rows))])
    lower = np.array([*(-np.inf if f in OPPOSING else 0.0 for f in FEATURES), -np.inf])
    upper = np.array([*(0.0 if f in OPPOSING else np.inf for f in FEATURES), np.inf])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (expected - same) / len(same) + _RIDGE * weights
        weights = np.clip(weights - _STEP * gradient, lower, upper)
    return weights
