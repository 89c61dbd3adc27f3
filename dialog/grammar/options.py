"""Which of a few things was meant: by words, by sounds, by its place, by yes or no. [P]

A thing is the tuple of the words that callers use for it. What fits two of them fits none.
"""

from collections.abc import Iterable, Mapping, Sequence

from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import FOLDED_SYLLABLES, SHORT_UTTERANCE, find, tables
from dialog.grammar.utterance import Utterance, utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

Words = tuple[str, ...]

MAX_BARE = 4
"""Characters of an utterance in which a word of one character counts (有, 没有办)."""

_DENIALS = ("不是", "不属于", "不算", "并非", "没有", "没", "未")

_PLACES: Mapping[str, int] = {"fourth": 3, "third": 2, "last": -1, "second": 1, "first": 0}
"""Phrase tables and what they point to, the first that fits: 最后那个 is the second of two, too."""


def picked(said: Utterance, options: Sequence[Words]) -> int | None:
    """The position of the option that a reply to the question means, None where it is none."""
    named_one = named(said, options)
    if named_one is not None:
        return named_one
    if _words_in(said.text, options):  # two of them: no ordinal decides that
        return None
    place = _place(said, len(options))
    return place if place is not None else _agreed(said, options)


def named(said: Utterance, options: Sequence[Words]) -> int | None:
    """The option whose words stand in an utterance, which need not be a reply. What is denied
    ("不是单位") is not meant; where one of two is denied, the other is."""
    text, denied = _without_denied(said.text, options)
    found = _words_in(text, options)
    if not found and len(denied) == len(options) - 1:
        found = set(range(len(options))) - denied
    if not found and not denied:
        found = _heard_in(said, options)
    return found.pop() if len(found) == 1 else None


def _longest_first(options: Iterable[Words]) -> list[tuple[str, int]]:
    pairs = [(utterance(word).text, at) for at, words in enumerate(options) for word in words]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _without_denied(text: str, options: Sequence[Words]) -> tuple[str, set[int]]:
    denied = set[int]()
    for word, at in _longest_first(options):
        for denial in _DENIALS:
            if denial + word in text and word not in text.replace(denial + word, ""):
                denied.add(at)
                text = text.replace(denial + word, "\n")
    return text, denied


def _words_in(text: str, options: Sequence[Words]) -> set[int]:
    """Options with a word in the text; a word within a longer one (有 in 没有) is not said."""
    found = set[int]()
    bare = len(text) <= MAX_BARE
    for word, at in _longest_first(options):
        if (len(word) > 1 or bare) and word in text:
            found.add(at)
            text = text.replace(word, "\n")
    return found


def _heard_in(said: Utterance, options: Sequence[Words]) -> set[int]:
    """Options with a word that sounds like a part of the utterance, whatever the accent. Two
    syllables count only where little else was said."""
    short = len(said.syllables) <= SHORT_UTTERANCE
    spoken = f" {' '.join(folded(said.syllables))} "
    found = set[int]()
    for word, at in _longest_first(options):
        sounds = folded(pinyin(word))
        telling = len(sounds) >= FOLDED_SYLLABLES or (len(sounds) == FOLDED_SYLLABLES - 1 and short)
        phrase = f" {' '.join(sounds)} "
        if telling and phrase in spoken:
            found.add(at)
            spoken = spoken.replace(phrase, " \n ")
    return found


def _place(said: Utterance, count: int) -> int | None:
    for table, place in _PLACES.items():
        if place < count and find(table, said):
            return place % count
    return None


def _agreed(said: Utterance, options: Sequence[Words]) -> int | None:
    """Yes or no, where one option is a yes and another a no ("有", "没有")."""
    answer = yes_no(said)
    if answer is None:
        return None
    meaning = set(tables()["affirm" if answer else "deny"].whole)
    found = [at for at, words in enumerate(options) if meaning & set(words)]
    return found[0] if len(found) == 1 else None
