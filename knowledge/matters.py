"""What a caller's matter is, in the three levels of `matters.yaml`. [P]

Every word that is found speaks for the leaves that list it: the longer it is, and the fewer leaves
share it, the more. Words inside a longer word that was found do not count (停车 in 公交停车场).
Where the characters say nothing, words of three syllables and more are looked for by their sound.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

Path = tuple[str, str, str]
"""The names of the three levels."""

OTHER = "其他"
"""The leaf of what names the second level only."""

_HALF = 3.0
"""Weight at which the score is one half."""

_BY_SOUND = 0.7
"""What is left of the weight of a word that was found by its sound."""

_TOGETHER = 1.0
"""Weight of saying two things together beyond that of each."""

_GENERAL = 0.8
"""What is left of the weight of a word for 其他: any leaf beside it is meant rather."""

_SHARE = 0.25
"""How much the other leaves of a second level speak for its best one."""

_SOUNDED = 3
"""Syllables from which a word is found by its sound."""

_NOISE = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True)
class Matter:
    """path: names of the three levels. weight: what speaks for it, about the characters that do.
    words: by which it was known. runner_up: the likeliest leaf under another second level, None
    where there is none."""

    path: Path
    weight: float
    words: tuple[str, ...]
    runner_up: Path | None = None

    @property
    def score(self) -> float:
        """0 to 1."""
        return round(self.weight / (self.weight + _HALF), 3)

    @property
    def text(self) -> str:
        """ "市政设施/路灯照明/路灯不亮"."""
        return "/".join(self.path)


@dataclass(frozen=True)
class _Together:
    """Words that must stand in a text together: one of each group."""

    said: str
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Tree:
    """leaves: of each word. shared: of each word, how many second levels list it. together: what
    must stand together, by each word of its first group. by_first: words
    by their first character; by_sound: by their first folded syllable, with all of them."""

    paths: tuple[Path, ...]
    leaves: Mapping[str, tuple[Path, ...]]
    shared: Mapping[str, int]
    together: Mapping[str, tuple[tuple[_Together, Path], ...]]
    by_first: Mapping[str, tuple[str, ...]]
    by_sound: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@cache
def tree() -> _Tree:
    """The tree of `matters.yaml`, prepared."""
    document = yaml.safe_load(files("knowledge").joinpath("matters.yaml").read_text("utf-8"))
    rows = tuple(_rows(document))
    leaves = defaultdict[str, list[Path]](list)
    together = defaultdict[str, list[tuple[_Together, Path]]](list)
    for path, said in rows:
        if "+" in said:
            groups = tuple(tuple(part.split("|")) for part in said.split("+"))
            for lead in groups[0]:
                together[lead].append((_Together(said, groups), path))
        elif path not in leaves[said]:
            leaves[said].append(path)
    by_first, by_sound = defaultdict[str, list[str]](list), defaultdict[str, list[Sounded]](list)
    for word in leaves:
        by_first[word[0]].append(word)
        sounds = folded(pinyin(word))
        if len(sounds) >= _SOUNDED:
            by_sound[sounds[0]].append((sounds, word))
    return _Tree(
        paths=tuple(dict.fromkeys(path for path, _ in rows)),
        leaves={word: tuple(own) for word, own in leaves.items()},
        shared={word: len({path[:2] for path in own}) for word, own in leaves.items()},
        together={lead: tuple(own) for lead, own in together.items()},
        by_first={first: tuple(words) for first, words in by_first.items()},
        by_sound={first: tuple(words) for first, words in by_sound.items()},
    )


Sounded = tuple[tuple[str, ...], str]


def _rows(
    document: Mapping[str, Mapping[str, Mapping[str, Sequence[object]]]],
) -> Iterator[tuple[Path, str]]:
    for first, seconds in document.items():
        for second, thirds in seconds.items():
            for third, words in thirds.items():
                path = (first, second, third)
                yield from ((path, str(word).lower()) for word in words)
                if third != OTHER:
                    yield path, third
            last = OTHER if OTHER in thirds else next(iter(thirds))
            yield (first, second, last), second


@lru_cache(maxsize=4096)
def matter_of(text: str, syllables: tuple[str, ...] = ()) -> Matter | None:
    """The matter that a text names; None where it names none.

    text: characters as heard; syllables: toneless pinyin as the recogniser heard it, for what it
    wrote in other characters of the same sound.
    """
    plain = _NOISE.sub("", text.lower())
    known = tree()
    weights, words = defaultdict[Path, float](float), defaultdict[Path, list[str]](list)
    for word, path, weight in (*_by_characters(plain, known), *_by_groups(plain, known)):
        weights[path] += weight
        words[path].append(word)
    if not weights:
        for word, path, weight in _sounding(plain, syllables, known):
            weights[path] += weight
            words[path].append(word)
    return _best(weights, words)


Evidence = tuple[str, Path, float]


def _by_characters(text: str, known: _Tree) -> Iterator[Evidence]:
    spans = [
        (at, at + len(word), word)
        for at, first in enumerate(text)
        for word in known.by_first.get(first, ())
        if text.startswith(word, at)
    ]
    outer = {
        word
        for start, end, word in spans
        if not any(a <= start and end <= b and end - start < b - a for a, b, _ in spans)
    }
    for word in sorted(outer, key=text.index):
        yield from _spoken_for(word, known, 1.0)


def _spoken_for(word: str, known: _Tree, part: float) -> Iterator[Evidence]:
    weight = part * len(word) / known.shared[word] ** 0.5
    for path in known.leaves[word]:
        yield word, path, weight * (_GENERAL if path[2] == OTHER else 1.0)


def _by_groups(text: str, known: _Tree) -> Iterator[Evidence]:
    begun = (pair for lead, pairs in known.together.items() if lead in text for pair in pairs)
    for together, path in dict.fromkeys(begun):
        found = [next((word for word in group if word in text), "") for group in together.groups]
        if all(found):
            yield "+".join(found), path, sum(map(len, found)) + _TOGETHER


def _sounding(text: str, syllables: Iterable[str], known: _Tree) -> Iterator[Evidence]:
    heard = folded(tuple(syllables) or pinyin(text))
    for at, first in enumerate(heard):
        for sounds, word in known.by_sound.get(first, ()):
            if heard[at : at + len(sounds)] == sounds:
                yield from _spoken_for(word, known, _BY_SOUND)


def _best(weights: Mapping[Path, float], words: Mapping[Path, list[str]]) -> Matter | None:
    if not weights:
        return None
    totals = defaultdict[tuple[str, str], float](float)
    for (first, second, _), weight in weights.items():
        totals[first, second] += weight

    def likely(path: Path) -> float:
        own = weights[path]
        return own + _SHARE * (totals[path[0], path[1]] - own)

    # Of equals the one named last: first is said where it happens, then what.
    places = {path: place for place, path in enumerate(weights)}
    ranked = sorted(weights, key=lambda path: (likely(path), places[path]), reverse=True)
    best = ranked[0]
    other = next((path for path in ranked if path[:2] != best[:2]), None)
    return Matter(best, likely(best), tuple(dict.fromkeys(words[best])), other)
