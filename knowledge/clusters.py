"""Utterances that ask the same, put together. [P]

Utterances come one by one, in the order in which they were said. Each is compared with the few
earlier ones that share most of its rarest pairs of sounds, and joins the cluster of the likeliest;
so what comes later never needs what came before to be compared again, and the clusters are the
same whether a year is taken at once or day by day.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from knowledge.phrase import analyse
from knowledge.pinyin import fold, syllables
from knowledge.score import Prepared, likelihood, prepare
from knowledge.thresholds import DEFAULT

JOIN = 0.6
"""Likelihood, 0 to 1, from which two utterances ask the same."""

KEEP = 0.4
"""Likelihood to the first utterance of a cluster, below which nobody joins it: without it one
question leads to the next, and all end up in one cluster."""

RARE = 10
"""Pairs of sounds by which the utterances to compare are looked up, the rarest ones."""

COMMON = 1000
"""Utterances that have a pair of sounds, from which it tells nothing worth looking up."""

NEAREST = 8
"""Utterances that are compared closely."""

RETURN_FROM = 3
"""Utterances at least that bring back what was decided."""

MOST_COMPARED = 20
"""Wordings of a cluster among which its representative is sought, the most frequent ones."""


@dataclass(frozen=True)
class Said:
    """number: of the utterance; later ones have higher numbers. meant: its words, mishearings put
    right. cluster: number of the first utterance of its cluster; None where it has none yet."""

    number: int
    meant: str
    cluster: int | None = None


@dataclass
class _Wordings:
    """Everything said so far. Wording i is texts[i], first said by firsts[i]."""

    texts: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    holders: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    """Utterance → an earlier one of the same cluster, or itself."""
    texts_of_leaders: dict[int, str] = field(default_factory=dict)

    def leader(self, number: int) -> int:
        """The first utterance of a cluster."""
        while (parent := self.parents[number]) != number:
            self.parents[number] = self.parents[parent]
            number = parent
        return number

    def add(self, said: Said, cluster: int) -> None:
        self.parents.setdefault(cluster, cluster)
        self.parents[said.number] = cluster
        if said.number == cluster:
            self.texts_of_leaders[cluster] = said.meant
        if said.meant in self.places:
            return
        self.places[said.meant] = len(self.texts)
        for pair in _pairs(said.meant):
            self.holders.setdefault(pair, []).append(len(self.texts))
        self.texts.append(said.meant)
        self.firsts.append(said.number)

    def union(self, one: int, other: int) -> None:
        first, second = sorted((self.leader(one), self.leader(other)))
        self.parents[second] = first

    def nearest(self, text: str) -> list[int]:
        """Wordings that share most with a text, best first, at most NEAREST."""
        held = [(len(self.holders[pair]), pair) for pair in _pairs(text) if pair in self.holders]
        shared: defaultdict[int, float] = defaultdict(float)
        for count, pair in sorted(held)[:RARE]:
            if count > COMMON:
                break
            weight = math.log(1 + len(self.texts) / count)
            for wording in self.holders[pair]:
                shared[wording] += weight
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]
        return [wording for wording, _ in best]


def cluster(
    utterances: Sequence[Said], on_step: Callable[[int], None] = lambda _: None
) -> dict[int, int]:
    """Utterance → cluster, for those whose cluster is new or another than before.

    utterances: all, in order of their numbers; those without a cluster get one, and may bring two
    clusters together. A cluster is called after its first utterance. on_step: told how many new
    ones are done.
    """
    known = _Wordings()
    done = 0
    for said in utterances:
        if said.cluster is not None:
            known.add(said, said.cluster)
            continue
        _join(known, said)
        done += 1
        on_step(done)
    leaders = ((said, known.leader(said.number)) for said in utterances)
    return {said.number: leader for said, leader in leaders if leader != said.cluster}


def _join(known: _Wordings, said: Said) -> None:
    if (place := known.places.get(said.meant)) is not None:
        known.add(said, known.leader(known.firsts[place]))
        return
    asked = _prepared(said.meant)
    likely = [
        (likeness, place)
        for place in known.nearest(said.meant)
        if (likeness := _alike(asked, known.texts[place])) >= JOIN
    ]
    mine: int | None = None
    for _, place in sorted(likely, key=lambda pair: (-pair[0], pair[1])):
        leader = known.leader(known.firsts[place])
        if mine is None and _alike(asked, known.texts_of_leaders[leader]) >= KEEP:
            mine = leader
            known.add(said, leader)
        elif mine is not None and leader != known.leader(mine):
            first = _prepared(known.texts_of_leaders[known.leader(mine)])
            if _alike(first, known.texts_of_leaders[leader]) >= JOIN:
                known.union(mine, leader)
    if mine is None:
        known.add(said, said.number)


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    """Neighbouring sounds, each character read by itself: all of a year are looked at whenever a
    day is added, and what is compared closely is read in its words."""
    return dict.fromkeys(pairwise(map(_sound, text)))


@lru_cache(maxsize=32768)
def _sound(character: str) -> str:
    heard = syllables(character)
    return fold(heard[0]) if heard else character


def _prepared(text: str) -> Prepared:
    return prepare(analyse(text))


def _alike(asked: Prepared, text: str) -> float:
    return likelihood(asked, _prepared(text), DEFAULT.veto)


def representative(counts: Mapping[str, int]) -> str:
    """The wording that is most like all others (the medoid). counts: how often each was said; at
    least one wording."""
    often = sorted(counts, key=lambda text: (-counts[text], text))[:MOST_COMPARED]
    if len(often) < 3:
        return often[0]
    prepared = {text: _prepared(text) for text in often}

    def likeness(text: str) -> float:
        others = (other for other in often if other != text)
        return sum(
            counts[other] * likelihood(prepared[other], prepared[text], DEFAULT.veto)
            for other in others
        )

    return max(often, key=lambda text: (counts[text] + likeness(text), text))


def wordings(counts: Mapping[str, int], first: str, most: int) -> tuple[str, ...]:
    """What to write down for a cluster: its representative `first`, then what was said more than
    once, the most frequent first."""
    rest = (text for text, count in counts.items() if count > 1 and text != first)
    return (first, *sorted(rest, key=lambda text: (-counts[text], text))[: most - 1])


def returns(opened: int, settled: int) -> bool:
    """Whether a cluster is to be shown: what was decided comes back only when it has grown as much
    again, by RETURN_FROM utterances at least."""
    return opened > 0 and (settled == 0 or opened >= max(settled, RETURN_FROM))
