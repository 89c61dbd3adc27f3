"""What an answer to a question about a ticket means, by what was asked. [P]"""

import re
from typing import Literal

from dialog.grammar.cases import Wish, wish
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from dialog.satisfaction import classify

Meant = Wish | Literal["done", "neutral"]
"""done: nothing more is wanted. neutral: neither a good opinion nor a bad one."""


def to_offer(said: Utterance, offered: Wish | None) -> Meant | None:
    """To "shall it be hurried?"; None where it is no answer. offered: what was."""
    if wanted := wish(said):
        return offered if wanted == "unhappy" else wanted
    answer = yes_no(said)
    if answer is None and not find("no_more", said):
        return None
    return offered if answer else "done"


def to_result(said: Utterance) -> Meant | None:
    """To "is the result good?"."""
    wanted, label = wish(said), classify(said.raw, said.syllables).label
    if wanted in ("unhappy", "urge") or label in ("unsatisfied", "unresolved"):
        return "unhappy"
    if wanted == "new":
        return "new"
    if label == "neutral":
        return "neutral"
    if label == "satisfied" or find("no_more", said):
        return "done"
    answer = yes_no(said)
    return None if answer is None else "done" if answer else "unhappy"


def to_similar(said: Utterance, completed: bool) -> Meant | None:
    """To "is it the one that you reported?". completed: that one is done."""
    wanted, answer = wish(said), yes_no(said)
    if wanted == "status" or (wanted is None and _SAME.search(said.text)):
        return "status"
    if completed and (wanted in ("unhappy", "urge", "supplement") or answer):
        return "unhappy"
    if answer is False:
        return "new"
    return "urge" if wanted == "unhappy" else wanted


_SAME = re.compile(
    "就是(?:上次|上回|之前|那|它|这|同一)|(?:还是|是)(?:上次|上回|之前|原来|同一)[^新]{0,4}$|一回事"
)


def to_check(said: Utterance, withdrawing: bool) -> bool | None:
    """To "is that right?"; "撤了吧" is a yes where a ticket is to be withdrawn."""
    answer = yes_no(said)
    if answer is None and withdrawing and "撤" in said.text:
        return wish(said) == "withdraw"
    return answer


SHORTEST_REASON = 7
"""Characters: 还是没有解决 gives no reason."""

_YES = re.compile("(?:(?:嗯|哦|对|是的?|就是|好的?)[，,、 ]+)+")


def told_in(said: Utterance) -> str:
    """What is to be written down of an answer, without the yes in front of it."""
    return said.raw[found.end() :] if (found := _YES.match(said.raw)) else said.raw


_DONE = re.compile(
    "(?:修|弄|搞|处理|解决|办|整改|清理|协商|谈|赔)(?:好|完|妥)?了|好了(?:$|，)|亮了|通了|退了|不需要了|不用管了"
    "|搞错|弄错|报错|重复|私下|自己(?:修|解决|处理|弄)"
)


def tells_done(said: Utterance) -> bool:
    """Whether the wish to withdraw has its reason with it ("他们修好了，撤了吧")."""
    return any(_DONE.search(clause) and "没" not in clause for clause in said.clauses)


def says_why(said: Utterance) -> bool:
    """Whether somebody who is not content says what was not done."""
    long = len(said.text) >= SHORTEST_REASON
    return long and any(classify(clause).label == "unresolved" for clause in said.clauses)
