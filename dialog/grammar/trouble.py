"""Whether somebody tells that something is wrong, in words that name no known matter. [P]

"那个卖早点的把三轮车摆在盲道上头" holds no 投诉 and no 占道, but whose business it is, what is
in the way and where. Families of words (`trouble.yaml`) give points; some must tell of harm.
Whoever calls a hotline and states how things are, and asks for nothing, reports it: an affair.
"""

import re
from collections.abc import Mapping
from functools import cache

from dialog.grammar.documents import document
from dialog.grammar.utterance import Utterance

SHORTEST = 8
"""Characters that a trouble takes to tell."""


def trouble(said: Utterance) -> int:
    """How many points speak for it; 0 where it is not told."""
    found = _found(said)
    points = sum(int(document("trouble")["families"][name]["points"]) for name in found)
    return points if _wrong(found) and points >= document("trouble")["least"] else 0


def affair(said: Utterance, *, named: bool) -> bool:
    """Whether something is stated of public life or of what is around somebody, with nothing asked
    for. named: the matter tree knows a word of it."""
    told, found = document("trouble"), _found(said)
    public = named or not found.isdisjoint(told["of_public"])
    if not public or _pattern("asks").search(said.text) or not _pattern("told").search(said.text):
        return False
    return _wrong(found) or not _pattern("status").search(said.text)


def _wrong(found: frozenset[str]) -> bool:
    return not found.isdisjoint(document("trouble")["wrong"])


def _found(said: Utterance) -> frozenset[str]:
    """The families of which an utterance has words; none of what is too short to tell anything."""
    if len(said.text) < SHORTEST:
        return frozenset()
    text = "，".join(said.clauses)
    return frozenset(name for name, words in _families().items() if words.search(text))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    listed = document("trouble")[name]
    return re.compile(listed if isinstance(listed, str) else "|".join(listed))


@cache
def _families() -> Mapping[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(family["words"].split()))
        for name, family in document("trouble")["families"].items()
    }
