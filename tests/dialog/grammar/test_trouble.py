"""Troubles told in words that name no known matter."""

import pytest

from dialog.grammar.trouble import affair, trouble
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    "text",
    [
        "老板欠了我们七八个人的工钱，去年干的活到现在都不给",
        "对面那家卖鱼的天天把脏水往路上泼",
        "楼上那家一天到黑拖板凳，孙女作业都做不成",
        "那个卖早点的把三轮车摆在盲道上头，走都走不过去",
    ],
)
def test_trouble_is_known_by_what_goes_with_it(text: str) -> None:
    assert trouble(utterance(text)) >= 3


@pytest.mark.parametrize(
    "text", ["我今年六十五了", "给我放首歌", "烂了", "我身份证号码记不到了", "我们小区在渝北"]
)
def test_how_things_are_is_no_trouble(text: str) -> None:
    assert trouble(utterance(text)) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("街上那个井盖一压就响", True),
        ("我在工厂上班，老板不给签合同", True),
        ("我们公司是做贸易的", False),
        ("我想在家门口开个小卖部", False),
        ("居住证办理材料和流程", False),
        ("我孩子是二胎", False),
    ],
)
def test_who_states_how_things_are_around_them_reports(text: str, told: bool) -> None:
    assert affair(utterance(text), named=False) is told


def test_a_word_of_the_matter_tree_makes_it_public() -> None:
    said = utterance("这个天热死人了，空调都不开")
    assert affair(said, named=True)
