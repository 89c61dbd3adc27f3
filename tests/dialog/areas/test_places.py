"""Places in speech."""

import pytest

from dialog.areas.places import Place, as_answer, find_place
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
