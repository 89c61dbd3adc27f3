"""The matter within what is said."""

import pytest

from dialog.areas.table import area_table
from dialog.gist import gist
from dialog.grammar.utterance import utterance

AREAS = area_table("500000")


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("我跟你说嘛昨天晚上渝北区龙溪街道这边楼上漏水麻烦尽快解决", "楼上漏水"),
        ("楼上漏水就在洪崖洞", "楼上漏水"),
        ("请你们帮个忙地址是洪崖洞公共厕所没人打扫", "公共厕所没人打扫"),
        ("我要反映问题", ""),
    ],
)
def test_place_time_wish_and_courtesies_are_left_out(said: str, matter: str) -> None:
    assert gist(utterance(said), AREAS) == matter
