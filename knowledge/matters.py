"""What a caller's matter is, in the three levels of `matters.yaml`. [P]

Every word that is found speaks for the leaves that list it: the longer it is, and the fewer leaves
share it, the more. Words inside a longer word that was found do not count (停车 in 公交停车场).
Recognisers mishear: words of three syllables and more are found by their sound too (垃圾对 is
垃圾堆), of four and more with one syllable heard by half (刀零补贴 is 高龄补贴).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from knowledge.homophones import Homophones, Spelt, joined

Path = tuple[str, str, str]
"""The names of the three levels."""

OTHER = "其他"
"""The leaf of what names the second level only."""

_HALF = 3.0
"""Weight at which the score is one half."""

_BY_SOUND, _BY_HALF = 0.7, 0.6
"""What is left of the weight of a word that was found by its sound, and of one with a syllable
heard by half."""

_TOGETHER = 1.0
"""Weight of saying two things together beyond that of each."""

_GENERAL = 0.8
"""What is left of the weight of a word for 其他: any leaf beside it is meant rather."""

_SHARE = 0.25
"""How much the other leaves of a second level speak for its best one."""

_OWN = 2
"""Characters that what was misheard must have in common with the word, where anything else speaks
for the matter; where a syllable was heard by half, half of them."""

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
    must stand together, by each word of its first group. by_first: words by their first character.
    by_sound: those of three syllables and more."""

    paths: tuple[Path, ...]
    leaves: Mapping[str, tuple[Path, ...]]
    shared: Mapping[str, int]
    together: Mapping[str, tuple[tuple[_Together, Path], ...]]
    by_first: Mapping[str, tuple[str, ...]]
    by_sound: Homophones


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
    by_first = defaultdict[str, list[str]](list)
    for word in leaves:
        by_first[word[0]].append(word)
    return _Tree(
        paths=tuple(dict.fromkeys(path for path, _ in rows)),
        leaves={word: tuple(own) for word, own in leaves.items()},
        shared={word: len({path[:2] for path in own}) for word, own in leaves.items()},
        together={lead: tuple(own) for lead, own in together.items()},
        by_first={first: tuple(words) for first, words in by_first.items()},
        by_sound=Homophones(leaves),
    )


def matter_words() -> tuple[str, ...]:
    """Every word of two characters and more that names a matter by itself."""
    return tuple(word for word in tree().leaves if len(word) > 1)


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
def matter_of(text: str) -> Matter | None:
    """The matter that a text names, in characters as heard; None where it names none."""
    plain = _NOISE.sub("", text.lower())
    known = tree()
    weights, words = defaultdict[Path, float](float), defaultdict[Path, list[str]](list)
    for word, path, weight in (*_by_words(plain, known), *_by_groups(plain, known)):
        weights[path] += weight
        words[path].append(word)
    return _best(weights, words)


Evidence = tuple[str, Path, float]


@dataclass(frozen=True)
class _Span:
    """part: of the weight of the word."""

    start: int
    end: int
    word: str
    part: float = 1.0

    def within(self, other: "_Span") -> bool:
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


def _by_words(text: str, known: _Tree) -> Iterator[Evidence]:
    """A word within a longer one does not count, whether that was written or misheard."""
    written = [
        _Span(at, at + len(word), word)
        for at, first in enumerate(text)
        for word in known.by_first.get(first, ())
        if text.startswith(word, at)
    ]
    spans = list(written)
    sounding = tuple(known.by_sound.within(text))
    for slipped, part in ((False, _BY_SOUND), (True, _BY_HALF)):
        spans += [
            _Span(each.start, each.end, each.word, part)
            for each in sounding
            if (each.slips > 0) is slipped and _likely(each, tuple(spans))
        ]
    outer: dict[str, _Span] = {}
    for span in sorted(spans, key=lambda span: (span.start, -span.part)):
        if not any(span.within(other) for other in spans):
            outer.setdefault(span.word, span)
    for span in outer.values():
        yield from _spoken_for(span.word, known, span.part)


def _likely(spelt: Spelt, written: Sequence[_Span]) -> bool:
    """Whether a word may have been misheard: enough of it is as it should be, and what is surer
    (written as words of the tree) is trusted, and where that begins and ends."""
    start, end, size = spelt.start, spelt.end, spelt.end - spelt.start
    own = size - len(spelt.foreign)
    if own < (size / 2 if spelt.slips else _OWN if written else 0):
        return False
    if all(any(span.start <= at < span.end for span in written) for at in spelt.foreign):
        return False
    if any(span.start < at < span.end for at in (start, end) for span in written):
        return False
    longest = max(
        (s.end - s.start for s in written if start <= s.start and s.end <= end), default=0
    )
    return not spelt.slips or longest < size - 1


def _spoken_for(word: str, known: _Tree, part: float) -> Iterator[Evidence]:
    weight = part * len(word) / known.shared[word] ** 0.5
    for path in known.leaves[word]:
        yield word, path, weight * (_GENERAL if path[2] == OTHER else 1.0)


def _by_groups(text: str, known: _Tree) -> Iterator[Evidence]:
    begun = (pair for lead, pairs in known.together.items() if lead in text for pair in pairs)
    sound = joined(text)
    for together, path in dict.fromkeys(begun):
        found = [_said(group, text, sound) for group in together.groups]
        if all(found):
            weight = sum(len(word) * (1.0 if word in text else _BY_SOUND) for word in found)
            yield "+".join(found), path, weight + _TOGETHER


def _said(group: tuple[str, ...], text: str, sound: str) -> str:
    """The word of a group that was said, by its sound where the characters have none."""
    written = next((word for word in group if word in text), "")
    long = (word for word in group if len(word) > 1 and joined(word) in sound)
    return written or next(long, "")


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
