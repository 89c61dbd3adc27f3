"""Answers to the robot's own questions: yes or no, which of two. [P]"""

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from dialog.grammar.phrases import find, tables
from dialog.grammar.utterance import Utterance, utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

_FILLER = "嗯哦噢啊呃额唉哎诶喂"


def without_filler(said: Utterance) -> Utterance:
    """Without "嗯", "哦" and the like in front of what is meant, if anything is."""
    rest = said.raw.lstrip(_FILLER + "，, ")
    dropped = len(said.raw) - len(rest)
    return utterance(rest) if rest and dropped else said


def yes_no(said: Utterance) -> bool | None:
    """True for yes, False for no, None where it is neither. No wins where both are heard."""
    said = without_filler(said)
    if find("deny", said):
        return False
    if find("affirm", said):
        return True
    return True if _affirmations().fullmatch(_PARTICLES.sub("", said.text)) else None


_PARTICLES = re.compile(r"(?:(?<=[对是])大|[的得地嗒哒呢嘞勒啊呀哦噢嘛吧哈啦滴])+$")
"""What colours a yes at its end, and what recognisers make of it (可以呢, 对大)."""


@cache
def _affirmations() -> re.Pattern[str]:
    """Nothing but agreement, however often: "是的对的", "好的可以"."""
    words = sorted(tables()["affirm"].whole, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")


MIN_RUN = 2
"""Syllables in a row that name one of two things."""


def choice(said: Utterance, first: str, second: str) -> Literal[1, 2] | None:
    """Which of two was meant: by its place, or by words that only it has."""
    if find("second", said):
        return 2
    if find("first", said):
        return 1
    runs = (_common_run(said, first), _common_run(said, second))
    if runs[0] == runs[1] or max(runs) < MIN_RUN:
        return None
    return 1 if runs[0] > runs[1] else 2


def _common_run(said: Utterance, of: str) -> int:
    """Syllables of the longest stretch that an utterance shares with a text."""
    ours, theirs = folded(said.syllables), folded(pinyin(of))
    match = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return match.size
