"""Danger: how much of it is known, and the table of what resembles it.

Learning is a logistic regression by steps of its own size for each weight (Adagrad), in an order
that is always the same, so that the same lines give the same table.
"""

import csv
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dialog.grammar.danger import OWN_LIFE, danger, doubt
from dialog.grammar.resemblance import BIAS, features
from dialog.grammar.utterance import utterance

ROUNDS = 8
STEP = 0.3
DECAY = 1e-4
SEED = 1
RARE = 2
"""Lines that must have a feature for it to be learnt."""
NEAR = 3
"""Times that a line counts which is close to danger and none."""
WEIGHT = 4.0
"""Times that a telling of danger counts: there are far fewer of them than of other matters."""
LEAST = 1.5
"""Weights less than this are left out of the table."""


CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Line:
    """kind: of danger, or "none"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Found:
    """Of lines that tell danger: how many, an alarm at once, of those the right kind, and asked
    about; of the others: how many, alarms, and asked about."""

    told: int
    alarms: int
    right: int
    asked: int
    plain: int
    false_alarms: int
    false_asked: int


def read(file: Path) -> tuple[Line, ...]:
    """Lines of kind, tab, words; "#" begins a remark. Raises OSError, ValueError."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return tuple(Line(kind, text) for kind, text in pairs)


def strings(place: str) -> tuple[str, ...]:
    """Every text of a file once, for counting false alarms. place: the file, or "file:3,4" with the
    numbers of its columns, parted by tabs or, in a csv, by commas. Raises OSError."""
    file, _, wanted = place.partition(":")
    columns = [int(number) - 1 for number in wanted.split(",") if number]
    with Path(file).open(encoding="utf-8-sig", newline="") as stream:
        by_comma = file.endswith(".csv")
        rows = csv.reader(stream) if by_comma else (line.rstrip().split("\t") for line in stream)
        cells = [cell for row in rows for n, cell in enumerate(row) if not columns or n in columns]
    return tuple(dict.fromkeys(cell for cell in cells if CHINESE.search(cell)))


def measure(lines: Iterable[Line]) -> Found:
    """What becomes of them. The caller's own life is one kind, however far it went."""
    count: Counter[str] = Counter()
    for line in lines:
        said = utterance(line.text)
        told = "none" if line.kind == "none" else "told"
        count[told] += 1
        if found := danger(said):
            count[f"{told} alarm"] += 1
            count["right"] += _same(found.kind, line.kind)
        elif doubt(said):
            count[f"{told} asked"] += 1
    return Found(
        count["told"], count["told alarm"], count["right"], count["told asked"],
        count["none"], count["none alarm"], count["none asked"],
    )  # fmt: skip


def learn(lines: Sequence[Line], plain: Sequence[str]) -> Iterator[tuple[float, str]]:
    """(weight, feature), the bias first, then those that matter most. plain: what else a hotline
    is told, far from danger."""
    told = [(_features(line.text), True) for line in lines if line.kind != "none"]
    near = [(_features(line.text), False) for line in lines if line.kind == "none"]
    shown = [*told, *near * NEAR, *((_features(text), False) for text in plain)]
    often = Counter(feature for parts, _ in shown for feature in parts)
    known = sorted(feature for feature, times in often.items() if times >= RARE)
    index = {feature: place for place, feature in enumerate(known)}
    bias, weights = _fitted(
        [(np.array([index[f] for f in sorted(parts) if f in index], dtype=np.int64), is_danger)
         for parts, is_danger in shown],
        len(known),
    )  # fmt: skip
    yield round(bias, 2), BIAS
    for place in np.argsort(-np.abs(weights), kind="stable"):
        if abs(weights[place]) >= LEAST:
            yield round(float(weights[place]), 2), known[place]


Shown = list[tuple[npt.NDArray[np.int64], bool]]


def _fitted(shown: Shown, size: int) -> tuple[float, npt.NDArray[np.float64]]:
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


def _features(text: str) -> frozenset[str]:
    said = utterance(text)
    return features(said.text, said.syllables)


def _same(found: str, kind: str) -> bool:
    return found == kind or (found in OWN_LIFE and kind in OWN_LIFE)
