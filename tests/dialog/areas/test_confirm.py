"""A street that is right between words that are not."""

import pytest

from dialog.areas.confirm import confirmed_street, county, district_before, with_ending
from dialog.areas.mentions import Said
from dialog.areas.names import names_of
from dialog.areas.places import find_place, without_place
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance

TABLE = area_table("500000")
NAMES = names_of(TABLE)


def said(text: str) -> Said:
    return Said.of(utterance(text))


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("家庭待机丰文记得滨江路八号", "丰文街道"),
        ("为你好喃喃迎龙老板跑了", "迎龙镇"),
        ("阿南期狮滩镇那里", "石滩镇"),  # as 狮滩镇 of 合川, but for its district
        ("我们都记得那条路八号", None),
        ("国际禁毒日是多久", None),
    ],
)
def test_a_name_that_is_right_needs_only_a_near_district(text: str, street: str | None) -> None:
    found = confirmed_street(said(text), NAMES, ())
    assert (found and found.area.name) == street


def test_a_street_that_was_denied_is_not_found() -> None:
    (fengwen,) = (s for s in TABLE.streets if s.name == "丰文街道")
    assert confirmed_street(said("家庭待机丰文记得滨江路八号"), NAMES, {fengwen}) is None


def test_what_it_is_may_be_misheard() -> None:
    (fengwen,) = (s for s in TABLE.streets if s.name == "丰文街道")
    assert with_ending("丰文记得滨江路", 2, fengwen) == 4
    assert with_ending("丰文滨江路", 2, fengwen) == 2


def test_the_district_before_may_be_further_where_the_street_is_sure() -> None:
    banan = TABLE.district("500113")
    assert banan is not None
    assert district_before(said("阿南期木洞镇"), 3, banan, 2) == (2, 0)
    assert district_before(said("阿南期木洞镇"), 3, banan, 0) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("衡水石柱土家族自治县翠和小区", "彭水苗族土家族自治县"),
        ("就在石柱土家族自治县", "石柱土家族自治县"),
        ("由杨土家族苗族自治县", "酉阳土家族苗族自治县"),
        ("渝北区", None),
    ],
)
def test_a_county_by_the_whole_of_its_name(text: str, name: str | None) -> None:
    found = county(said(text), TABLE.districts)
    assert (found and found.area.name) == name


def test_nothing_of_a_misheard_place_is_left_in_the_matter() -> None:
    for heard in (
        "阿南期木洞着垃圾没人清",
        "与北极茨竹镇垃圾没人清",
        "彭水石柱土家族自治县垃圾没人清",
    ):
        assert without_place(utterance(heard), TABLE) == "垃圾没人清"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("渝北区两路街道心怀路二十三号这边培训机构跑路了", "渝北区两路街道心怀路二十三号"),
        ("我给你说吗小坪村区覃家岗街道物业乱长停车费", "沙坪坝区覃家岗街道"),
        ("巴南界石华润二十四成施工噪音太大了", "巴南区界石镇华润二十四城"),
        ("渝北区龙溪街道滨江路八号附耳号", "渝北区龙溪街道滨江路八号附二号"),
        ("渝北区龙溪街道大树倒了把路挡住了", "渝北区龙溪街道"),
    ],
)
def test_an_address_holds_no_other_words(heard: str, text: str) -> None:
    assert find_place(utterance(heard), TABLE).text == text
