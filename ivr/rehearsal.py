"""Two calls with nobody, before the first caller: tables of words, places and matters are made when
they are first needed (1.5 s in all, while every call on the loop waits), and that is now."""

from dialog.events import Connected, Conversation, Event, Heard

CALLER = "13800138000"

REPORT = (
    "我要投诉渝北区龙溪街道松牌路，楼下烧烤店昨天晚上开始噪音太大",
    "希望你们尽快处理一下",
    "可以",
    "对的",
)
"""To the hotline: from a matter to a ticket."""

OPINIONS = ("是我", "联系过我", "没有解决", "不满意", "根本没有人来修")
"""To a callback."""


def rehearse(hotline: Conversation, callback: Conversation) -> None:
    """Nothing comes of what the conversations ask for."""
    for conversation, said in ((hotline, REPORT), (callback, OPINIONS)):
        events: tuple[Event, ...] = (Connected(CALLER), *map(Heard, said))
        for event in events:
            conversation.receive(event, 0.0)
