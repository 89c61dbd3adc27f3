"""What is likely to be said next, for the recogniser: short answers are hard to hear on their own.

Both sides of every question are named, so that the hint never leans towards one answer. Nothing is
hinted where an answer could be made up of it: Whisper turns a click into "一三八零零" when digits
are hinted.
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
    return Hints(phrases=(*listen.phrases, *LIKELY[listen.expects]))
