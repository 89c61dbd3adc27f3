"""What is said of tickets that are there already: asking after one, what is wanted of it. [P]"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from dialog.grammar.documents import document
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

Wish = Literal["urge", "supplement", "withdraw", "unhappy", "new", "status"]

LEAST_MATTER = 4
"""Characters from which something is named that nobody comes for."""


def plainly(said: Utterance) -> str:
    """The text with the words of this domain restored where something sounding like them was
    written (公单 for 工单, 反应 for 反映)."""
    text, sounds = list(said.text), folded(said.syllables)
    if len(text) != len(sounds):
        sounds = folded(pinyin(said.text))
    if len(text) != len(sounds):
        return said.text
    for word in document("cases")["sounds"]:
        own = folded(pinyin(word))
        for start in range(len(sounds) - len(own) + 1):
            if sounds[start : start + len(own)] == own:
                text[start : start + len(own)] = word
    return "".join(text)


def asks_after(said: Utterance) -> bool:
    """Whether the caller speaks of what they have reported before, rather than reporting it or
    asking how things are done."""
    text = plainly(said)
    if _has("general", text) and not _has("ticket", text) and not _is_own(text):
        return False
    if _has("reports", text):
        return False
    if _has("plainly", text) or (_has("ticket", text) and _has("asks", text)):
        return True
    if _is_own(text) or (_has("that", text) and _has("asks", text)):
        return True
    if _was_reported(text):
        return _has("past", text) or _has("asks", text)
    return _waits(text)


def names_own(said: Utterance) -> bool:
    """Whether they speak of a report of their own, whatever they ask about it."""
    text = plainly(said)
    return _is_own(text) or _was_reported(text)


def _is_own(text: str) -> bool:
    return _has("own", text)


def _was_reported(text: str) -> bool:
    """As something past: 反映的, 报过."""
    return (
        re.search(f"{document('cases')['reported']}(?:过|了)?(?:的|过)(?!电话)", text) is not None
    )


def _waits(text: str) -> bool:
    """Impatience, and nothing about what for: a matter that is named is reported."""
    found = _search("waits", text)
    if found is None:
        return False
    rest = _patterns()["aside"].sub("", text.replace(found.group(), ""))
    return len(rest) < LEAST_MATTER


_DENIED = re.compile(
    "(?:不是|不用|不要|不需要|不想|不|莫|别|先不|暂时不)(?:再|来|要|得|去)?"
    "(?:催办?|补充|撤回|撤销|撤诉|撤|取消|加急)(?:了|一下|情况)?"
)


def wish(said: Utterance) -> Wish | None:
    """What is wanted of a ticket, None where it is not said; what is denied ("不催了") is not."""
    return next(_wished(said), None)


def urges(said: Utterance) -> bool:
    """Whether it is to be hurried, whatever else is wanted of it."""
    return "urge" in _wished(said)


def _wished(said: Utterance) -> Iterator[Wish]:
    """Everything that is, the first that counts first."""
    text = _DENIED.sub("，", plainly(said))
    return (name for name, words in _wishes() if words.search(text))


def words_beside(said: Utterance) -> str:
    """What was said beside the wish: 整条街都黑了 of "补充一下，整条街都黑了"; "" for little."""
    rest = _lead().sub("", said.raw).strip("，。, ")
    return rest if len(rest) >= LEAST_MATTER and rest != said.raw else ""


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(document("cases")["lead"])


@cache
def _wishes() -> tuple[tuple[Wish, re.Pattern[str]], ...]:
    rows = document("cases")["wishes"].items()
    return tuple((name, re.compile("|".join(words))) for name, words in rows)


def _has(name: str, text: str) -> bool:
    return _search(name, text) is not None


def _search(name: str, text: str) -> re.Match[str] | None:
    return _patterns()[name].search(text)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(row) if isinstance(row, list) else row)
        for name, row in document("cases").items()
        if name not in ("sounds", "wishes", "lead")
    }
