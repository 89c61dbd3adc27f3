from pathlib import Path

import pytest

from knowledge.matters import tree
from tickets.dispatch import (
    builtin_catalogue,
    dispatch,
    find_district,
    parse_catalogue,
    unit_of,
)
from tickets.errors import DataError

CATALOGUE = builtin_catalogue()
SENTENCES = Path(__file__).parents[1] / "dialog" / "grammar" / "matters_heldout.tsv"
ROWS = [tuple(row.split("\t")) for row in SENTENCES.read_text("utf-8").splitlines()[2:]]


@pytest.mark.parametrize(
    ("matter", "content", "place", "unit"),
    [
        ("", "我家门口的路灯坏了好几天", "渝北区回兴街道", "渝北区城市管理局"),
        ("", "夜市占道摆摊，垃圾没人扫", "沙坪坝三峡广场", "沙坪坝区城市管理局"),
        ("噪音扰民", "楼下工地半夜还在施工", "江北区观音桥", "江北区生态环境局"),
        ("", "楼下烧烤店油烟很大", "", "生态环境局"),
        ("", "楼上漏水，物业不管", "九龙坡区", "九龙坡区住房和城乡建设委员会"),
        ("", "出租车绕路还拒载", "渝中区", "交通运输委员会"),
        ("", "老板拖欠工资三个月", "两江新区", "两江新区人力资源和社会保障局"),
        ("", "医保卡刷不了，异地就医报销", "万州区", "万州区医疗保障局"),
        ("", "从昨天晚上开始停水", "渝北区", "水务集团"),
        ("", "整栋楼停电了", "渝北区", "供电公司"),
        ("", "家里天然气打不燃，是不是停气了", "巴南区", "燃气集团"),
        ("", "户口迁移怎么办", "忠县", "忠县公安局"),
        ("", "公积金提取被拒", "渝北区", "住房公积金管理中心"),
        ("", "说不清楚的一件事", "渝北区", "12345话务中心"),
    ],
)
def test_who_gets_what(matter: str, content: str, place: str, unit: str) -> None:
    assert dispatch(matter, content, place, CATALOGUE).unit == unit


def test_the_reason_names_the_words_it_was_decided_by() -> None:
    found = dispatch("噪音扰民", "施工噪音", "渝北区", CATALOGUE)
    assert found.reason == "属地优先；依据：生态环境/施工噪声/施工机械、噪音扰民、施工噪音、扰民"


def test_more_evidence_scores_higher_and_none_scores_nothing() -> None:
    one = dispatch("", "路灯不亮", "", CATALOGUE).score
    two = dispatch("", "路灯不亮，井盖也坏了", "", CATALOGUE).score
    assert 0 == dispatch("", "说不清", "", CATALOGUE).score < one < two < 1


def test_utilities_are_marked_for_their_clock() -> None:
    assert dispatch("", "停水了", "", CATALOGUE).utility
    assert not dispatch("", "路灯坏了", "", CATALOGUE).utility


def test_the_name_of_a_road_is_not_a_matter() -> None:
    assert dispatch("", "说不清", "渝北区医院路", CATALOGUE).unit == "12345话务中心"


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ("重庆市渝北区回兴街道", "渝北区"),
        ("渝北回兴", "渝北区"),
        ("忠县白公街道", "忠县"),
        ("尽忠职守路", ""),
        ("", ""),
    ],
)
def test_districts(place: str, district: str) -> None:
    assert find_district(place, CATALOGUE.districts) == district


def test_the_catalogue_has_no_keyword_twice_within_a_unit_and_no_unit_twice() -> None:
    names = [unit.name for unit in CATALOGUE.units]
    assert len(set(names)) == len(names)
    for unit in CATALOGUE.units:
        assert len(set(unit.keywords)) == len(unit.keywords), unit.name


@pytest.mark.parametrize("text", ["", "units: 3", "units: [{name: x}]", "units: ["])
def test_a_catalogue_that_cannot_be_read(text: str) -> None:
    with pytest.raises(DataError, match="unit catalogue"):
        parse_catalogue(text)


def test_every_matter_leads_to_a_unit() -> None:
    """What concerns the hotline itself stays there."""
    homeless = {path[1] for path in tree().paths if unit_of(path, CATALOGUE) is None}
    assert homeless == {"热线服务"}


@pytest.mark.parametrize(("half", "least"), [("looked at", 0.97), ("never looked at", 0.93)])
def test_sentences_written_before_the_tree(half: str, least: float) -> None:
    rows = ROWS[half != "looked at" :: 2]
    right = sum(dispatch("", said, "", CATALOGUE).unit == unit for _, unit, _, said in rows)
    print(f"unit, {half}: {right} of {len(rows)}")
    assert right >= least * len(rows)


def test_a_path_that_the_ticket_gives_decides() -> None:
    path = ("公用事业", "供水", "停水")
    found = dispatch("路灯", "小区路灯", "渝北区", CATALOGUE, path)
    assert (found.unit, found.utility) == ("水务集团", True)
    assert found.reason == "市级；依据：公用事业/供水/停水"


def test_a_place_within_the_content_is_no_matter_either() -> None:
    place = "渝北区医院路社保大厦"
    found = dispatch("路灯坏了", f"来电人反映：{place}，路灯坏了", place, builtin_catalogue())
    assert found.unit == "渝北区城市管理局"
    assert "医院" not in found.reason
