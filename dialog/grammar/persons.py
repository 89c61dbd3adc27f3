"""A person is asked for: in words that are listed, and as those sound when they are misheard. [P]

What callers say to be put through is short and made of few parts. The sayings of `persons.yaml` are
laid over what was heard, syllable by syllable. A syllable that fits speaks for a saying; against it
speak each initial or final that differs (less, where it is often heard for the other), a syllable
that was lost, one too many, and each that is left over beside the saying.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from dialog.grammar.documents import document
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import folded, split
from knowledge.pinyin import syllables as pinyin

LONGEST = 20
"""Syllables of an utterance that may be a saying: a longer one is a story."""

_FITS, _LIGHT = 1.0, 0.4
"""What a syllable is worth that fits: in the words that make a wish, and in those round it (我要),
which begin many another."""

_NEAR, _FAR, _BOTH = 0.3, 0.9, 0.5
"""What an initial or final costs that is often heard for it; what any other costs; and what it
costs more that both differ."""

_LOST, _EXTRA = 1.3, 1.3
"""What a syllable of a word costs that was not heard, and one too many within it; one of either
in a word."""

_BEFORE, _BEHIND, _PREFACE = 0.25, 0.8, 1.25
"""What a syllable costs beside the saying: people say first why they want a person, and all they
say first costs no more than _PREFACE; who goes on behind it wants the person for something
(找个人来通下水道)."""

_ENOUGH, _SHARE = 2.4, 0.55
"""What a saying must be worth, and of what it would be worth had it been heard well."""

_FLOOR = -1.7
"""A word that is worth less so far is given up."""

_NEVER = -99.0

_LAST = "."
"""Ends a saying behind which nothing is said."""

Part = tuple[str, str, str]
"""Initial and final, folded, and the character where it is a clear one."""

_WHICHEVER = "…"
_ANY: Part = ("", "", _WHICHEVER)


class Laid(NamedTuple):
    """Words laid over what was heard. worth: what they are worth. most: what they would be, had
    they been heard well."""

    worth: float
    most: float
    words: str

    def then(self, more: "Laid") -> "Laid":
        """Followed by others."""
        return Laid(self.worth + more.worth, self.most + more.most, self.words + more.words)


_NOTHING = Laid(_NEVER, 1.0, "")


@dataclass
class Node:
    """Words, as far as they begin alike. word: that ends here, if any."""

    word: str | None = None
    further: dict[Part, "Node"] = field(default_factory=dict)


@dataclass(frozen=True)
class Saying:
    """slots: by name, in the order in which they are said. last: whether nothing may be said behind
    them."""

    slots: tuple[str, ...]
    last: bool


@dataclass(frozen=True)
class Wishes:
    """`persons.yaml`. light: slots of words that begin many another utterance. clear: characters
    and words that are no slip for anything. near: for each initial (0) and final (1) what is
    often heard for it."""

    slots: Mapping[str, Node]
    sayings: tuple[Saying, ...]
    light: frozenset[str]
    clear: frozenset[str]
    near: frozenset[tuple[int, str, str]]


Ends = Mapping[int, Laid]
"""The best that ends at a syllable."""


def person_wanted(said: Utterance) -> str | None:
    """The words by which a person is asked for, as they were meant; None where none is."""
    return find("agent", said, _sounded)


@lru_cache(maxsize=64)  # several of those who ask are asked of the same utterance
def _sounded(said: Utterance) -> str | None:
    wishes = _wishes()
    if not 1 < len(said.syllables) <= LONGEST or any(
        len(word) > 1 and word in said.text for word in wishes.clear
    ):
        return None
    best = laid_over(said)
    enough = best.worth >= max(_ENOUGH, _SHARE * best.most)
    return best.words if enough else None


def laid_over(said: Utterance) -> Laid:
    """The saying that fits best; one that cannot be worth enough is given up."""
    heard = _parts(said.syllables, said.text, _wishes().clear)
    known: dict[tuple[str, int], Ends] = {}

    def slot(name: str, start: int) -> Ends:
        if (name, start) not in known:
            known[name, start] = _slot(name, heard, start)
        return known[name, start]

    found = [_NOTHING]
    for saying in _wishes().sayings:
        best: dict[int, Laid] = {
            at: Laid(-min(_BEFORE * at, _PREFACE), 0, "") for at in range(len(heard))
        }
        for name in saying.slots:
            grown: dict[int, Laid] = {}
            for start, so_far in best.items():
                if so_far.worth + _FITS * (len(heard) - start) < _ENOUGH:
                    continue  # whatever follows
                for end, more in slot(name, start).items():
                    grown[end] = max(so_far.then(more), grown.get(end, _NOTHING))
            best = grown
        found += (
            laid._replace(worth=laid.worth - _BEHIND * (len(heard) - end))
            for end, laid in best.items()
            if end == len(heard) or not saying.last
        )
    return max(found)


def _slot(name: str, heard: Sequence[Part], start: int) -> Ends:
    """The words of a slot, laid over what was heard from a syllable on."""
    wishes = _wishes()
    fits = _LIGHT if name in wishes.light else _FITS
    best: dict[int, Laid] = {}
    for end, worth, word in _words(wishes.slots[name], heard, start, fits):
        laid = Laid(worth, 0.0 if word == _WHICHEVER else fits * len(word), word)
        best[end] = max(laid, best.get(end, _NOTHING))
    return best


def _words(
    root: Node, heard: Sequence[Part], start: int, fits: float
) -> Iterator[tuple[int, float, str]]:
    """(end, worth, word) of the words of a tree that begin at a syllable."""
    laid = [(root, start, 0.0, True)]  # and whether no syllable is lost or too many yet
    while laid:
        node, at, worth, whole = laid.pop()
        if node.word is not None:
            yield at, worth, node.word
        for meant, further in node.further.items():
            if at < len(heard) and (here := worth + _worth(meant, heard[at], fits)) >= _FLOOR:
                laid.append((further, at + 1, here, whole))
            if not whole:
                continue
            if further.further and meant != _ANY and worth - _LOST >= _FLOOR:
                laid.append((further, at, worth - _LOST, False))
            behind = worth - _EXTRA + fits
            if at + 1 < len(heard) and meant == heard[at + 1] and behind >= _FLOOR:
                laid.append((further, at + 2, behind, False))


@lru_cache(maxsize=65536)
def _worth(meant: Part, heard: Part, fits: float) -> float:
    """What a syllable is worth as which another was heard."""
    if meant == _ANY:
        return 0.0
    if heard[2] and meant[2] != heard[2]:
        return _NEVER
    differ = [side for side in (0, 1) if meant[side] != heard[side]]
    costs = [
        _NEAR if (side, meant[side], heard[side]) in _wishes().near else _FAR for side in differ
    ]
    return fits - sum(costs) - (_BOTH if len(costs) > 1 else 0.0)


def _parts(syllables: Sequence[str], text: str, clear: frozenset[str]) -> tuple[Part, ...]:
    """text: whose characters are the syllables; where there are more or fewer, none is clear."""
    chars = text if len(text) == len(syllables) else " " * len(syllables)
    return tuple(
        (*split(sound), char if char in clear else "")
        for char, sound in zip(chars, folded(syllables), strict=True)
    )


@cache
def _wishes() -> Wishes:
    told = document("persons")
    clear = frozenset(told["clear"])
    sides = enumerate((told["near"]["initials"], told["near"]["finals"]))
    return Wishes(
        {name: _tree(words, clear) for name, words in told["slots"].items()},
        tuple(
            Saying(tuple(name for name in names if name != _LAST), _LAST in names)
            for names in told["sayings"]
        ),
        frozenset(told["light"]),
        clear,
        frozenset(
            (side, meant, other)
            for side, table in sides
            for meant, others in table.items()
            for other in others
        ),
    )


def _tree(words: Sequence[str], clear: frozenset[str]) -> Node:
    root = Node()
    for word in words:
        node = root
        parts = (_ANY,) if word == _WHICHEVER else _parts(pinyin(word), word, clear)
        for part in parts:
            node = node.further.setdefault(part, Node())
        node.word = word
    return root
