"""An utterance made ready for the grammars: folded characters, and toneless pinyin. [P]"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from dialog.events import Event, Heard
from knowledge.pinyin import syllables as pinyin

_NOISE = re.compile(r"[^\w]+|_+")

_FOLD = str.maketrans(
    {
        "沒": "没", "無": "无", "們": "们", "來": "来", "問": "问", "題": "题", "滿": "满",
        "見": "见", "嘅": "的", "喺": "在", "您": "你", "妳": "你", "甚": "什", "麽": "么",
        "麼": "么", "嚒": "么", "嘛": "嘛", "０": "0", "唿": "呼", "誒": "诶", "欸": "诶",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Utterance:
    """text: folded, without punctuation or spaces; clauses: the same, cut where the speaker
    paused or punctuation stood; syllables: toneless pinyin; raw: as it was heard."""

    text: str
    clauses: tuple[str, ...]
    syllables: tuple[str, ...]
    raw: str

    @property
    def empty(self) -> bool:
        return not self.text and not self.syllables

    @staticmethod
    def nothing() -> "Utterance":
        """Nothing was said."""
        return Utterance("", (), (), "")


def utterance(text: str, syllables: tuple[str, ...] = ()) -> Utterance:
    folded = text.strip().lower().translate(_FOLD)
    clauses = tuple(part for part in _NOISE.split(folded) if part)
    joined = "".join(clauses)
    sounds = syllables or tuple(pinyin(joined))
    if not any(character.isnumeric() or character in "幺洞" for character in joined):
        joined, sounds = _once(joined), _once(sounds)
    return Utterance(joined, clauses, sounds, text.strip())


def part_of(said: Utterance, piece: str) -> Utterance:
    """A text that was cut out of an utterance, with the sounds that were heard for it; as it is
    read where the sounds are of other characters."""
    own = utterance(piece)
    if len(said.syllables) != len(said.text) or len(own.syllables) != len(own.text):
        return own
    blocks = SequenceMatcher(None, said.text, own.text, autojunk=False).get_matching_blocks()
    kept = [at for start, _, size in blocks for at in range(start, start + size)]
    if len(kept) != len(own.text):
        return own
    return utterance(piece, tuple(said.syllables[at] for at in kept))


_Said = TypeVar("_Said", str, tuple[str, ...])


def _once(said: _Said) -> _Said:
    """What was said twice ("是的是的"), once: people insist, and recognisers stutter. Single
    characters are left alone, and numbers must not get here."""
    half = len(said) // 2
    return said[:half] if half >= 2 and said[:half] == said[half:] else said


@lru_cache(maxsize=8)
def heard(event: Heard) -> Utterance:
    """Kept while a turn lasts: each wrapper and part of a conversation asks for it."""
    return utterance(event.text, event.syllables)


def said_in(event: Event) -> Utterance:
    """What was said; nothing where something else happened."""
    return heard(event) if isinstance(event, Heard) else Utterance.nothing()
