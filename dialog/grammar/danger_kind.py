"""Which danger it is, and so whose number is told. [P]

One utterance may hold signs of several: who is beaten bleeds, a gas bottle burns. What the whole of
it is most like decides, weighed by `danger_kinds.tsv`, which `hotline bench danger --learn-kinds`
writes from labelled lines: how much each part of an utterance (`resemblance.features`) speaks for
each kind. A phrase that tells a kind (`danger.yaml`) speaks for it too.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from dialog.grammar.resemblance import features
from dialog.grammar.weights import scores, shares, table

TOLD = 1.0
"""What a phrase adds for its kind, in the measure of the table's weights."""


def likely(
    text: str, syllables: tuple[str, ...], told: Collection[str] = ()
) -> Mapping[str, float]:
    """How likely each kind is of one in danger, 0 to 1; together 1. text: folded, without marks.
    syllables: toneless, as it sounded. told: kinds of which a phrase was said."""
    scored = _scores(text, syllables)
    return shares({kind: score + TOLD * (kind in told) for kind, score in scored.items()})


@lru_cache(maxsize=64)
def _scores(text: str, syllables: tuple[str, ...]) -> Mapping[str, float]:
    return scores(features(text, syllables), table("danger_kinds.tsv"))
