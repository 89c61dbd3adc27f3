"""What places are called."""

from dialog.areas.names import district_names, names_of
from dialog.areas.sounds import name_sound
from dialog.areas.table import Area, parse

TABLE = parse(
    [
        "500000\t重庆市",
        "500112\t渝北区",
        "500112011\t龙溪街道",
        "500237\t巫山县",
        "500237114\t龙溪镇",
    ],
    ["500112011001\t金龙社区", "500237114001\t金龙村"],
    ["嘉州\t500112\t加州"],
)


def test_a_name_means_all_that_are_called_so() -> None:
    names = names_of(TABLE)
    (short,) = names.by_text["龙溪"]
    assert short.short
    codes = [area.code for area in short.means if isinstance(area, Area)]
    assert codes == ["500112011", "500237114"]
    assert [name.text for name in names.by_text["加州"]] == ["加州"]
    assert names_of(TABLE) is names


def test_two_syllables_are_not_known_by_sound() -> None:
    names = names_of(TABLE)
    assert name_sound("龙溪街道") in names.by_sound
    assert name_sound("龙溪") not in names.by_sound


def test_communities_of_a_district_and_of_a_street() -> None:
    names = names_of(TABLE)
    names.prepare()
    assert [stem.area.name for stem in names.communities_of("500112")] == ["金龙社区"]
    assert [stem.area.name for stem in names.communities_of("500237114")] == ["金龙村"]
    assert names.communities_of("999999") == ()


def test_counties_of_peoples_have_a_short_name_with_county() -> None:
    county = Area("500240", "石柱土家族自治县", "500000")
    assert list(district_names(county)) == ["石柱土家族自治县", "石柱", "石柱县"]
    assert list(district_names(Area("500233", "忠县", ""))) == ["忠县"]
