"""An utterance prepared for comparison: fillers off, synonyms folded, words, sounds. [P]"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge import lexicon, weights
from knowledge.pinyin import folded, syllables


@dataclass(frozen=True)
class Phrase:
    """words: canonical words in order. text: the same joined. sounds: its toneless syllables,
    folded: the same as accents leave them. kinds: kinds of question. numbers: digit runs.
    """

    text: str
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    folded: tuple[str, ...]
    kinds: frozenset[str]
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
# Only longer words are replaced in running text: 查 inside 检查 is not 查询.
_RUNNING = _alternation(w for w in _CANONICAL if len(w) > 1)


def strip_fillers(text: str) -> str:
    """Without courtesies and sounds of thinking; the text itself where nothing else is left."""
    stripped = _EDGES.sub("", _FILLERS.sub("", _EDGES.sub("", text)))
    return stripped or text


def canonical(text: str) -> str:
    """Cleaned text without fillers, each longer synonym replaced by its canonical word."""
    return _RUNNING.sub(lambda found: _CANONICAL[found.group()], strip_fillers(clean(text)))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_CANONICAL.get(w, w) for w in weights.segment(text))


@lru_cache(maxsize=4096)
def analyse(text: str) -> Phrase:
    """Prepare cleaned or raw text; never fails, whatever the text."""
    return of_words(words_of(canonical(text)))


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
        kinds=_kinds(text),
        numbers=frozenset(_NUMBER.findall(text)),
        negated=_NEGATED.search(text) is not None,
    )


def _kinds(text: str) -> frozenset[str]:
    return frozenset(
        kind
        for kind, signs in lexicon.QUESTION_TYPES.items()
        if any(sign in text for sign in signs)
    )
