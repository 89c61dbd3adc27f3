"""Whether two people speak of the same kind of matter, by what it is about. [P]

Words differ from caller to caller (路灯坏了, 灯杆不亮), and recognisers mishear them; the thing
that is complained of is named by all. So each text is reduced to the things of `things.yaml` that
it names: by characters, or where none is written, by their sound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from knowledge.pinyin import folded, syllables

ALIKE = 0.6
"""Share of the shorter text's sounds, 0 to 1, from which texts without a known thing are alike."""

MIN_RUN = 2
"""Syllables in a row that count as shared."""


@dataclass(frozen=True)
class _Words:
    """Each names the same. sounds: of those with several syllables; one syllable is many words."""

    written: tuple[str, ...]
    sounds: tuple[str, ...]

    @staticmethod
    def of(words: Sequence[str]) -> "_Words":
        return _Words(tuple(words), tuple(_joined(word) for word in words if len(word) >= MIN_RUN))


@dataclass(frozen=True)
class _Thing:
    """sources: what makes it, by name; it is another thing for each."""

    name: str
    words: _Words
    sources: Mapping[str, _Words]


@lru_cache(maxsize=4096)
def things(text: str) -> frozenset[str]:
    """Names of the things that a text speaks of, with what makes them where it is said:
    {"路灯"}, {"噪音/施工"}. Empty where none is known."""
    if written := _named(lambda words: any(word in text for word in words.written)):
        return written
    sound = _joined(text)
    return _named(lambda words: any(word in sound for word in words.sounds))


def _named(said: Callable[[_Words], bool]) -> frozenset[str]:
    found = set[str]()
    for thing in _table():
        if said(thing.words):
            made_by = [name for name, words in thing.sources.items() if said(words)]
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


def _joined(text: str) -> str:
    return f" {' '.join(folded(syllables(text)))} "


@cache
def _table() -> tuple[_Thing, ...]:
    text = files("knowledge").joinpath("things.yaml").read_text("utf-8")
    return tuple(
        _Thing(
            name,
            _Words.of(row["words"]),
            {source: _Words.of(words) for source, words in row.get("by", {}).items()},
        )
        for name, row in yaml.safe_load(text).items()
    )
