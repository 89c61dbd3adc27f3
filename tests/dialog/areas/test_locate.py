"""District, street, community and landmark of an utterance."""

import pytest

from dialog.areas.locate import locate
from dialog.areas.mentions import Said
from dialog.areas.names import names_of
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance

TABLE = area_table("500000")
NAMES = names_of(TABLE)


def found(said: str, known: str = "") -> str:
    located = locate(Said.of(utterance(said)), NAMES, TABLE.district(known))
    areas = (located.district, located.street, located.community)
    text = "".join(area.name for area in areas if area)
    options = [f"{area.code[:6]}{area.name}" for area in located.options]
    return text or "、".join(options)


@pytest.mark.parametrize(
    ("said", "known", "areas"),
    [
        ("不是渝北，是江北", "", "江北区"),
        ("是江北不是渝北", "", "江北区"),
        ("渝北区，说错了，是南岸区", "", "南岸区"),
        ("不是龙溪街道是龙塔街道", "", "渝北区龙塔街道"),
        ("双龙镇", "", "500115双龙镇、500230双龙镇、500235双龙镇、500237双龙镇"),
        ("双龙镇", "500115", "长寿区双龙镇"),
        ("常寿双龙镇", "", "长寿区双龙镇"),
        ("渝中区长沙镇", "", "500103渝中区、500154长沙镇"),
        ("就在解放碑这边", "", "渝中区解放碑街道"),
        ("沙坪坝那个新桥医院", "", "沙坪坝区新桥街道"),
        ("我在海洋", "", "500241海洋乡"),
        ("我住渝北区人和街道", "", "渝北区人和街道"),
        ("我在沙坪坝", "", "沙坪坝区"),
        ("沙坪坝区沙坪坝那边", "", "沙坪坝区沙坪坝街道"),
        ("渝北区，我反映江北区观音桥街道的事", "", "江北区观音桥街道"),
    ],
)
def test_areas(said: str, known: str, areas: str) -> None:
    assert found(said, known) == areas


def test_what_was_denied_is_not_found_nor_what_lies_in_it() -> None:
    (qilong,) = (s for s in TABLE.streets if s.name == "骑龙镇" and s.parent == "500119")
    for said in ("骑龙镇", "南川区骑龙镇石岗村"):
        located = locate(Said.of(utterance(said)), NAMES, None, frozenset((qilong,)))
        assert located.street != qilong
        assert located.community is None


def test_the_district_that_was_said_wins_where_a_street_of_it_is_near() -> None:
    assert found("巴南区暨龙镇石小路六号") == "巴南区接龙镇"


@pytest.mark.parametrize(
    ("written", "heard", "areas"),
    [
        ("宜阳县三江街道", "yi yang xian sheng jiang jie dao", "云阳县双江街道"),
        ("将有器官鱼复街道", "jiang wei qi guan yu tiao jie dao", "江北区观音桥街道"),
        ("綦江区三江街道", "qi jiang qu san jiang jie dao", "綦江区三江街道"),
    ],
)
def test_a_name_that_was_written_for_other_sounds_is_weighed_against_nearer_ones(
    written: str, heard: str, areas: str
) -> None:
    located = locate(Said.of(utterance(written, tuple(heard.split()))), NAMES, None)
    named = (located.district, located.street)
    assert "".join(area.name for area in named if area) == areas


def test_a_community_tells_its_street() -> None:
    unique = next(a for a in TABLE.communities if a.name == "袁家岗社区")
    assert unique.parent.startswith("5001")
    assert found("大坪街道袁家岗社区") == "渝中区大坪街道袁家岗社区"
    assert found("谢家湾的袁家岗社区", "500107") == "九龙坡区谢家湾街道袁家岗社区"
    assert found("袁家岗社区").count("袁家岗社区") == 2
