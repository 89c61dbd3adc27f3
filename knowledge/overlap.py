"""Ways of asking that stand, almost the same, under two entries: one of them is misplaced. [P]"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.candidates import index, shortlist
from knowledge.entries import Entry
from knowledge.phrase import analyse
from knowledge.score import likelihood, prepare
from knowledge.thresholds import DEFAULT

LIKENESS = 0.85
"""From here on two phrasings are reported."""

_NEIGHBOURS = 20


@dataclass(frozen=True)
class NearDuplicate:
    """first and second: entry ids. likeness: 0 to 1, LIKENESS or more."""

    first: str
    first_text: str
    second: str
    second_text: str
    likeness: float


def near_duplicates(
    entries: Sequence[Entry], concerning: Collection[str] | None = None
) -> tuple[NearDuplicate, ...]:
    """Pairs of phrasings of different entries that the matcher can hardly tell apart, most
    alike first. concerning: only pairs in which an entry with one of these ids takes part."""
    owned = [(entry.id, text) for entry in entries for text in entry.phrasings]
    prepared = [prepare(analyse(text)) for _, text in owned]
    among = index(prepared)
    pairs: list[NearDuplicate] = []
    asked = [concerning is None or owner in concerning for owner, _ in owned]
    for number, phrasing in enumerate(prepared):
        for other in shortlist(phrasing, among, _NEIGHBOURS) if asked[number] else ():
            met = other <= number and asked[other]
            if met or owned[other][0] == owned[number][0]:
                continue
            likeness = likelihood(phrasing, prepared[other], DEFAULT.veto)
            if likeness >= LIKENESS:
                pairs.append(NearDuplicate(*owned[number], *owned[other], likeness))
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second)))
