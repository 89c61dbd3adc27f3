"""Names misheard by a syllable or two."""

import pytest

from dialog.areas.mentions import Said
from dialog.areas.names import names_of
from dialog.areas.near import (
    near_community,
    near_district,
    near_landmark,
    near_pair,
    near_street,
    sounding_like,
)
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance

TABLE = area_table("500000")
NAMES = names_of(TABLE)


def said(text: str) -> Said:
    return Said.of(utterance(text))


@pytest.mark.parametrize(
    ("text", "district", "street"),
    [
        ("渝北区龙细街道", "500112", "龙溪街道"),
        ("渝北区龙波街道", "500112", None),  # 龙溪, 龙山 and 龙塔 are as near
        ("南岸区弹子事街道", "500108", "弹子石街道"),
        ("巴南区李家拖街道", "500113", "李家沱街道"),
        ("渝北区回兴镇", "500112", "回兴街道"),
        ("渝北区人民南路", "500112", None),
        ("江北区大石把派出所", "500105", "大石坝街道"),
        ("渝北区大盛着那个地方", "500112", "大盛镇"),
        ("渝北区我正在看着", "500112", None),
    ],
)
def test_a_street_of_a_district(text: str, district: str, street: str | None) -> None:
    found = near_street(said(text), NAMES, TABLE.district(district), 3, ())
    assert (found and found.area.name) == street


def test_a_street_that_was_denied_is_not_found() -> None:
    (longxi,) = (s for s in TABLE.streets if s.name == "龙溪街道")
    found = near_street(said("渝北区龙细街道"), NAMES, TABLE.district("500112"), 3, {longxi})
    assert found is None or found.area != longxi


def test_next_nearest_of_few_once_the_nearest_was_denied() -> None:
    beibei = TABLE.district("500109")
    (dongyang,) = (s for s in TABLE.streets if s.name == "东阳街道")
    heard = said("北碚区东阳街道")
    nearest = near_street(heard, NAMES, beibei, 3, {dongyang}, loose=2)
    assert nearest is not None
    assert (nearest.area.name, nearest.start, nearest.end) == ("朝阳街道", 3, 7)


def test_a_town_behind_a_district_whose_last_syllable_was_misheard() -> None:
    nanchuan = TABLE.district("500119")
    found = near_street(said("南川机器元这兰新大道"), NAMES, nanchuan, 2, ())
    assert found is not None
    assert (found.area.name, found.start) == ("庆元镇", 3)
    heard = said("南川漆器严阵")
    assert near_street(heard, NAMES, nanchuan, 2, ()) is None
    (qilong,) = (s for s in TABLE.streets if s.name == "骑龙镇" and s.parent == "500119")
    wider = near_street(heard, NAMES, nanchuan, 2, {qilong}, loose=2)
    assert wider is not None
    assert wider.area.name == "庆元镇"


def test_a_short_name_with_one_slip_between_its_district_and_a_road() -> None:
    shapingba = TABLE.district("500106")
    found = near_street(said("沙坪坝图文人民路"), NAMES, shapingba, 3, ())
    assert found is not None
    assert found.area.name == "土湾街道"
    for other in ("沙坪坝图书馆门口", "沙坪坝图文路"):
        found = near_street(said(other), NAMES, shapingba, 3, ())
        assert found is None or found.area.name != "土湾街道"


def test_one_of_each_district_that_sounds_like_a_street() -> None:
    (renjia,) = (s for s in TABLE.streets if s.name == "任家镇")
    like = sounding_like(renjia, NAMES, {renjia})
    assert "陶家镇" in [street.name for street in like]
    assert renjia not in like
    assert len({street.parent for street in like}) == len(like)


def test_without_a_district_only_long_names_are() -> None:
    found = near_street(said("在弹子四街道"), NAMES, None, None, ())
    assert found is not None
    assert (found.area.name, found.start, found.end) == ("弹子石街道", 1, 6)
    assert near_street(said("在龙细街道"), NAMES, None, None, ()) is None


def test_district_and_street_confirm_each_other() -> None:
    found = near_pair(said("茯苓龙潭五里店路"), NAMES, TABLE.districts)
    assert found is not None
    assert TABLE.district(found.area.parent) == TABLE.district("500102")
    assert near_pair(said("茯苓膏过期了"), NAMES, TABLE.districts) is None
    both = near_pair(said("来渡口棋子西江南花园"), NAMES, TABLE.districts)
    assert both is not None
    assert (both.area.name, both.start, both.end) == ("茄子溪街道", 0, 6)


def test_more_may_be_wrong_of_a_pair_that_is_said_again() -> None:
    heard = said("容千万林民族路")
    assert near_pair(heard, NAMES, TABLE.districts) is None
    both = near_pair(heard, NAMES, TABLE.districts, again=True)
    assert both is not None
    assert both.area.name == "万灵镇"
    assert near_pair(heard, NAMES, TABLE.districts, {both.area}, again=True) is None


def test_a_district_misheard_by_a_sound() -> None:
    found = near_district(said("在地山区那边"), TABLE.districts)
    assert found is not None
    assert (found.area.name, found.start, found.end) == ("璧山区", 1, 4)
    assert near_district(said("这个小区那边"), TABLE.districts) is None


def test_communities_of_a_street() -> None:
    stems = NAMES.communities_of("500112011")
    name = stems[0].area.name
    found = near_community(said(f"龙溪街道{name}"), stems)
    assert found is not None
    assert found.area.name == name
    assert near_community(said("龙溪街道那个社区"), stems) is None


def test_a_landmark() -> None:
    found = near_landmark(said("彩云湖工园的厕所"), NAMES)
    assert found is not None
    assert found[0].name == "彩云湖"
    assert near_landmark(said("星座是公历生日算的"), NAMES) is None
