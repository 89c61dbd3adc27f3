"""Pairs that are one matter and pairs that are not, as written and as misheard."""

import pytest

from knowledge.likeness import alike, same_things, things

SAME = [
    ("路灯不亮", "路灯坏了没人修"),
    ("路等不亮", "路灯坏了"),
    ("半夜施工噪音太吵", "工地晚上施工很吵"),
    ("楼下烧烤店油烟太大", "油烟味好重"),
    ("小区停水三天了", "我们小区没水"),
    ("人行道上有一个坑", "路面有个大坑"),
    ("下水道堵了污水外溢", "污水管道堵了"),
    ("井盖丢了", "井盖破损"),
    ("电梯坏了", "电梯经常坏"),
    ("广场舞音乐太吵", "晚上跳舞的好吵"),
]
OTHER = [
    ("半夜施工噪音太吵", "广场舞噪音太吵"),
    ("路灯不亮", "红绿灯不亮"),
    ("路灯不亮", "井盖破损"),
    ("楼上漏水", "水管漏水"),
    ("停水了", "停电了"),
    ("烧烤店油烟太大", "烧烤店太吵"),
    ("垃圾没人清运", "路灯坏了没人修"),
    ("物业乱收费", "物业不打扫卫生"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert same_things(one, other)
    assert same_things(other, one)
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_matter(one: str, other: str) -> None:
    assert not same_things(one, other)
    assert not alike(one, other)


def test_what_makes_it_may_be_left_out_only_where_the_caller_is_asked() -> None:
    assert alike("噪音", "半夜施工噪音太吵")
    assert not same_things("噪音", "半夜施工噪音太吵")
    assert things("工地施工太吵") == {"噪音/施工"}


def test_without_a_known_thing_the_sounds_decide_loosely_and_nothing_strictly() -> None:
    assert alike("社区活动室不开门", "活动室一直不开门")
    assert not alike("社区活动室不开门", "图书馆空调太冷")
    assert not same_things("活动室不开门", "活动室不开门")


def test_nothing_is_like_nothing() -> None:
    assert not alike("", "")
    assert not same_things("", "")
