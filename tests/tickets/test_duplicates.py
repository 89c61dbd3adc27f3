"""What is one matter, and what only looks like it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tickets.duplicates import Reported, duplicate, find_duplicate

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def report(text: str, place: str, category: str = "投诉", district: str = "渝北区") -> Reported:
    return Reported(category, text, place, district, NOW)


ONE = [
    # a lamp at one gate, in other words and other categories
    (
        report("路灯不亮", "渝北区龙溪街道阳光小区东门"),
        report("东门路灯坏了没人修", "渝北区阳光小区东门", "求助"),
    ),
    # house numbers on a road
    (
        report("路面有个大坑", "渝北区松牌路100号"),
        report("一个坑好大", "渝北区松牌路100号", "举报"),
    ),
    # a crossing, in either order
    (
        report("红绿灯坏了", "渝北区松牌路和松石大道路口"),
        report("信号灯不亮", "渝北区松石大道与松牌路交叉口"),
    ),
    # what reaches a whole estate
    (report("小区停水三天了", "渝北区阳光小区"), report("没水用", "渝北区阳光小区3栋")),
    (
        report("工地半夜施工太吵", "渝北区阳光小区"),
        report("夜间施工噪音", "渝北区龙溪街道阳光小区"),
    ),
    (report("广场舞音乐太吵", "渝北区龙头寺公园"), report("跳广场舞的扰民", "渝北区龙头寺公园")),
    # a lift in one building
    (report("电梯坏了", "渝北区阳光小区三栋"), report("3号楼电梯经常坏", "渝北区阳光小区3号楼")),
    # a name that was misheard
    (report("小区停电了", "渝北区阳光小区"), report("停电", "渝北区洋光小区")),
]

TWO = [
    # two potholes in one road
    (report("路面有个大坑", "渝北区松牌路"), report("路上有一个坑", "渝北区松牌路")),
    (report("路面有个大坑", "渝北区松牌路100号"), report("路面有个大坑", "渝北区松牌路200号")),
    (report("路面有个大坑", "渝北区松牌路100号"), report("路面有个大坑", "渝北区松牌路")),
    (report("路面有个大坑", "渝北区松牌路100号"), report("路面有个大坑", "渝北区松石路100号")),
    # two lamps in one estate
    (report("路灯不亮", "渝北区阳光小区"), report("路灯坏了", "渝北区阳光小区")),
    (report("路灯不亮", "渝北区阳光小区东门"), report("路灯坏了", "渝北区阳光小区西门")),
    # two lifts
    (report("电梯坏了", "渝北区阳光小区3栋"), report("电梯坏了", "渝北区阳光小区5栋")),
    (report("电梯坏了", "渝北区阳光小区3栋"), report("电梯坏了", "渝北区阳光小区")),
    (report("停水了", "渝北区阳光小区3栋"), report("停水了", "渝北区阳光小区5栋")),
    # two estates, two districts, or nobody knows which
    (report("停水了", "渝北区阳光小区"), report("停水了", "渝北区月亮小区")),
    (report("停水了", "渝北区阳光小区"), report("停水了", "江北区阳光小区", district="江北区")),
    (report("停水了", "阳光小区", district=""), report("停水了", "阳光小区", district="")),
    (report("停水了", "渝北区龙溪街道"), report("停水了", "渝北区龙溪街道")),
    # two matters in one place
    (report("路灯不亮", "渝北区阳光小区东门"), report("井盖破损", "渝北区阳光小区东门")),
    (report("烧烤店太吵", "渝北区阳光小区"), report("烧烤店油烟太大", "渝北区阳光小区")),
    (report("工地施工太吵", "渝北区阳光小区"), report("广场舞太吵", "渝北区阳光小区")),
    (report("太吵了", "渝北区阳光小区"), report("太吵了", "渝北区阳光小区")),
    (report("停水又停电", "渝北区阳光小区"), report("停水了", "渝北区阳光小区")),
    # one citizen's own
    (report("公司拖欠工资", "渝北区阳光大厦3楼"), report("公司拖欠工资", "渝北区阳光大厦3楼")),
    (report("我家停电了", "渝北区阳光小区"), report("我家停电了", "渝北区阳光小区")),
    (report("不退押金", "渝北区松牌路100号"), report("不退押金", "渝北区松牌路100号")),
    # not of a kind that is joined
    (report("停水怎么办", "渝北区阳光小区", "咨询"), report("停水了", "渝北区阳光小区")),
    (
        report("建议加路灯", "渝北区阳光小区东门", "建议"),
        report("建议加路灯", "渝北区阳光小区东门", "建议"),
    ),
    (report("活动室不开门", "渝北区阳光小区"), report("活动室不开门", "渝北区阳光小区")),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_matter(one: Reported, other: Reported) -> None:
    assert duplicate(one, other, WEEK)
    assert duplicate(other, one, WEEK)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_matters(one: Reported, other: Reported) -> None:
    assert not duplicate(one, other, WEEK)
    assert not duplicate(other, one, WEEK)


@pytest.mark.parametrize("change", [{"urgency": "紧急"}, {"urgency": "特急"}, {"secret": True}])
def test_the_urgent_and_the_secret_are_never_joined(change: dict[str, object]) -> None:
    one, other = ONE[0]
    assert not duplicate(replace(one, **change), other, WEEK)  # type: ignore[arg-type]
    assert not duplicate(one, replace(other, **change), WEEK)  # type: ignore[arg-type]


def test_after_some_days_it_is_a_matter_of_its_own() -> None:
    one, other = ONE[0]
    assert duplicate(one, replace(other, filed=NOW - WEEK), WEEK)
    assert not duplicate(one, replace(other, filed=NOW - WEEK - timedelta(seconds=1)), WEEK)
    assert not duplicate(one, replace(other, filed=NOW + timedelta(hours=1)), WEEK)


@pytest.mark.parametrize("words", ["我家楼下", "我家门口", "我家附近"])
def test_what_is_before_ones_own_door_is_public(words: str) -> None:
    one = report(f"{words}停水了", "渝北区阳光小区")
    assert duplicate(one, report("停水了", "渝北区阳光小区"), WEEK)


def test_the_first_that_fits_is_found() -> None:
    new, old = ONE[0]
    unlike = TWO[3][1]
    assert find_duplicate(new, [unlike, old, old], WEEK) == 1
    assert find_duplicate(new, [unlike], WEEK) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "one"),
    [
        (("市容环卫", "照明", "路灯不亮"), ("市容环卫", "照明", "灯杆倾斜"), True),
        (("市容环卫", "照明", "路灯不亮"), ("物业管理", "照明", "路灯不亮"), False),
        (("市容环卫", "照明", "路灯不亮"), ("市容环卫", "广告", "灯箱"), False),
        (("市容环卫", "照明", "路灯不亮"), (), True),
        (("市容环卫", "照明", "路灯不亮"), ("", "", ""), True),
    ],
)
def test_the_matter_tree_may_speak_against_it(
    ours: tuple[str, ...], theirs: tuple[str, ...], one: bool
) -> None:
    new, old = ONE[0]
    assert duplicate(replace(new, matter_path=ours), replace(old, matter_path=theirs), WEEK) is one
