"""Two calls with nobody, before the first caller: tables of words, places and matters are made when
they are first needed (1.5 s in all, while every call on the loop waits), and that is now. [P]"""

from dialog.events import Connected, Conversation, Event, Heard

CALLER = "13800138000"

MATTERS = (
    "身份证丢了怎么补办",
    "我要投诉渝北区龙溪街道松牌路，楼下烧烤店昨天晚上开始噪音太大",
    "希望你们尽快处理一下",
    "可以",
    "对的",
)
"""To the hotline: a question, and a report up to its ticket."""

OPINIONS = ("是我", "联系过我", "没有解决", "不满意", "根本没有人来修")
"""To a callback."""


def rehearse(hotline: Conversation, callback: Conversation) -> None:
    """Nothing comes of what the conversations ask for."""
    for conversation, said in ((hotline, MATTERS), (callback, OPINIONS)):
        events: tuple[Event, ...] = (Connected(CALLER), *map(Heard, said))
        for event in events:
            conversation.receive(event, 0.0)
