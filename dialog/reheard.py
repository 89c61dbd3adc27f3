"""A ticket in better words: what a slower, better recogniser made of the same utterances. [P]"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from dialog.events import FileTicket
from dialog.grammar.normalise import written
from knowledge.pinyin import syllables

ALIKE = 0.5
"""Likeness of sounds, 0 to 1, from which two transcripts are of one utterance. The caller has
confirmed the first; one that sounds quite different is not taken in its place."""


def rewritten(request: FileTicket, better: Mapping[str, str]) -> FileTicket:
    """The ticket with each utterance that was heard better written so.

    better: by the utterance as it was heard first, as it stands in `request.words`. Title and
    matter, which were read back, keep their length and place in the utterance: they change as
    homophones do. The place was found in the area table and stays.
    """
    taken = {first: new for first, new in better.items() if _sounds_alike(first, new)}
    if not taken:
        return request
    words = tuple(taken.get(first, first) for first in request.words)
    before = written("。".join(request.words))
    content = request.content
    if content.startswith(before):  # what follows is the time, as it was said
        content = written("。".join(words)) + content[len(before) :]
    return replace(
        request,
        words=words,
        content=content,
        matter=_carried(request.matter, taken),
        title=_carried(request.title, taken),
    )


def _carried(part: str, taken: Mapping[str, str]) -> str:
    """What stands in the better transcript where `part` stood in the first."""
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
