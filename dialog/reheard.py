"""A ticket in better words: what a slower, better recogniser made of the same utterances. [P]"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from dialog.account import composed
from dialog.events import FileTicket
from knowledge.pinyin import syllables

ALIKE = 0.5
"""Likeness of sounds, 0 to 1, from which two transcripts are of one utterance. The caller has
confirmed the first; one that sounds quite different is not taken in its place."""


def rewritten(request: FileTicket, better: Mapping[str, str]) -> FileTicket:
    """The ticket with each utterance that was heard better written so.

    better: by the utterance as it was heard first, as it stands in `request.words`. Title and
    matter, which were read back, keep their length and place in the utterance: they change as
    homophones do, and the content is composed of them anew. The place was found in the area table
    and stays.
    """
    taken = {first: new for first, new in better.items() if _sounds_alike(first, new)}
    if not taken:
        return request
    better_ticket = replace(
        request,
        words=tuple(taken.get(first, first) for first in request.words),
        matter=_carried(request.matter, taken),
        title=_carried(request.title, taken),
        wants=_carried(request.wants, taken),
    )
    by_rule = request.content == composed(request)
    return replace(better_ticket, content=composed(better_ticket)) if by_rule else better_ticket


def _carried(text: str, taken: Mapping[str, str]) -> str:
    """What stands in the better transcript where each clause of `text` stood in the first."""
    return "，".join(_carried_clause(clause, taken) for clause in text.split("，"))


def _carried_clause(part: str, taken: Mapping[str, str]) -> str:
    for first, new in taken.items():
        if part and part in first:
            start = first.index(part)
            found = _span(first, new, start, start + len(part))
            return found if _sounds_alike(part, found) else part
    return part


def _span(first: str, new: str, start: int, end: int) -> str:
    """The piece of `new` that sounds as `first[start:end]`, by the sounds both have in common."""
    common = SequenceMatcher(None, _sounds(first), _sounds(new), autojunk=False)
    pairs = [
        (block.b + number)
        for block in common.get_matching_blocks()
        for number in range(block.size)
        if start <= block.a + number < end
    ]
    return new[pairs[0] : pairs[-1] + 1] if pairs else ""


def _sounds_alike(first: str, new: str) -> bool:
    return SequenceMatcher(None, _sounds(first), _sounds(new), autojunk=False).ratio() >= ALIKE


def _sounds(text: str) -> list[str]:
    """One item a character, so that places in one are places in the other."""
    return [(syllables(character) or (character,))[0] for character in text]
