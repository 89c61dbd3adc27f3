"""What a callback reply is like, of all that citizens answer. [P]

Lists end; people do not. The table `reply_likeness.tsv` tells how much each run of one to three
characters speaks for each label of `dialog.satisfaction`. `hotline bench replies --learn` writes it
from the labelled replies of `reply_examples.tsv` and of other files.
"""

from collections.abc import Mapping
from functools import lru_cache

from dialog.grammar.weights import scores, shares, table

LONGEST = 3
"""Characters of the longest run; where a reply begins and ends counts as one each."""

_TABLE = "reply_likeness.tsv"


@lru_cache(maxsize=64)
def likely(text: str) -> Mapping[str, float]:
    """How likely each label is, 0 to 1; together 1. text: in plain Mandarin, without marks."""
    return shares(scores(runs(text), table(_TABLE)))


def telling(text: str, label: str) -> str:
    """The run of a reply that speaks most for a label, "" where none does."""
    known = table(_TABLE)
    weights = ((known.get(run, {}).get(label, 0.0), run.strip("^$")) for run in runs(text))
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
