"""Characters for what was heard as syllables. [P]

A search over the lattice of all words that the sounds may stand for: how often a word is said, how
well it fits the tones and the sounds, and what it follows. Figures beside other ways:
docs/decisions/0011-writing-pinyin.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from asr.domain import NO_DOMAIN, Domain, Texts, learn
from asr.sounds import OTHER, Sound, likeness, sound
from asr.vocabulary import (
    LONGEST_WORD,
    SHORTEST_SLIP,
    Found,
    Vocabulary,
    mandarin,
    matches,
    misheard,
)

_BEAM = 10
"""Different last words that are followed up at each place."""
_CANDIDATES = 10
"""Words of one stretch of sounds."""
_UNKNOWN = -25.0
_HINT_BASE, _HINT_PER_SYLLABLE = -3.0, -1.5

_START = ""


@dataclass(frozen=True)
class _Path:
    """Words so far, from the last back to the first."""

    score: float
    word: str
    before: "_Path | None"


@dataclass(frozen=True)
class Numbers:
    """How likely digits are dictated. shortest: a run, in digits. per_digit: log probability.
    mumbled: whether what is only near a digit counts as one."""

    shortest: int
    per_digit: float
    mumbled: bool


IN_PASSING = Numbers(3, -4.0, mumbled=False)
DICTATED = Numbers(2, -1.5, mumbled=True)


@dataclass(frozen=True, eq=False)
class Writer:
    """Writes what was heard. Safe to share between threads; `preferring` gives a new one."""

    general: Vocabulary
    domain: Domain = NO_DOMAIN
    hints: Vocabulary = field(default_factory=lambda: NO_DOMAIN.vocabulary)
    numbers: Numbers = IN_PASSING

    def preferring(self, phrases: Iterable[str], dictated: bool = False) -> "Writer":
        """The same with phrases that are likely just now, or with a number that is."""
        likely = {
            phrase: _HINT_BASE + _HINT_PER_SYLLABLE * len(phrase)
            for phrase in phrases
            if phrase and len(phrase) <= LONGEST_WORD
        }
        if not likely and not dictated:
            return self
        numbers = DICTATED if dictated else self.numbers
        return replace(self, hints=Vocabulary.of(sorted(likely.items())), numbers=numbers)

    def write(self, heard: Sequence[Sound]) -> str:
        """The most likely text; what is no syllable is kept as it is."""
        ways: list[list[_Path]] = [[] for _ in range(len(heard) + 1)]
        ways[0] = [_Path(0.0, _START, None)]
        for start in range(len(heard)):
            paths = _best(ways[start])
            for size, found in self._edges(tuple(heard[start : start + LONGEST_WORD])):
                ways[start + size].extend(self._extended(paths, found))
            for end, number, score in _numbers(heard, start, self.numbers):
                top = paths[0]
                ways[end].append(_Path(top.score + score, number, top))
        return _text(_best(ways[-1])[0])

    def _edges(self, heard: tuple[Sound, ...]) -> Iterator[tuple[int, dict[str, float]]]:
        """Words that may begin here, by their number of syllables."""
        for size in range(1, len(heard) + 1):
            sounds = heard[:size]
            every = (
                _remembered(sounds, self.general),
                _remembered(sounds, self.domain.vocabulary),
                matches(sounds, self.hints, _CANDIDATES) if self.hints.rows else None,
            )
            words: dict[str, float] = {}
            for word, score in (each for found in every for each in found or ()):
                words[word] = max(score, words.get(word, score))
            if words or size == 1:
                yield size, words or {heard[0].base: _UNKNOWN}
            if all(found is None for found in every):
                break
        for size in range(SHORTEST_SLIP, len(heard) + 1):
            if slipped := _misheard(heard[:size], self.domain.slips):
                yield size, dict(slipped)

    def _extended(self, paths: Sequence[_Path], words: Mapping[str, float]) -> Iterator[_Path]:
        """Each word after the path that it follows best."""
        top = paths[0]
        followed = [(path, known) for path in paths if (known := self.domain.follow.get(path.word))]
        for word, score in words.items():
            reached, before = top.score, top
            for path, known in followed:
                gained = path.score + known.get(word, 0.0)
                if gained > reached:
                    reached, before = gained, path
            yield _Path(reached + score, word, before)


@lru_cache(maxsize=1)
def writer_of(texts: Texts) -> Writer:
    """One that knows the language and what is talked about: some seconds of work that no caller
    should wait for, and that two engines of one program share."""
    general = mandarin()
    return Writer(general, learn(texts, general))


@lru_cache(maxsize=20_000)
def _remembered(heard: tuple[Sound, ...], vocabulary: Vocabulary) -> Found:
    """Partials hear the same beginning again and again."""
    return matches(heard, vocabulary, _CANDIDATES)


@lru_cache(maxsize=20_000)
def _misheard(heard: tuple[Sound, ...], slips: Vocabulary) -> tuple[tuple[str, float], ...]:
    return misheard(heard, slips, _CANDIDATES)


_DIGITS = {
    each: sound(spelt)
    for each, spelt in zip(
        "零幺一二三四五六七八九洞拐",
        ["líng", "yāo", "yī", "èr", "sān", "sì", "wǔ", "liù", "qī", "bā", "jiǔ", "dòng", "guǎi"],
        strict=True,
    )
}
_MUMBLED = {
    "零": "lian nian ming", "一": "ni yin yu", "三": "sa shen", "五": "wo", "六": "lu liao",
    "七": "qu qing xi", "八": "ma bao pa", "九": "qiu ju jiao",
}  # fmt: skip
"""Syllables of other kinds that the model hears for a single digit on the telephone."""
_MUMBLE = -4.0


def _numbers(
    heard: Sequence[Sound], start: int, numbers: Numbers
) -> Iterator[tuple[int, str, float]]:
    """Numbers that may begin at a place: (end, digits, log probability)."""
    number, score = "", 0.0
    for end in range(start + 1, len(heard) + 1):
        found = _as_digit(heard[end - 1], numbers.mumbled)
        if found is None:
            return
        number += found[0]
        score += found[1] + numbers.per_digit
        if len(number) >= numbers.shortest:
            yield end, number, score


@cache
def _as_digit(heard: Sound, mumbled: bool) -> tuple[str, float] | None:
    """The digit that a syllable stands for, and how well it fits, log."""
    fits = {digit: likeness(heard, meant) for digit, meant in _DIGITS.items()}
    if mumbled:  # a wrong tone counts for half where nothing but digits is wanted
        fits = {digit: fit / 2 for digit, fit in fits.items()}
        near = (digit for digit, bases in _MUMBLED.items() if heard.base in bases.split())
        fits.update((digit, max(fits[digit], _MUMBLE)) for digit in near)
    best = max(fits, key=fits.__getitem__)
    return None if fits[best] == OTHER else (best, fits[best])


def _best(paths: Iterable[_Path]) -> list[_Path]:
    """The best path of each last word, as many as are followed up, best first."""
    kept: dict[str, _Path] = {}
    for path in sorted(paths, key=lambda path: (-path.score, path.word)):
        kept.setdefault(path.word, path)
        if len(kept) == _BEAM:
            break
    return list(kept.values())


def _text(path: _Path) -> str:
    words = []
    step: _Path | None = path
    while step is not None:
        words.append(step.word)
        step = step.before
    return "".join(reversed(words))
