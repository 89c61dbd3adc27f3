"""Words by the way they sound, and how often they are said. [P]

Frequencies come from jieba's dictionary, read as data (its tokeniser is not started), readings from
pypinyin. 300,000 words are one sorted list of strings: each begins with one letter for the kind of
each of its syllables, so all words of a sound lie together and a bisection finds them, in less
memory than a dictionary of dictionaries.
"""

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from asr.sounds import OTHER, Sound, kind, likeness, sound

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+")
LONGEST_WORD = 8
"""Syllables."""

_RARE = 3
"""Words below this frequency in jieba's dictionary are names and debris: left out."""
SHORTEST_SLIP = 3
"""Syllables of a word that is recognised with one of them misheard."""
_ANY = "\uf8ff"
_OTHERWISE, _RHYME = -10.0, -7.0
"""Of a slip in a word of three syllables; the more others confirm a word, the less it costs."""
_SECOND_READING = math.log(0.1)
_SPOKEN = {"嗯": 50_000, "喂": 10_000, "还行": 5_000, "凑合": 1_000, "油烟": 500, "迁入": 500}
"""Everyday words that jieba's written sources count too low, on the scale of its counts."""
FIRST_KEY = "\ue000"
"""Letters of keys are of Unicode's private area: they sort behind every Chinese character."""

Reading = tuple[Sound, ...]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """rows: key and word in one string, sorted. scores: log probability of each."""

    rows: Sequence[str]
    scores: Sequence[float]

    @staticmethod
    def of(words: Iterable[tuple[str, float]]) -> "Vocabulary":
        """words: each with its log probability; what nobody can read is left out."""
        rows = sorted(
            (key + word, score + less) for word, score in words for key, less in keys(word)
        )
        return Vocabulary([row for row, _ in rows], array("f", (score for _, score in rows)))

    def score(self, word: str) -> float | None:
        """Log probability of a word in its usual reading, None for a word that is not here."""
        for key, _ in keys(word):
            at = bisect_left(self.rows, key + word)
            if at < len(self.rows) and self.rows[at] == key + word:
                return self.scores[at]
        return None

    def starting(self, key: str) -> int | None:
        """Where the rows of a key begin, None where no word begins so."""
        at = bisect_left(self.rows, key)
        return at if at < len(self.rows) and self.rows[at].startswith(key) else None

    def at(self, place: int, key: str) -> Iterator[tuple[str, float]]:
        """Words of exactly this key, from where its rows begin, and their log probabilities."""
        size = len(key)
        while place < len(self.rows) and self.rows[place].startswith(key):
            word = self.rows[place][size:]
            if word[0] >= FIRST_KEY:
                return
            yield word, self.scores[place]
            place += 1


@cache
def mandarin() -> Vocabulary:
    """The language's words, built once a process (about a second)."""
    total = math.log(sum(count for _, count in frequencies()))
    return Vocabulary.of((word, math.log(count) - total) for word, count in frequencies())


