"""What is likely to be said next, for the recogniser: short answers are hard to hear on their own.

Both sides of every question are named, so that the hint never leans towards one answer. No digits
are named where a number is wanted, because Whisper then turns a click into "一三八零零"; the engine
is told of the number, and one that writes what it heard from pinyin prefers digits.
"""

from collections.abc import Mapping

from asr.recognizer import Hints
from dialog.events import Listen

LIKELY: Mapping[str, tuple[str, ...]] = {
    "open": (),
    "yes_no": ("对的", "不对", "可以", "不可以", "是的", "不是", "没有了"),
    "digits": (),
    "address": (),
    "satisfaction": ("满意", "不满意", "一般", "解决了", "没有解决"),
}

_ANY_TIME = (
    *("转人工", "给我转人工", "帮我转人工", "我要转人工", "找人工"),
    *("人工", "人工服务", "人工客服", "再说一遍", "听不清"),
)
_NO_MORE = ("没有了", "没有其他问题了", "不用了")
_YES_NO = ("对的", "不对", "可以", "不可以", "是的", "不是", "好的", "没有", "没问题")
_SOLVED = ("解决了", "没有解决", "还没有解决", "联系过", "没有联系我")
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "open": (*_NO_MORE, *_YES_NO),
    "yes_no": (
        *(*_NO_MORE, *_YES_NO, *_SOLVED, "是我", "不是我", "打错了", "我在忙"),
        *("就用这个号码", "换一个号码", "要保密", "不用保密", "我要补充情况", "我要催办"),
    ),
    "digits": ("就用这个号码", "换一个号码", "不记得了"),
    "address": ("不知道", "说不清楚"),
    "satisfaction": (
        *("满意", "很满意", "非常满意", "基本满意", "不满意", "很不满意", "一般", "还可以"),
        *_SOLVED,
    ),
}
"""Whole answers. Both sides of every question again; what fits another question of the kind does
no harm, because it is taken only where the sound fits."""


def hints(listen: Listen) -> Hints:
    """The phrases of the conversation first, then what fits the kind of question; whole answers,
    with what fits any question: a person, or the question once more."""
    phrases = (*listen.phrases, *LIKELY[listen.expects])
    number = listen.number or listen.expects == "digits"
    return Hints(phrases, number=number, answers=(*ANSWERS[listen.expects], *_ANY_TIME))
