"""Words of time that recognisers wrote with other characters: 钱天晚上, 这几天意志. [P]

The words are made of the parts in `time_words.yaml`. Text that says something else by the same
sounds is left alone: a word needs three syllables, and where one is heard by half, four; who was
asked when it was may say less.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from dialog.grammar.clocks import words
from knowledge.homophones import Homophones, Spelt

SHORTEST, SHORTEST_ANSWER = 3, 2
"""Syllables, in any sentence and in a short answer to "when?"."""

SHORT_ANSWER = 6
"""Characters: in a longer one two syllables turn up by chance."""


def as_meant(text: str, asked: bool = False) -> str:
    """The text with its words of time restored. asked: whether it answers "when?"."""
    small, asked = text.lower(), asked and len(text) <= SHORT_ANSWER
    if len(small) != len(text):
        return text
    written = [found.span() for found in _written().finditer(small)]
    found = [each for each in _spoken(asked).within(small) if _sure(each, written)]
    alike = Counter((each.start, each.end, each.slips) for each in found)
    taken: list[Spelt] = []
    for each in sorted(found, key=_worse):
        one = alike[each.start, each.end, each.slips] == 1
        if one and not any(_overlap(each, other) for other in taken):
            taken.append(each)
    for each in sorted(taken, key=lambda each: each.start, reverse=True):
        text = text[: each.start] + each.word + text[each.end :]
    return text


def _worse(each: Spelt) -> tuple[int, int]:
    """A syllable heard by half weighs two that were heard; of equals the longer word first."""
    size = each.end - each.start
    return 2 * each.slips - size, -size


def _overlap(one: Spelt, other: Spelt) -> bool:
    return one.start < other.end and other.start < one.end


def _sure(each: Spelt, written: Sequence[tuple[int, int]]) -> bool:
    """Whether enough characters are as they should be, and no other is part of a word of time; nor
    is such a word all but one of them (他前天 is not 大前天)."""
    if each.slips > len(each.word) - len(each.foreign):
        return False
    if any(start <= at < end for start, end in written for at in each.foreign):
        return False
    most = len(each.word) - 1
    return not each.slips or not any(
        min(end, each.end) - max(start, each.start) >= most for start, end in written
    )


def _slips(size: int) -> int:
    """Syllables that may be heard by half: one of four, two of five and more."""
    return (size >= 4) + (size >= 5)


@cache
def _spoken(asked: bool) -> Homophones:
    return Homophones(_words(), SHORTEST_ANSWER if asked else SHORTEST, _slips)


@cache
def _written() -> re.Pattern[str]:
    known = {*_words(), *words()["as_written"]}
    return re.compile("|".join(sorted(known, key=len, reverse=True)))


def _words() -> Iterator[str]:
    for groups in words()["misheard"]:
        yield from ("".join(parts) for parts in product(*groups))
