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


def hints(listen: Listen) -> Hints:
    """The phrases of the conversation first, then what fits the kind of question."""
    phrases = (*listen.phrases, *LIKELY[listen.expects])
    return Hints(phrases, number=listen.number or listen.expects == "digits")
