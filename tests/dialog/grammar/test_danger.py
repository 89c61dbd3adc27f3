"""Danger now, and danger talked about."""

import pytest

from dialog.grammar.danger import emergency, severe
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    "said",
    ["着火了", "我家燃气泄漏了", "有人要跳楼", "路边有人晕倒了", "有人抢劫", "我被困在电梯里",
     "煤气味好大", "他拿刀砍人", "孩子掉到河里了", "不想活了"],
)  # fmt: skip
def test_danger(said: str) -> None:
    assert emergency(utterance(said))


@pytest.mark.parametrize(
    "said",
    ["楼道堆杂物怕着火", "电瓶车万一着火怎么办", "火灾事故认定书怎么开", "轮胎漏气了", "找活人",
     "老人有困难", "护照怎么办理", "这是救命钱"],
)  # fmt: skip
def test_no_danger(said: str) -> None:
    assert emergency(utterance(said)) is None


def test_what_cannot_wait() -> None:
    assert severe(utterance("井盖没了"))
    assert severe(utterance("路灯不亮")) is None
