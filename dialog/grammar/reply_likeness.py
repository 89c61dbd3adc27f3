"""What a callback reply is like, of all that citizens answer. [P]

Lists end; people do not. The table `reply_likeness.tsv` tells how much each run of one to three
characters speaks for each label of `dialog.satisfaction`. `hotline bench replies --learn` writes it
from the labelled replies of `reply_examples.tsv` and of other files.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, sqrt

LONGEST = 3
"""Characters of the longest run; where a reply begins and ends counts as one each."""

BIAS = "bias"
"""How common each label is, as a line of the table."""


@lru_cache(maxsize=64)
def likely(text: str) -> Mapping[str, float]:
    """How likely each label is, 0 to 1; together 1. text: in plain Mandarin, without marks."""
    table = _table()
    known = [table[run] for run in runs(text) if run in table]
    length = sqrt(max(1, len(known)))
    scores = {
        label: common + sum(weights.get(label, 0.0) for weights in known) / length
        for label, common in table[BIAS].items()
    }
    most = max(scores.values())
    shares = {label: exp(score - most) for label, score in scores.items()}
    return {label: share / sum(shares.values()) for label, share in shares.items()}


def telling(text: str, label: str) -> str:
    """The run of a reply that speaks most for a label, "" where none does."""
    table = _table()
    weights = ((table.get(run, {}).get(label, 0.0), run.strip("^$")) for run in runs(text))
    return max(weights, default=(0.0, ""))[1]


def runs(text: str) -> tuple[str, ...]:
    """Its runs of characters, sorted, each once; "^" and "$" are its ends."""
    whole = f"^{text}$"
    return tuple(
        sorted(
            {
                whole[start : start + length]
                for length in range(1, LONGEST + 1)
                for start in range(len(whole) - length + 1)
            }
        )
    )


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    """By run and label, the weight."""
    text = files("dialog.grammar").joinpath("reply_likeness.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    return {run: _weights(told) for run, told in rows}


def _weights(told: str) -> Mapping[str, float]:
    pairs = (pair.split(":") for pair in told.split())
    return {label: float(weight) for label, weight in pairs}
