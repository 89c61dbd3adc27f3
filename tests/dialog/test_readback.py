"""One breath, whatever was taken down."""

from dataclasses import replace
from itertools import product

import pytest

from dialog.areas.places import Place
from dialog.draft import Draft
from dialog.moments import Moment
from dialog.prompt_rules import rules, seconds
from dialog.readback import SPOKEN_AT_MOST, ReadBack, changes, shortened, summary

LIMIT_S = 12.0

MATTERS = (
    "路灯坏了",
    "楼下的烧烤店半夜还在放音乐，吵得睡不着觉，已经反映了好多次都没有人管",
    "小区的下水道堵了污水流了一地没有人来清理影响大家出行老人小孩都没法走路",
)
PLACES = ("", "松牌路", "龙溪街道新牌坊二村三十八栋二单元楼下的那家烧烤店门口旁边")
WANTS = ("", "赔礼道歉", "希望有关部门尽快派人到现场查看并且把问题彻底解决掉")
CONTACTS = ("13800138000", "13900139000", "")


def spoken(draft: Draft) -> str:
    return "".join(summary(draft))


@pytest.mark.parametrize(("matter", "place"), list(product(MATTERS, PLACES)))
def test_it_is_said_in_twelve_seconds(matter: str, place: str) -> None:
    for wants, contact, when in product(WANTS, CONTACTS, ("", "上个星期三晚上十点")):
        draft = Draft(
            "13800138000", matter, Place(detail=place), Moment(when), contact, True, wants=wants
        )
        told = spoken(draft)
        assert seconds(f"跟您核对一下{told}对吗") <= LIMIT_S, told
        assert all(summary(draft))
        assert {"地点，", "事情，", "电话，"} - {"地点，" if not place else ""} <= set(
            summary(draft)
        )


def test_labels_and_what_is_not_known() -> None:
    draft = Draft("13800138000", "路灯坏了", Place(detail="松牌路"), contact="13800138000")
    assert spoken(draft) == "地点，松牌路；事情，路灯坏了；电话，就是这个号码"
    assert spoken(replace(draft, contact="13900139000")).endswith("电话，尾号9000")
    assert spoken(replace(draft, contact="")).endswith("电话，不留")


def test_what_was_mended_is_said_alone_and_a_number_in_full() -> None:
    draft = Draft("1", "路灯坏了", Place(detail="松牌路"), Moment("昨天"), "13900139000")
    assert "".join(changes(draft, ["when"])) == "时间，昨天"
    assert changes(draft, ["contact"]) == ("电话，", "139", "0013", "9000")


def test_everything_is_read_back_and_then_only_what_changed() -> None:
    draft = Draft("1", "路灯坏了", Place(detail="松牌路"), Moment("昨天"), "13900139000")
    first = ReadBack().changing("place").next(draft)
    assert first.words is not None
    assert (first.words.prompt, first.changed) == ("read_back", ())
    mended = first.changing("place").next(draft)
    assert mended.words is not None
    assert (mended.words.prompt, mended.changed) == ("repaired", ())
    assert "松牌路" in mended.words.text
    number = first.changing("checked").next(draft)  # it was read back by itself
    assert number.words is not None
    assert number.words.prompt == "rest_right"


def test_the_time_is_not_said_twice() -> None:
    draft = Draft("1", "昨天晚上路灯坏了", Place(detail="松牌路"), Moment("昨天晚上"), "1")
    assert spoken(draft).count("昨天晚上") == 1


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("路灯坏了", 10, "路灯坏了"),
        ("楼下烧烤店放音乐，吵得睡不着", 10, "楼下烧烤店放音乐"),
        ("下水道堵了没有人来清理", 8, "下水道堵了"),
        ("一二三四五六七八九十", 4, "一二三四"),
    ],
)
def test_matters_end_with_a_clause_or_a_phrase(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short


def test_the_limit_is_that_of_the_catalogue() -> None:
    assert rules().longest["slots"] == SPOKEN_AT_MOST


def test_a_place_ends_with_one_of_its_parts() -> None:
    draft = Draft("1", "灯坏了" * 8, Place(detail=PLACES[2]), Moment("上个星期三晚上十点"), "2")
    place = summary(draft)[1]
    assert PLACES[2].startswith(place)
    assert place.endswith(("村", "栋", "单元"))