def frequencies() -> Iterator[tuple[str, int]]:
    """Words and how often they were counted, in the order of the dictionary."""
    with resources.files("jieba").joinpath("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            size = len(word)
            if (int(count) >= _RARE or size == 1) and size <= LONGEST_WORD and word not in _SPOKEN:
                yield word, max(int(count), 1)
    yield from _SPOKEN.items()


def matches(heard: Reading, vocabulary: Vocabulary, keep: int) -> "Found":
    """Words that may have been said for a sequence of sounds: at most `keep`, best first, each with
    its log probability. None where no longer word begins like this either."""
    key = key_of(heard)
    place = vocabulary.starting(key)
    if place is None:
        return None
    fitting = ((word, score + _fit(heard, word)) for word, score in vocabulary.at(place, key))
    return tuple(sorted(fitting, key=lambda found: (-found[1], found[0]))[:keep])


Found = tuple[tuple[str, float], ...] | None


def slips(words: Vocabulary) -> Vocabulary:
    """The longer words of a vocabulary, each once for every syllable that may be misheard."""
    rows = []
    for row, score in zip(words.rows, words.scores, strict=True):
        size = sum(letter >= FIRST_KEY for letter in row)
        for at in range(size if size >= SHORTEST_SLIP else 0):
            rows.append((row[:at] + _ANY + row[at + 1 :], score))
    rows.sort()
    return Vocabulary([row for row, _ in rows], array("f", (score for _, score in rows)))


def misheard(heard: Reading, slipped: Vocabulary, keep: int) -> tuple[tuple[str, float], ...]:
    """As `matches`, but of words one syllable of which was heard as something else."""
    key = key_of(heard)
    best: dict[str, float] = {}
    for at in range(len(heard)):
        slip = key[:at] + _ANY + key[at + 1 :]
        place = slipped.starting(slip)
        if place is not None:
            for word, score in slipped.at(place, slip):
                best[word] = max(score + _fit(heard, word, True), best.get(word, -math.inf))
    return tuple(sorted(best.items(), key=lambda found: (-found[1], found[0]))[:keep])


def key_of(heard: Iterable[Sound]) -> str:
    return "".join(_letter(each.base) for each in heard)


@lru_cache(maxsize=50_000)
def _fit(heard: Reading, word: str, slip: bool = False) -> float:
    """How well sounds fit a word, log; of several readings the best."""
    fits = []
    for reading, less in readings(word):
        likes = [likeness(*pair) for pair in zip(heard, reading, strict=True)]
        if slip and OTHER in likes:
            at = likes.index(OTHER)
            likes[at] = _slip(heard[at], reading[at]) * SHORTEST_SLIP / len(word)
        fits.append(less + sum(likes))
    return max(fits)


def _slip(heard: Sound, meant: Sound) -> float:
    """Of one syllable for another: what rhymes is nearer."""
    rhymes = heard.tone == meant.tone and _final(heard) == _final(meant)
    return _RHYME if rhymes else _OTHERWISE


def _final(each: Sound) -> str:
    return each.base.lstrip("bpmfdtnlgkhjqxrzcsyw")


def readings(word: str) -> tuple[tuple[Reading, float], ...]:
    """Of a word, each with the log probability lost by taking a less usual one."""
    if len(word) == 1:
        return tuple(
            ((each,), _SECOND_READING if place else 0.0)
            for place, each in enumerate(_of_character(word))
        )
    if word in PHRASES_DICT:
        return ((tuple(sound(each[0]) for each in PHRASES_DICT[word]), 0.0),)
    first = [_of_character(character)[:1] for character in word]
    return ((tuple(each[0] for each in first), 0.0),) if all(first) else ()


def keys(word: str) -> Iterator[tuple[str, float]]:
    """Keys of a word, each with the log probability that a reading costs."""
    if len(word) > 1 and word not in PHRASES_DICT:
        key = word.translate(_usual_keys())
        if min(key) >= FIRST_KEY:  # or else it has characters that nobody can read
            yield key, 0.0
        return
    seen = set()
    for reading, _ in readings(word):
        key = key_of(reading)
        if key not in seen:
            seen.add(key)
            yield key, 0.0


@cache
def _of_character(character: str) -> Reading:
    spelt = PINYIN_DICT.get(ord(character), "")
    return tuple(dict.fromkeys(sound(each) for each in spelt.split(",") if each))


@cache
def _usual_keys() -> Mapping[int, str]:
    """The key of each character's usual reading."""
    first = {code: spelt.partition(",")[0] for code, spelt in PINYIN_DICT.items()}
    return {code: _letter(sound(spelt).base) for code, spelt in first.items() if spelt}


@cache
def _letter(base: str) -> str:
    return chr(ord(FIRST_KEY) + _kinds().setdefault(kind(base), len(_kinds())))


@cache
def _kinds() -> dict[str, int]:
    """Numbers of the kinds of syllables, in the alphabet; what is no syllable is added behind."""
    spelt = {sound(each).base for readings in PINYIN_DICT.values() for each in readings.split(",")}
    return {each: number for number, each in enumerate(sorted({kind(base) for base in spelt}))}
