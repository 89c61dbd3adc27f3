"""When a matter happened: in the caller's words, and as it stands in the ticket. [P]"""

import re
from dataclasses import dataclass
from datetime import date

from dialog.grammar.normalise import written
from dialog.grammar.phrases import find
from dialog.grammar.time_sounds import as_meant
from dialog.grammar.times import resolved, time_said
from dialog.grammar.utterance import utterance

LONGEST = 12
"""Characters of "一直都是这样" that are kept."""

_OCCASION = re.compile(
    r"^(?:就|就是|大概|应该|可能|是|在|从|嗯|呃|那)*"
    r"(?P<when>[^，。]{2,10}?(?:的时候|那会儿?|那天|那阵子?|那几天|以后|之后|以前|之前|开始|那时候?)"
    r"|(?:打从|自从|打|从)[^，。]{1,8}?(?=就|起|以来))"
)
_LATER = re.compile("等|晚点|晚些|迟点|一会儿?$|改天|回头")
"""When something will be: no answer to when it was."""
_AROUND = re.compile(r"^(?:[嗯呃哦那就是我只，,\s])+|(?:[吧啊呀嘛哈呢哦，。,.！!])+$")


@dataclass(frozen=True)
class Moment:
    """said: the caller's words. written: with its date where that is certain ("11月21日晚上")."""

    said: str = ""
    written: str = ""


def moment(text: str, today: date | None) -> Moment:
    """The time that an utterance tells of; an empty Moment where it tells of none."""
    return _moment(as_meant(text), today)


def _moment(text: str, today: date | None) -> Moment:
    if today is None:
        said = time_said(text)
        return Moment(said, written(said))
    found = resolved(text, today)
    if found is None:
        return Moment()
    certain = found.start is not None or found.ongoing
    return Moment(found.said, found.written if certain else written(found.said))


def answered(text: str, today: date | None) -> Moment:
    """The same for the answer to "when?": "一直都这样" and "开学的时候" are answers too."""
    text = as_meant(text, asked=True)
    if (told := _moment(text, today)).said:
        return told
    if find("ongoing", utterance(text)):
        words = _AROUND.sub("", text)[:LONGEST]
        return Moment(words, words)
    occasion = _OCCASION.match(text)
    words = occasion["when"] if occasion else time_said(text)
    return Moment() if _LATER.match(words) else Moment(words, written(words))
