"""Spots within an area."""

import pytest

from dialog.areas.spots import begins_with_kind, has_spot_behind, leads_on, spot_follows, spots


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("人民路和中山路路口红绿灯坏了", ["人民路和中山路路口"]),
        ("在新南路跟红锦大道的交叉口", ["新南路跟红锦大道的交叉口"]),
        ("我住在松牌路三十六号", ["松牌路", "三十六号"]),
        ("松牌路118号门口的路灯", ["松牌路", "118号门口"]),
        ("龙湖花园五栋二单元802漏水", ["龙湖花园", "五栋", "二单元", "802"]),
        ("嘉州路对面有人摆摊", ["嘉州路对面"]),
        ("协信广场楼下", ["协信广场楼下"]),
        ("陈家湾公交站旁边那个洞洞", ["陈家湾公交站旁边"]),
        ("磁横街五号旁边", ["磁横街", "五号旁边"]),
        ("东风小学坎坎下面堆的垃圾", ["东风小学坎坎下面"]),
        ("金渝花园后头的堡坎", ["金渝花园后头"]),
        ("地铁站2号出口", []),
        ("我们小区门口的路灯", []),
        ("昨天晚上十点学府大道停电", ["学府大道"]),
        ("街道办事处不管", []),
        ("马路边摊", []),
        ("天天有人跳广场舞", []),
        ("出租车绕路", []),
        ("365路公交车不来", []),
        ("从新南路到松牌路", ["新南路", "松牌路"]),
        ("", []),
    ],
)
def test_spots(text: str, found: list[str]) -> None:
    assert spots(text) == found


def test_what_follows_a_name() -> None:
    assert begins_with_kind("步行街那里")
    assert not begins_with_kind("那里")
    assert leads_on("那边")
    assert leads_on("松牌路路灯")
    assert not leads_on("路的灯")
    assert not leads_on("扣分怎么查")
    assert spot_follows("的世纪花园")
    assert not spot_follows("那边")
    assert has_spot_behind("人民路二十三号")
    assert not has_spot_behind("馆门口")
