"""Whether two people speak of the same kind of matter, by what it is about. [P]

Words differ from caller to caller (路灯坏了, 灯杆不亮), and recognisers mishear them; the thing
that is complained of is named by all. So each text is reduced to the things of `things.yaml` that
it names: by characters, or where none is written, by their sound.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

import yaml

from knowledge.pinyin import folded, syllables

ALIKE = 0.6
"""Share of the shorter text's sounds, 0 to 1, from which texts without a known thing are alike."""

MIN_RUN = 2
"""Syllables in a row that count as shared."""


@dataclass(frozen=True)
class _Thing:
    """words: each names it. sources: what makes it, by name; it is another thing for each."""

    name: str
    words: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]]


def things(text: str) -> frozenset[str]:
    """Names of the things that a text speaks of, with what makes them where it is said:
    {"路灯"}, {"噪音/施工"}. Empty where none is known."""
    return _named(_written, text) or _named(_sounding, text)


def _named(has: "_Has", text: str) -> frozenset[str]:
    found = set[str]()
    for thing in _table():
        if has(text, thing.words):
            made_by = [name for name, words in thing.sources.items() if has(text, words)]
            found |= {f"{thing.name}/{name}" for name in made_by} or {thing.name}
    return frozenset(found)


def same_things(one: str, other: str) -> bool:
    """Whether both speak of exactly the same things. Strict: a text with no known thing is like
    none, and noise without its source is not the noise of a building site."""
    return things(one) == things(other) != frozenset()


def alike(one: str, other: str) -> bool:
    """Whether both may speak of one matter. Loose: meant for asking the caller."""
    ours, theirs = things(one), things(other)
    if ours and theirs:
        return any(_within(a, b) or _within(b, a) for a in ours for b in theirs)
    return _shared_sounds(one, other) >= ALIKE


def _within(thing: str, other: str) -> bool:
    return other == thing or other.startswith(f"{thing}/")


def _shared_sounds(one: str, other: str) -> float:
    ours, theirs = folded(syllables(one)), folded(syllables(other))
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size >= MIN_RUN)
    return shared / max(1, min(len(ours), len(theirs)))


_Has = Callable[[str, tuple[str, ...]], bool]


def _written(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _sounding(text: str, words: tuple[str, ...]) -> bool:
    """One of the words by its sound alone; a single syllable is many words."""
    sound = _joined(text)
    return any(_joined(word) in sound for word in words if len(word) >= MIN_RUN)


@cache
def _joined(text: str) -> str:
    return f" {' '.join(folded(syllables(text)))} "


@cache
def _table() -> tuple[_Thing, ...]:
    text = files("knowledge").joinpath("things.yaml").read_text("utf-8")
    return tuple(
        _Thing(name, tuple(row["words"]), {k: tuple(v) for k, v in row.get("by", {}).items()})
        for name, row in yaml.safe_load(text).items()
    )
