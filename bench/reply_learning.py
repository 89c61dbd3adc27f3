"""Learning what callback replies are like: a logistic regression over runs of characters.

Steps of its own size for each weight (Adagrad), over all replies at once and from nothing, so that
the same replies give the same table.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import get_args

import numpy as np
import numpy.typing as npt

from dialog.grammar.plain import plain
from dialog.grammar.reply_likeness import runs
from dialog.grammar.utterance import utterance
from dialog.grammar.weights import BIAS
from dialog.satisfaction import Label

LABELS = get_args(Label)

RARE = 2
"""Replies that must have a run for it to be learnt."""

ROUNDS = 150
STEP = 0.5
DECAY = 0.1
LEAST = 0.25
"""Weights less than this are left out."""

Places = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Shown:
    """Replies by runs, where they are not 0: the reply, the run, the value, one a place. starts:
    the first place of each reply. by_run: the places in the order of runs; run_starts: the first of
    each run there."""

    reply: Places
    run: Places
    value: Weights
    starts: Places
    by_run: Places
    run_starts: Places


def learn(replies: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """(run, weight by label), the bias first. replies: words, label."""
    told = [runs(plain(utterance(text))) for text, _ in replies]
    often = Counter(run for parts in told for run in parts)
    index = {
        run: n for n, run in enumerate(sorted(r for r, times in often.items() if times >= RARE))
    }
    meant = np.zeros((len(replies), len(LABELS)))
    meant[np.arange(len(replies)), [LABELS.index(label) for _, label in replies]] = 1
    common, weights = _fitted(_shown(told, index), meant, len(index))
    yield BIAS, _by_label(common, 0.0)
    for run, place in index.items():
        if found := _by_label(weights[place], LEAST):
            yield run, found


def _shown(told: Sequence[Sequence[str]], index: Mapping[str, int]) -> _Shown:
    places = [[index[run] for run in parts if run in index] for parts in told]
    counts = np.array([len(each) for each in places])
    run = np.array([place for each in places for place in each], dtype=np.int64)
    by_run = np.argsort(run, kind="stable")
    return _Shown(
        reply=np.repeat(np.arange(len(told)), counts),
        run=run,
        value=np.repeat([1 / sqrt(max(1, count)) for count in counts], counts)[:, None],
        starts=np.cumsum(counts) - counts,
        by_run=by_run,
        run_starts=np.searchsorted(run[by_run], np.arange(len(index))),
    )


def _fitted(shown: _Shown, meant: Weights, size: int) -> tuple[Weights, Weights]:
    """The bias by label, and the weights by run and label. meant: replies by labels, 1 where a
    reply has a label. Every reply has a run: its beginning."""
    weights, common = np.zeros((size, meant.shape[1])), np.zeros(meant.shape[1])
    steps, common_steps = np.full_like(weights, 1e-6), np.full_like(common, 1e-6)
    for _ in range(ROUNDS):
        scores = np.add.reduceat(weights[shown.run] * shown.value, shown.starts) + common
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = shares / shares.sum(axis=1, keepdims=True) - meant
        pulls = (error[shown.reply] * shown.value)[shown.by_run]
        slope = np.add.reduceat(pulls, shown.run_starts) + DECAY * weights
        common_slope = error.sum(axis=0)
        steps += slope * slope
        common_steps += common_slope * common_slope
        weights -= STEP * slope / np.sqrt(steps)
        common -= STEP * common_slope / np.sqrt(common_steps)
    return common, weights


def _by_label(weights: Weights, least: float) -> Mapping[str, float]:
    pairs = zip(LABELS, map(float, weights), strict=True)
    return {label: round(weight, 1) for label, weight in pairs if abs(weight) >= least}
