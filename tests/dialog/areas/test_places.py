"""Places in speech."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from dialog.areas.places import Place, as_answer, candidates, find_place, without_place
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance

AREAS = area_table("500000")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("渝北区龙溪街道松牌路118号路灯坏了", "渝北区龙溪街道松牌路118号"),
        ("江北观音桥步行街有人摆摊", "江北区观音桥街道观音桥步行街"),
        ("我在沙坪坝三峡广场那里", "沙坪坝区三峡广场"),
        ("石柱县", "石柱土家族自治县"),
        ("解放碑", "渝中区解放碑街道"),
        ("万州高笋塘", "万州区高笋塘街道"),
        ("嘉州路红绿灯坏了", "嘉州路"),
        ("我们小区漏水", ""),
        ("护照怎么办理", ""),
        ("", ""),
    ],
)
def test_places_named(said: str, place: str) -> None:
    assert find_place(utterance(said), AREAS).text == place


def test_a_district_by_its_sound() -> None:
    assert find_place(utterance("于北区松牌路"), AREAS).text == "渝北区松牌路"


def test_a_street_of_two_districts_names_none() -> None:
    assert find_place(utterance("龙溪镇"), AREAS).district is None
    assert find_place(utterance("我住龙溪那边"), AREAS).district is None


def test_a_street_said_in_full_names_its_only_district() -> None:
    for heard in ("以北区隆西街道红井大道的路灯坏了", "我要反映于北区隆西街道红井大道的路灯坏了"):
        assert find_place(utterance(heard), AREAS).text == "渝北区龙溪街道红井大道"


def test_an_answer_is_taken_as_it_is_said() -> None:
    assert as_answer(utterance("就在渝北区新牌坊那边"), AREAS).text == "渝北区新牌坊"
    assert as_answer(utterance("嗯"), AREAS).text == ""


def test_a_later_word_completes_and_corrects() -> None:
    yubei = find_place(utterance("渝北区"), AREAS)
    road = find_place(utterance("松牌路"), AREAS)
    jiangbei = find_place(utterance("江北区"), AREAS)
    assert yubei.merged(road).text == "渝北区松牌路"
    assert yubei.merged(road).merged(jiangbei).text == "江北区松牌路"
    longxi = find_place(utterance("渝北区龙溪街道"), AREAS)
    assert longxi.merged(jiangbei).text == "江北区"


def test_known_means_the_district_is_in_the_table() -> None:
    assert find_place(utterance("渝北区"), AREAS).known
    assert not Place(detail="松牌路").known


def test_another_street_drops_the_community_and_a_number_replaces_a_number() -> None:
    first = find_place(utterance("大坪街道袁家岗社区长江路五号"), AREAS)
    assert first.text == "渝中区大坪街道袁家岗社区长江路五号"
    assert first.merged(find_place(utterance("不是五号是六号"), AREAS)).text.endswith("长江路六号")
    moved = first.merged(find_place(utterance("是解放碑街道"), AREAS))
    assert moved.community is None
    assert moved.street is not None
    assert moved.street.name == "解放碑街道"


def test_a_name_of_several_districts_is_asked_about_and_then_settled() -> None:
    assert find_place(utterance("双龙镇的路灯坏了"), AREAS).text == "双龙镇"
    place = as_answer(utterance("双龙镇龙湖路"), AREAS)
    assert place.district is None
    assert [area.name for area in candidates(place, AREAS)] == [
        "长寿区", "丰都县", "云阳县", "巫山县"]  # fmt: skip
    answer = find_place(utterance("长寿区的"), AREAS, place)
    settled = place.merged(answer)
    assert settled.text == "长寿区双龙镇龙湖路"
    assert candidates(settled, AREAS) == ()


def test_a_street_of_another_district_is_asked_about() -> None:
    place = find_place(utterance("渝中区长沙镇"), AREAS)
    assert [area.name for area in candidates(place, AREAS)] == ["渝中区", "开州区"]
    changed = place.merged(find_place(utterance("开州区"), AREAS, place))
    assert changed.text == "开州区长沙镇"
    kept = place.merged(find_place(utterance("渝中区"), AREAS, place))
    assert kept.district is not None
    assert kept.street is None


def test_a_village_of_several_streets_is_settled_by_the_street() -> None:
    named = Counter((area.code[:6], area.name) for area in AREAS.communities)
    code, name = next(key for key, times in named.items() if times == 2)
    district = AREAS.district(code)
    assert district is not None
    place = find_place(utterance(f"{district.name}{name}的路烂了"), AREAS)
    first, second = candidates(place, AREAS)
    assert (place.district, place.community) == (district, None)
    settled = place.merged(Place(street=second))
    assert settled.street == second
    assert settled.community is not None
    assert settled.community.parent == second.code != first.code


def test_the_district_that_is_known_settles_which_street_is_meant() -> None:
    changshou = find_place(utterance("长寿区"), AREAS)
    assert find_place(utterance("双龙镇"), AREAS, changshou).text == "长寿区双龙镇"


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("渝北区龙溪街道松牌路118号", "address"),
        ("渝北区人民路和中山路路口", "address"),
        ("洪崖洞", "address"),
        ("大坪街道袁家岗社区", "community"),
        ("渝北区龙溪街道", "street"),
        ("渝北区", "district"),
        ("松牌路118号", "none"),
        ("", "none"),
    ],
)
def test_how_well_a_place_is_located(said: str, level: str) -> None:
    assert find_place(utterance(said), AREAS).located == level


def test_words_that_name_no_spot_leave_the_area_as_the_best_that_is_known() -> None:
    unsure = Place(AREAS.district("500112"), detail="（具体位置不详）")
    assert unsure.located == "district"


def test_the_matter_is_left_when_the_place_is_taken_out() -> None:
    said = utterance("渝北区龙溪街道松牌路118号门口的路灯不亮了")
    assert without_place(said, AREAS) == "的路灯不亮了"
    assert without_place(utterance("洪崖洞人太多了"), AREAS) == "人太多了"
    assert without_place(utterance("护照怎么办"), AREAS) == "护照怎么办"


HELD_OUT = Path(__file__).with_name("heldout.tsv")


def test_utterances_written_before_the_rules() -> None:
    """As written and as recognisers mishear them; last: utterances without a place."""
    with HELD_OUT.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wrong = []
    for row in rows:
        place = find_place(utterance(row["said"]), AREAS)
        names = [area.name if area else "" for area in (place.district, place.street)]
        if names != [row["district"], row["street"]] or row["detail"] not in place.detail:
            wrong.append((row["said"], place.text))
    assert not wrong
