"""Words put right that were heard right but written wrong: 公鸡金 becomes 公积金. [P]"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import lexicon, weights
from knowledge.dialect import STANDARD, Dialect
from knowledge.pinyin import syllables

LONGEST = 6
"""Syllables of the longest word that is put right."""


@dataclass(frozen=True)
class Vocabulary:
    """Words that may have been meant, by their sound and by what accents make of it. dialect: the
    accents."""

    words: frozenset[str]
    by_sound: dict[tuple[str, ...], str]
    by_accent: dict[tuple[str, ...], str]
    dialect: Dialect = STANDARD


def vocabulary(words: Iterable[str], dialect: Dialect = STANDARD) -> Vocabulary:
    """words: with repetitions; of words that sound alike the most frequent one is
    meant."""
    return of_counts(Counter(words), dialect)


def of_counts(counts: Mapping[str, int], dialect: Dialect = STANDARD) -> Vocabulary:
    """The same of words that were counted."""
    own = [word for word in counts if 2 <= len(word) <= LONGEST and not word.isascii()]
    by_sound: dict[tuple[str, ...], str] = {}
    by_accent: dict[tuple[str, ...], str] = {}
    fold = cache(dialect.fold)
    for word in sorted(own, key=lambda word: (-counts[word], word)):
        sounds = syllables(word)
        if len(sounds) != len(word):
            continue
        by_sound.setdefault(sounds, word)
        # Two folded syllables fit too much; three hardly fit by chance.
        if len(sounds) >= 3:
            by_accent.setdefault(tuple(map(fold, sounds)), word)
    return Vocabulary(frozenset(own), by_sound, by_accent, dialect)


def repair(text: str, known: Vocabulary) -> str:
    """`text` (cleaned) with each misspelt word of the vocabulary put right, longest first.

    What is a word of its own stays, and so does a pair that is not two loose characters: a pair
    sounds like too much (谁管 is not 水管). A function word is not cut in two either: 新车怎么 is
    not 行车证么.
    """
    segments = weights.segment(text)
    sounds = tuple(sound for word in segments for sound in _readings(word))
    loose = [
        len(word) == 1 and word not in lexicon.FUNCTION_WORDS for word in segments for _ in word
    ]
    return _put_right(tuple(text), sounds, known, frozenset(segments), loose, _inside(segments))


_QUESTION_MARKS = frozenset("谁哪几啥么吗呢多何怎")


def in_context(text: str, words: Iterable[str], known: Vocabulary) -> str:
    """`text` with each loose pair of characters read as one of `words` that an accent, or a
    recogniser, makes the same of: 驾驶证正位 is 驾驶证真伪 where 真伪 is what is talked about.

    words: of the few entries that are talked about; in a larger vocabulary a pair of syllables is
    near too many. What is a word of its own, or asks, stays.
    """
    fold = known.dialect.fold
    meant: dict[tuple[str, ...], str] = {}
    for word in words:
        if len(word) == 2 and len(sounds := syllables(word)) == 2 and word not in text:
            meant.setdefault(tuple(map(fold, sounds)), word)
    if not meant:
        return text
    whole = {word for word in weights.segment(text) if len(word) > 1 and weights.is_common(word)}
    heard = [fold((syllables(character) or (character,))[0]) for character in text]
    at, out = 0, ""
    while at < len(text):
        pair = text[at : at + 2]
        mend = meant.get(tuple(heard[at : at + 2]))
        if mend and pair not in whole | known.words and _QUESTION_MARKS.isdisjoint(pair):
            out, at = out + mend, at + 2
        else:
            out, at = out + text[at], at + 1
    return out


def _inside(segments: Iterable[str]) -> frozenset[int]:
    """The places within function words."""
    places: set[int] = set()
    at = 0
    for word in segments:
        if word in lexicon.FUNCTION_WORDS:
            places.update(range(at + 1, at + len(word)))
        at += len(word)
    return frozenset(places)


def _readings(word: str) -> Sequence[str]:
    """One a character: as in the word, where the word has one for each."""
    heard = syllables(word)
    return heard if len(heard) == len(word) else [(syllables(c) or (c,))[0] for c in word]


def spell(sounds: Sequence[str], known: Vocabulary) -> str:
    """Words for an utterance of which only the syllables are known; a syllable that is part of
    no word of the vocabulary stays as it is."""
    return _put_right(tuple(sounds), tuple(sounds), known, frozenset(), [True] * len(sounds))


def _put_right(
    written: tuple[str, ...],
    sounds: tuple[str, ...],
    known: Vocabulary,
    segments: frozenset[str],
    loose: Sequence[bool],
    inside: frozenset[int] = frozenset(),
) -> str:
    accents = tuple(map(known.dialect.fold, sounds))
    out: list[str] = []
    at = 0
    while at < len(written):
        for length in range(min(LONGEST, len(written) - at), 1, -1):
            end = at + length
            span = "".join(written[at:end])
            if span in known.words:
                out.append(span)
                break
            if at in inside or end in inside:
                continue
            word = known.by_sound.get(sounds[at:end]) or known.by_accent.get(accents[at:end])
            if word and span not in segments and (length > 2 or all(loose[at:end])):
                out.append(word)
                break
        else:
            length = 1
            out.append(written[at])
        at += length
    return "".join(out)
