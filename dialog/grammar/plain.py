"""A reply in plain Mandarin: homophone errors undone, dialect words replaced. [P]"""

import re
from functools import cache

from dialog.grammar.documents import document
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import syllables as pinyin

_MEANT = frozenset("不没未无假别")
"""Characters that are never a slip for a friendlier one."""

_NUMERALS = frozenset("〇零一二三四五六七八九十百两")
"""八十 sounds like 巴适."""


def plain(said: Utterance) -> str:
    """The text of an utterance as a speaker of the standard language would have written it."""
    text = _restored(said)
    for dialect, standard in _words():
        text = dialect.sub(standard, text)
    return (
        _DENIED_TWICE.sub(r"\1过", text) if any(map(_DENIED_TWICE.search, said.clauses)) else text
    )


_DENIED_TWICE = re.compile(
    "(?:不是|并非)没(?:有)?(?:人|谁)?(?:给我|跟我|和我)?(联系|来|打|找|上门|通知|回)(?:电话|过|我)*"
)
"""不是没联系过, in one breath; 不是，没联系 is two."""


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(dialect), standard) for dialect, standard in document("dialects")["words"]
    )


def _restored(said: Utterance) -> str:
    """Frequent words in their own characters, wherever their sound was heard."""
    sounds = said.syllables if len(said.syllables) == len(said.text) else pinyin(said.text)
    if len(sounds) != len(said.text):
        return said.text
    for word in document("dialects")["whole_sounds"]:
        for tail in ("", "吧", "啊", "嘛", "了"):
            if sounds == pinyin(word + tail):
                return str(word) + tail
    text = list(said.text)
    for entry in document("dialects")["sounds"]:
        _restore(text, tuple(sounds), entry["word"], entry["never"])
    return "".join(text)


def _restore(text: list[str], sounds: tuple[str, ...], word: str, never: str) -> None:
    sound = pinyin(word)
    for start in range(len(sounds) - len(sound) + 1):
        end = start + len(sound)
        if sounds[start:end] != sound:
            continue
        written = "".join(text[start:end])
        if set(written) <= _NUMERALS:
            continue
        if written != word and (_MEANT & set(written) or (end < len(text) and text[end] in never)):
            continue
        text[start:end] = word
        negation = document("dialects")["negations"].get(sounds[start - 1]) if start else None
        if (
            negation
            and "".join(text[max(start - 2, 0) : start]) not in document("dialects")["no_negations"]
        ):
            text[start - 1] = negation
