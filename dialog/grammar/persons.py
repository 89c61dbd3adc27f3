"""A person is asked for: in words that are listed, and as those sound when they are misheard. [P]

What callers say to be put through is short and made of few parts. The sayings of `persons.yaml` are
laid over what was heard, syllable by syllable: each syllable that fits speaks for a saying, each
initial or final that differs against it, and so does each syllable left over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dialog.grammar.phrases import find, tables
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import folded, split
from knowledge.pinyin import syllables as pinyin

LONGEST = 20
"""Syllables of an utterance that may be a saying: a longer one is a story."""

_FITS, _SLIP = 0.5, 1.0
"""What a syllable is worth that fits, and what an initial or final costs that differs."""

_BEFORE, _BEHIND = 0.12, 0.4
"""What a syllable costs beside the saying: people say first why they want a person; who goes on
behind it wants the person for something (找个人来通下水道)."""

_ENOUGH = 0.5
"""What a saying must be worth."""

_MOST = 2
"""Initials and finals of a saying that may differ."""

_LAST = "."
"""Ends a saying behind which nothing is said."""

_NEVER = 99
_KNOWN = frozenset("你他她它谁看修")
"""Characters that are no slip for anything: who is meant is clear, or what they are to do."""

Sound = tuple[tuple[str, str], ...]
"""Initials and finals, folded."""
Slot = tuple[tuple[Sound, str], ...]
"""The sounds that may stand there, with the words."""

_BLANK = ("", "")
_ANY: Slot = (((_BLANK,), "…"),)
"""One syllable, whichever."""


@dataclass(frozen=True)
class Saying:
    """slots: in the order in which they are said. last: whether nothing may be said behind them."""

    slots: tuple[Slot, ...]
    last: bool


def person_wanted(said: Utterance) -> str | None:
    """The words by which a person is asked for, as they were meant; None where none is."""
    return find("agent", said) or _sounded(said)


@lru_cache(maxsize=64)  # several of those who ask are asked of the same utterance
def _sounded(said: Utterance) -> str | None:
    if not said.syllables or len(said.syllables) > LONGEST:
        return None
    if any(other in said.text for other in tables()["agent"].unless):
        return None
    heard = _sound(said.syllables, said.text)
    worth, words = max((_laid_over(saying, heard) for saying in _sayings()), default=(0.0, ""))
    return words if worth >= _ENOUGH else None


def _laid_over(saying: Saying, heard: Sound) -> tuple[float, str]:
    """What a saying is worth where it fits best, and its words there."""
    # best[end]: of the slots so far, up to a syllable
    best: dict[int, tuple[float, int, str]] = {
        start: (-_BEFORE * start, 0, "") for start in range(len(heard))
    }
    for slot in saying.slots:
        grown: dict[int, tuple[float, int, str]] = {}
        for start, (worth, slipped, words) in best.items():
            for sound, word in slot:
                end = start + len(sound)
                if end > len(heard):
                    continue
                slips = _slips(sound, heard[start:end])
                if slips > len(sound) or slips + slipped > _MOST:
                    continue
                here = worth + _FITS * len(sound) - _SLIP * slips
                if end not in grown or here > grown[end][0]:
                    grown[end] = here, slipped + slips, words + word
        best = grown
    ends = (
        (worth - _BEHIND * (len(heard) - end), words)
        for end, (worth, _, words) in best.items()
        if end == len(heard) or not saying.last
    )
    return max(ends, default=(0.0, ""))


def _slips(sound: Sound, heard: Sound) -> int:
    """Initials and finals that differ; a blank syllable is any."""
    found = 0
    for mine, theirs in zip(sound, heard, strict=True):
        if mine in (theirs, _BLANK):
            continue
        if theirs[0] in _KNOWN:
            return _NEVER
        found += (mine[0] != theirs[0]) + (mine[1] != theirs[1])
    return found


def _sound(syllables: tuple[str, ...], text: str) -> Sound:
    """text: its characters, where there is one a syllable: whom a speaker means by 你 and 他 is
    clear, and nobody else."""
    sounds = map(split, folded(syllables))
    if len(text) != len(syllables):
        return tuple(sounds)
    return tuple(
        (char, "") if char in _KNOWN else sound for char, sound in zip(text, sounds, strict=True)
    )


@cache
def _sayings() -> tuple[Saying, ...]:
    source = files("dialog.grammar").joinpath("persons.yaml").read_text("utf-8")
    document: Mapping[str, Any] = yaml.safe_load(source)
    slots: dict[str, Slot] = {"any": _ANY} | {
        name: tuple((_sound(pinyin(word), word), word) for word in words)
        for name, words in document["slots"].items()
    }
    return tuple(
        Saying(tuple(slots[name] for name in names if name != _LAST), _LAST in names)
        for names in document["sayings"]
    )
