"""Answers to the robot's own questions: yes or no, which of two, categories of a matter. [P]"""

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from dialog.grammar.phrases import find, tables
from dialog.grammar.utterance import Utterance, utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

Category = Literal["投诉", "举报", "表扬", "建议", "求助", "咨询"]

_CATEGORIES: tuple[tuple[Category, tuple[str, ...]], ...] = (
    ("举报", ("举报", "违法", "赌博", "传销", "偷排", "无证", "非法", "假货", "诈骗", "黑车")),
    ("表扬", ("表扬", "要感谢", "想感谢", "好人好事", "锦旗")),
    ("建议", ("建议", "希望能", "最好能", "提个意见", "能不能增加", "应该增设")),
    ("投诉", ("投诉", "没人管", "扰民", "态度", "不作为", "乱收费", "不退", "拖欠", "推诿", "太吵",
            "吵得", "噪音", "噪声", "油烟", "占道", "不处理", "违建", "欠薪", "不发工资", "恶臭")),
    ("咨询", ("咨询", "想了解", "怎么办理", "怎么申请", "怎么报销", "什么条件", "什么材料",
            "什么手续", "哪些材料", "要多少钱", "去哪里办", "在哪里办", "哪里可以办", "什么政策")),
)  # fmt: skip


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
    return True if _affirmations().fullmatch(said.text) else None


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


def category(text: str) -> Category:
    """The kind of ticket a matter makes; help where no word says otherwise."""
    for name, words in _CATEGORIES:
        if any(word in text for word in words):
            return name
    return "求助"
