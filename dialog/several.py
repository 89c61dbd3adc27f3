"""Several matters told in one breath: "两个事，一个是垃圾没人收，还有一个是路灯不亮". [P]"""

import re

_NAMED = "[次天年回遍期栋楼层人中小批条医实代]"
"""What is counted that is no matter: 第二次, 第一人民医院."""

_FIRST = re.compile(
    rf"(?:第一(?!{_NAMED})(?:个|件)?(?:事情?|问题)?|一(?:个|件)(?:事情?|问题)?是|一是|首先)(?:就?是|呢)?[，,]?"
)
_NEXT = re.compile(
    rf"[，,。；;]?(?:第[二三四](?!{_NAMED})(?:个|件)?(?:事情?|问题)?(?:就?是|呢)?|[二三]是|其次(?:是)?|再(?:一个|就)是"
    r"|(?:还有|另外|再有)一?(?:个|件)(?:事情?|问题)?(?:就?是|呢))[，,]?"
)

SHORTEST = 4
"""Characters that tell a matter."""


def matters_apart(text: str) -> tuple[str, ...]:
    """The matters of a text that counts them, the first with what stands before it; the text alone
    where it counts none."""
    first = _FIRST.search(text)
    if first is None:
        return (text,)
    told, *others = _NEXT.split(text[first.end() :])
    if not others or any(len(each) < SHORTEST for each in (told, *others)):
        return (text,)
    return (text[: first.start()] + told, *others)
