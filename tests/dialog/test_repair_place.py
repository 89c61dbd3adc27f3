"""A place that was read back wrong, and what is taken in its stead."""

import pytest

from dialog.areas.places import Place, find_place
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance
from dialog.repair_place import behind_label, put_right, within

AREAS = area_table("500000")


def known(text: str) -> Place:
    return find_place(utterance(text), AREAS)


def righted(old: Place, *corrections: str, before: tuple[str, ...] = ()) -> Place:
    for correction in corrections:
        old = put_right(utterance(correction), old, before, AREAS) or old
    return old


@pytest.mark.parametrize(
    ("old", "correction", "place"),
    [
        ("涪陵区敦仁街道", "不对地点是涪陵区荔枝街道", "涪陵区荔枝街道"),
        ("渝北区", "的店是渝北区回兴街道", "渝北区回兴街道"),
        ("江北区华新", "地点不对是江北区华新街街道", "江北区华新街街道"),
        ("万州区", "不对滴电视万州区高笋塘街道", "万州区高笋塘街道"),
        ("南岸区", "的店市南岸区弹子石街道", "南岸区弹子石街道"),
        ("北碚区", "的店不对给北碚天府", "北碚区天府镇"),
        ("永川区", "的店设永川区来苏镇", "永川区来苏镇"),
        ("合川区", "的店不对那合川区前塘镇", "合川区钱塘镇"),
        ("大足区", "不对的电视大足龙水人民路五号", "大足区龙水镇人民路五号"),
        ("垫江县", "不对的电视殿江县高峰镇", "垫江县高峰镇"),
        ("开州区", "的店不对去凯州区临江镇", "开州区临江镇"),
        ("渝北区龙溪街道松牌路五号", "不是五号是六号", "渝北区龙溪街道松牌路六号"),
        ("渝北区龙溪街道", "不对是江北区", "江北区"),
        ("江北区观音桥街道", "不是于被是江北区关于条街道", "江北区观音桥街道"),
        ("江北区观音桥街道", "不是渝北，是江北区观音桥街道", "江北区观音桥街道"),
    ],
)
def test_corrections_written_before_the_rules(old: str, correction: str, place: str) -> None:
    assert righted(known(old), correction).text == place


@pytest.mark.parametrize(
    ("correction", "place"),
    [
        ("不对的电视带渡口棋子西江南花园", "大渡口区茄子溪街道江南花园"),
        ("不对的店市容千万林民族路", "荣昌区万灵镇民族路"),
        ("不对的电视就龙最眼家庭人民路", "九龙坡区杨家坪街道人民路"),
        ("不对的电视被被栖息买击倒金科花园", "北碚区歇马街道金科花园"),
    ],
)
def test_more_may_be_wrong_in_what_is_said_again(correction: str, place: str) -> None:
    assert righted(Place(), correction).text == place


def test_what_is_denied_is_not_offered_again() -> None:
    dongyang = known("北碚区东阳街道松石大道八号")
    first = righted(dongyang, "不对的电视违背区东阳街道松石大道八号")
    assert first.text == "北碚区朝阳街道松石大道八号"
    assert dongyang.street in first.refused
    assert righted(first, "的店不对对去东阳街道松石大道八号").street != dongyang.street


def test_another_address_in_the_same_street_denies_no_street() -> None:
    moved = righted(known("江津区白沙镇人民路五号"), "地点是江津区白沙镇人民路六号")
    assert moved.text == "江津区白沙镇人民路六号"
    assert not moved.refused


def test_what_was_said_before_tells_more_once_something_is_denied() -> None:
    place = righted(
        known("南川区骑龙镇来新大道"),
        "的店不对青春期七人制来新大道",
        before=("我们南川漆器严阵来新大道",),
    )
    assert place.text == "南川区庆元镇来新大道"


def test_without_a_district_it_is_asked_for_which_may_confirm_what_was_denied() -> None:
    renjia = known("任家镇")
    asked = righted(renjia, "不对的电视任家镇")
    assert renjia.street in asked.options
    assert asked.merged(Place(district=AREAS.district("500107"))).text == "九龙坡区陶家镇"
    assert asked.merged(Place(district=renjia.district)).street == renjia.street


def test_words_without_a_place_put_nothing_right() -> None:
    assert put_right(utterance("和电话都不对"), known("任家镇"), (), AREAS) is None


def test_the_words_before_the_place_are_known_by_their_sound() -> None:
    assert tuple(way.raw for way in behind_label(utterance("不对的电视任家镇"))) == ("任家镇",)
    assert tuple(way.raw for way in behind_label(utterance("的店不对那任家镇"))) == (
        "任家镇",
        "那任家镇",
    )
    assert tuple(way.raw for way in behind_label(utterance("任家镇的电视"))) == ()


def test_a_road_said_anew_is_of_the_same_district() -> None:
    before = find_place(utterance("渝北区龙溪街道松牌路"), AREAS)
    assert within(Place(detail="松石支路"), before).text == "渝北区松石支路"
    elsewhere = find_place(utterance("江北区建新北路"), AREAS)
    assert within(elsewhere, before) == elsewhere


def test_a_place_is_read_by_what_was_heard_and_not_by_what_was_written() -> None:
    old, heard = known("忠县任家镇"), "bu dui de dian shi tou jia zhen"
    said = utterance("不对的电视任家镇", tuple(heard.split()))
    assert (put_right(said, old, (), AREAS) or old).text == "九龙坡区陶家镇"


def test_a_street_of_the_same_name_is_kept_in_the_district_that_was_meant() -> None:
    assert righted(known("长寿区双龙镇"), "不是长寿，是云阳").text == "云阳县双龙镇"
    assert righted(known("渝北区龙溪街道"), "不是渝北，是江北").text == "江北区"
