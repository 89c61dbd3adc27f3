"""Matters that are counted are told apart."""

import pytest

from dialog.several import matters_apart


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        (
            "我要反映两个事，一个是我们小区门口垃圾没人收，还有一个是路灯也不亮",
            ("我要反映两个事，我们小区门口垃圾没人收", "路灯也不亮"),
        ),
        (
            "渝北区松牌路，第一路灯不亮，第二井盖松了，第三有人占道",
            ("渝北区松牌路，路灯不亮", "井盖松了", "有人占道"),
        ),
        ("有几个问题，一是物业乱收费，二是电梯老坏", ("有几个问题，物业乱收费", "电梯老坏")),
        ("首先是楼上漏水，其次是物业不管", ("楼上漏水", "物业不管")),
    ],
)
def test_each_by_itself(text: str, matters: tuple[str, ...]) -> None:
    assert matters_apart(text) == matters


@pytest.mark.parametrize(
    "text",
    [
        "路灯不亮，还有一个井盖松了",
        "有一个是坏的",
        "第一次来没人管，第二次也没人管",
        "一个是你，还有一个是我",
    ],
)
def test_one_matter_stays_whole(text: str) -> None:
    assert matters_apart(text) == (text,)
