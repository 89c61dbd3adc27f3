"""Phrase tables: characters first, then toneless pinyin, which survives homophone errors. [P]"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dialog.grammar.documents import document
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

MIN_SYLLABLES = 2
"""Shorter phrases are matched by characters only: one syllable is many words."""

FOLDED_SYLLABLES = 3
"""From this length on a phrase is also matched with its accent folded."""

SHORT_UTTERANCE = 6
"""Syllables. Two syllables alone are found by sound only in utterances as short as this: in a long
one they turn up by chance."""


Sounded = Callable[[Utterance], str | None]
"""What else means a phrase, by its sound: the words of it as they were meant, or None."""


def nothing(_said: Utterance) -> None:
    """Nothing else does."""


@dataclass(frozen=True)
class Phrases:
    """One table. whole: must be the entire utterance; anywhere: may stand within one; unless:
    expressions that contain a phrase without meaning it (人工湖). patterns: regular expressions
    for what has too many wordings to list. sound_from: syllables a phrase needs to be recognised by
    its sound alone within an utterance."""

    whole: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sound_from: int = MIN_SYLLABLES

    def find(self, said: Utterance, sounded: Sounded = nothing) -> str | None:
        """The phrase that was said, or None. sounded: knows more by their sound; as with the
        phrases themselves it is not asked where an expression of `unless` was said."""
        if said.text in self.whole:
            return said.text
        text = said.text
        for other in self.unless:
            text = text.replace(other, "\n")
        for listed in self.anywhere:
            if listed in text:
                return listed
        if match := _pattern(self.patterns).search(text):
            return match.group()
        if "\n" in text:
            return None
        return self._by_sound(said) or sounded(said)

    def _by_sound(self, said: Utterance) -> str | None:
        for phrase, syllables in _sounds(self.whole):
            if syllables == said.syllables:
                return phrase
        spoken = _joined(said.syllables)
        accented = _joined(folded(said.syllables))
        short = len(said.syllables) <= SHORT_UTTERANCE
        for phrase, length, sounds, alike in _joined_sounds(self.anywhere):
            if length < self.sound_from or (length < FOLDED_SYLLABLES and not short):
                continue
            if sounds in spoken:
                return phrase
            if length >= FOLDED_SYLLABLES and alike in accented:
                return phrase
        return None


NOTHING = re.compile(r"(?!)")


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns)) if patterns else NOTHING


def _joined(syllables: Iterable[str]) -> str:
    return " " + " ".join(syllables) + " "


@cache
def _sounds(phrases: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = ((phrase, tuple(pinyin(phrase))) for phrase in phrases)
    return tuple((phrase, sounds) for phrase, sounds in pairs if len(sounds) >= MIN_SYLLABLES)


@cache
def _joined_sounds(phrases: tuple[str, ...]) -> tuple[tuple[str, int, str, str], ...]:
    """(phrase, syllables in it, its sound, the same with the accent folded)."""
    return tuple(
        (phrase, len(sounds), _joined(sounds), _joined(folded(sounds)))
        for phrase, sounds in _sounds(phrases)
    )


@cache
def tables() -> Mapping[str, Phrases]:
    """Every table of `phrases.yaml` by name."""
    return {
        name: Phrases(
            whole=_listed(table, "whole"),
            anywhere=_listed(table, "anywhere"),
            unless=_listed(table, "unless"),
            patterns=_listed(table, "patterns"),
        )
        for name, table in document("phrases").items()
    }


def _listed(table: Mapping[str, list[object]], kind: str) -> tuple[str, ...]:
    return tuple(str(phrase) for phrase in table.get(kind, ()))


def find(table: str, said: Utterance, sounded: Sounded = nothing) -> str | None:
    """The phrase of a table that was said, or None. sounded: as in `Phrases.find`."""
    return tables()[table].find(said, sounded)
