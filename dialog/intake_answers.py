"""What an answer to a question of the intake holds. [P]"""

import re
from datetime import date

from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find, tables
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance, utterance
from dialog.grammar.wishes import bare_wish, wish_said
from dialog.moments import Moment, moment

_OPENING = re.compile(r"^(?:嗯|呃|哦|那|就是|就|我(?:就|只)?|，|,|\s)+")
_ENDING = re.compile(
    r"(?:就行了?|就可以了?|就好了?|就得了|吧|啊|呀|嘛|哈|呢|哦|了|谢谢|，|。|,|\.|！|!)+$"
)


def wish_of(text: str, asked: bool) -> str:
    """What is wanted. asked: whether that was the question, so that any words answer it."""
    if wish := wish_said(text) or bare_wish(text):
        return wish
    plain = _ENDING.sub("", _OPENING.sub("", text)) if asked else ""
    return plain if len(plain) >= 2 else ""


_SMALL = re.compile(
    r"(?:就|是|的|了|吧|嘛|啊|哦|呢|大概|大约|差不多|应该|可能|好像|那|嗯|我|从|有|都|事|也|还|[，,。！!？?])+"
)
LONGEST_BESIDE = 3
"""Characters beside a time that alone are no story (买的, 开始漏)."""


def bare_time(text: str, today: date | None) -> Moment:
    """The time that is told by somebody who tells nothing else ("前天买的"), in answer to whatever;
    an empty Moment where that is not it."""
    told = moment(text, today)
    named = time_said(text) if told.said not in text else told.said
    beside = _SMALL.sub("", text.replace(max(named, time_said(text), key=len), "", 1))
    story = _CALL.search(text) or find("complaint", utterance(text))
    return told if len(beside) <= LONGEST_BESIDE and not story else Moment()


_CALL = re.compile("打|联系|回电|来电|电话")
"""A time for a call is no time of what happened."""


_WORK = re.compile(
    r"(?:(?<![真活])人|人员|领导|师傅|部门|城管|物业)们?(?:尽快|赶紧|赶快|马上|上门|再|去|来|到现场|过来|过去|下来)*"
    r"(?:办|修|处理|看|解决|检查|清|查|管|整改|拆|量|道歉|维修|疏通|现场)"
)


def wants_work(said: Utterance) -> bool:
    """Whether somebody is to come and do something: "让工作人员来看看" asks for no transfer;
    a real person (真人) is asked for by who talks to a machine."""
    return _WORK.search(said.text) is not None


# --- additions to what was read back ---

_MORE = re.compile(
    r"^[，,。\s]*(?:就是|不过|但是|但|另外|还有|而且|再|补充|加一|顺便|对了|哦|嗯|也|然后|，|,|。|\s)*"
)
_BY_THE_WAY = re.compile(
    r"^(?:嗯|哦|呃|，)*对了[，,]?(?!对|没|就这样|谢|是|可以|提交|好|行)(?=.{3})"
)
SHORTEST_ADDITION = 3
"""Characters."""


def addition(said: Utterance) -> tuple[bool | None, str]:
    """Whether the caller agrees, and what they add: "对，还有就是晚上特别吵"."""
    if _BY_THE_WAY.match(said.raw):
        return None, _MORE.sub("", _BY_THE_WAY.sub("", said.raw))
    plain = yes_no(said)
    if plain is not None and len(said.text) <= _SHORT_REPLY:
        return plain, ""
    agreed, rest = _after_yes(said.raw)
    more = _MORE.sub("", rest)
    if agreed:
        return True, more if _tells(more) else ""
    if plain is not None:
        return plain, ""
    adds = _MORE.match(said.raw)
    begun = bool(adds and adds.group().strip("，, 。"))
    return None, more if _tells(more) and (begun or find("complaint", said)) else ""


def agrees_within(said: Utterance) -> bool:
    """Whether a clause of its own agrees, and nothing is corrected: "说了三遍了，对对对，快点"."""
    if find("corrects", said) or find("deny", said):
        return False
    return any(yes_no(utterance(clause)) is True for clause in said.clauses)


def same_number(said: Utterance) -> tuple[bool | None, str]:
    """Whether the number on the line is the one to be called, and what is added ("可以，不过白天
    别打")."""
    if find("other_number", said):
        return False, ""
    if find("same_number", said):
        return True, ""
    agreed, more = addition(said)
    return (agreed, more) if agreed is not None else (None, "")


_SHORT_REPLY = 6
"""Characters: "对的没问题" has nothing to add."""


def _after_yes(text: str) -> tuple[bool, str]:
    """Whether a reply begins with agreement, and what follows it."""
    words = sorted(
        (*tables()["affirm"].whole, "没错", "都对", "没问题", "没有问题"), key=len, reverse=True
    )
    rest, agreed = text.lstrip("嗯哦呃啊，, "), False
    while found := next((word for word in words if rest.startswith(word)), None):
        rest, agreed = rest.removeprefix(found).lstrip("，,。 的啊呀"), True
    return agreed, rest


def _tells(more: str) -> bool:
    """Whether words say something, beyond "就这样" and "谢谢"."""
    said = utterance(more)
    polite = find("no_more", said) or find("backchannel", said) or yes_no(said) is not None
    return len(said.text) >= SHORTEST_ADDITION and not polite
