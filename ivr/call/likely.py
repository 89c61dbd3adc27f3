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

_PERSON = (
    *("转人工", "给我转人工", "帮我转人工", "我要转人工", "找人工"),
    *("人工", "人工服务", "人工客服"),
)
_AGAIN = ("再说一遍", "听不清")


def hints(listen: Listen) -> Hints:
    """The phrases of the conversation first, then what fits the kind of question, and what fits
    any: a person, or the question once more."""
    phrases = (*listen.phrases, *LIKELY[listen.expects])
    number = listen.number or listen.expects == "digits"
    return Hints(phrases, number=number, anytime=(*_PERSON, *_AGAIN))
