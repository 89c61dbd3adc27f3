"""The pieces of a prompt as what is spoken and cached one by one. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ivr.speech.reading import spoken_form
from ivr.speech.sentences import sentences

PAUSE_MS = {"。": 320, "！": 320, "？": 320, "；": 240, "：": 180, "，": 160, "、": 100}
"""Silence behind what ends in this sign, when something follows."""

_PARTS = re.compile(r"(\W*)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Unit:
    """text: a sentence or less, ready to be read. pause_ms: silence before the next unit."""

    text: str
    pause_ms: int


def units(pieces: tuple[str, ...], is_recorded: Callable[[str], bool]) -> tuple[Unit, ...]:
    """Recorded pieces stay whole; others are broken into sentences as they are read.

    Punctuation that opens a piece ("，由…办理" behind a variable) belongs to what went before.
    """
    found: list[Unit] = []
    for piece in pieces:
        parts = (piece,) if is_recorded(piece) else sentences(spoken_form(piece))
        for part in parts:
            opening, text = ("", part) if is_recorded(piece) else _opened(part)
            if found and opening:
                found[-1] = replace(found[-1], pause_ms=max(found[-1].pause_ms, _pause(opening)))
            if text:
                found.append(Unit(text, _pause(text[-1])))
    return tuple(found)


def _opened(part: str) -> tuple[str, str]:
    match = _PARTS.fullmatch(part)
    return (match[1], match[2]) if match else ("", part)


def _pause(signs: str) -> int:
    return max((PAUSE_MS.get(sign, 0) for sign in signs), default=0)
