"""An utterance prepared for comparison: fillers off, synonyms folded, words, sounds. [P]"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge import lexicon, weights
from knowledge.pinyin import folded, syllables


@dataclass(frozen=True)
class Phrase:
    """words: canonical words in order. text: the same joined. sounds: its toneless syllables,
    folded: the same as accents leave them. kinds: kinds of question; aspects: what of the
    matter is asked. numbers: digit runs.
    """

    text: str
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    folded: tuple[str, ...]
    kinds: frozenset[str]
    aspects: frozenset[str]
    numbers: frozenset[str]
    negated: bool


_NOT_SPOKEN = re.compile(r"[^\w]|_", re.UNICODE)
_NUMBER = re.compile(r"\d+")
_NEGATED = re.compile(r"不能|没有|不到|不了|不是|不给|不想|没|不|未|无法|拒")


def clean(text: str) -> str:
    """Half-width, lower case, without punctuation and blanks."""
    return _NOT_SPOKEN.sub("", unicodedata.normalize("NFKC", text).lower())


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))))


_FILLERS = _alternation(w for w in lexicon.FILLERS if len(w) > 1)
_EDGES = re.compile(rf"^(?:{'|'.join(w for w in lexicon.FILLERS if len(w) == 1)})+")
_CANONICAL = {word: word for word in lexicon.SYNONYMS} | {
    said: word for word, others in lexicon.SYNONYMS.items() for said in others
}
# Only longer words are replaced in running text: 查 inside 检查 is not 查询. Terms that hold one of
# them stay whole: 临时身份证 is not 身份证.
_WHOLE = {
    term
    for term in (*lexicon.TERMS, *lexicon.FUNCTION_WORDS, *lexicon.SIGNS)
    if any(word in term for word in _CANONICAL if len(word) > 1)
}
_RUNNING = {term: term for term in _WHOLE} | {s: w for s, w in _CANONICAL.items() if len(s) > 1}
_LENGTHS = {
    first: sorted({len(said) for said in _RUNNING if said[0] == first}, reverse=True)
    for first in {said[0] for said in _RUNNING}
}
"""First character of what is replaced or kept whole → how long it may be, the longest first."""


def strip_fillers(text: str) -> str:
    """Without courtesies and sounds of thinking; the text itself where nothing else is left."""
    stripped = _EDGES.sub("", _FILLERS.sub("", _EDGES.sub("", text)))
    return stripped or text


def canonical(text: str) -> str:
    """Cleaned text without fillers, each longer synonym replaced by its canonical word."""
    return "".join(_parts(text))


def words_of(text: str) -> tuple[str, ...]:
    """Canonical words of a text, cleaned or raw. A synonym is a word of its own whatever stands
    beside it; only what lies between is segmented, and much of that has been met before."""
    words: list[str] = []
    for part in _parts(text):
        words.extend(_cut(part))
    return tuple(words)


def _parts(text: str) -> list[str]:
    """The text without fillers: canonical words and terms, and what stands between them."""
    plain = strip_fillers(clean(text))
    parts: list[str] = []
    begun = at = 0
    while at < len(plain):
        for length in _LENGTHS.get(plain[at], ()):
            if (word := _RUNNING.get(plain[at : at + length])) is not None:
                if begun < at:
                    parts.append(plain[begun:at])
                parts.append(word)
                begun = at = at + length
                break
        else:
            at += 1
    if begun < at:
        parts.append(plain[begun:])
    return parts


@lru_cache(maxsize=65536)
def _cut(part: str) -> tuple[str, ...]:
    if part in _WHOLE:
        return (part,)
    return tuple(_CANONICAL.get(w, w) for w in weights.segment(part))


@lru_cache(maxsize=4096)
def analyse(text: str) -> Phrase:
    """Prepare cleaned or raw text; never fails, whatever the text."""
    return of_words(words_of(text))


def of_words(words: tuple[str, ...]) -> Phrase:
    """The phrase of canonical words, as `words_of` gives them. A character is read as its word is
    (银行, 行走)."""
    text = "".join(words)
    sounds = tuple(sound for word in words for sound in syllables(word))
    return Phrase(
        text=text,
        words=words,
        sounds=sounds,
        folded=folded(sounds),
        kinds=_shown(text, _KINDS),
        aspects=_shown(text, _ASPECTS),
        numbers=frozenset(_NUMBER.findall(text)),
        negated=_NEGATED.search(text) is not None,
    )


def _flat(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, sign) for name, signs in table.items() for sign in signs)


_KINDS = _flat(lexicon.QUESTION_TYPES)
_ASPECTS = _flat(lexicon.ASPECTS)


def _shown(text: str, signs: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset([name for name, sign in signs if sign in text])
