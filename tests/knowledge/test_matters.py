"""Which matter a caller speaks of."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matters import OTHER, matter_of, matter_words, tree

SENTENCES = Path(__file__).parents[1] / "dialog" / "grammar" / "matters_heldout.tsv"
MISHEARD = Path(__file__).with_name("matters_misheard.tsv").read_text("utf-8").splitlines()[2:]
ROWS = [tuple(row.split("\t")) for row in SENTENCES.read_text("utf-8").splitlines()[2:]]


def test_the_tree() -> None:
    paths = tree().paths
    seconds = {path[:2] for path in paths}
    assert len({path[0] for path in paths}) >= 15
    assert len(seconds) >= 100
    assert len(paths) >= 350
    names = [path[2] for path in paths if path[2] != OTHER] + [second for _, second in seconds]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("路灯不亮", "市政设施/路灯照明/路灯不亮"),
        ("电梯年检过期", "市场监管/特种设备/电梯检验"),
        ("下水道井盖没了", "市政设施/井盖排水/井盖缺损"),
        ("公交车司机不停站", "交通运输/公共交通/公交服务"),
        ("路灯坏哒黑黢黢的", "市政设施/路灯照明/路灯不亮"),
        ("老板不给俺们发工钱", "劳动社保/工资报酬/拖欠工资"),
    ],
)
def test_matters(said: str, path: str) -> None:
    found = matter_of(said)
    assert found is not None
    assert found.text == path
    assert 0 < found.score < 1


def test_words_that_recognisers_are_told() -> None:
    told = matter_words()
    assert {"拖欠工资", "酒吧"} <= set(told)
    assert "税" not in told
    assert len(told) == len(set(told))


@pytest.mark.parametrize("said", ["", "说不清楚", "你好", "嗯嗯"])
def test_none(said: str) -> None:
    assert matter_of(said) is None


def test_what_was_misheard_is_found_by_its_sound() -> None:
    for said in ("工机金", "公鸡金怎么弄"):
        found = matter_of(said)
        assert found is not None
        assert found.path[1] == "住房公积金"


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("有人往合理到垃圾", "乱倒垃圾"),
        ("我也收费不合理", "物业收费"),
        ("刀零补贴没发", "高龄津贴"),
        ("化工厂的废弃处得很", "工业废气"),
    ],
)
def test_a_word_by_its_sound_counts_beside_what_was_written(said: str, leaf: str) -> None:
    found = matter_of(said)
    assert found is not None
    assert found.path[2] == leaf


@pytest.mark.parametrize(
    ("said", "leaf"),
    [("居住证每年要续吗", "居住证"), ("婚假丧假有几天", "工时休假"), ("去福利院收养", "留守儿童")],
)
def test_what_was_written_as_a_word_is_trusted(said: str, leaf: str) -> None:
    found = matter_of(said)
    assert found is not None
    assert found.path[2] == leaf


def test_sentences_as_recognisers_write_them() -> None:
    rows = [row.split("\t") for row in MISHEARD]
    right = sum(
        (found := matter_of(said)) is not None and name in found.path for name, said in rows
    )
    print(f"matter, misheard: {right} of {len(rows)}")
    assert right >= 0.9 * len(rows)


def test_what_else_it_may_be_is_told() -> None:
    found = matter_of("物业不管，电梯坏了")
    assert found is not None
    assert found.runner_up is not None
    assert {found.path[1], found.runner_up[1]} == {"物业管理", "电梯"}


@pytest.mark.parametrize("path", [path for path in tree().paths if path[2] != OTHER])
def test_every_leaf_is_found_by_its_own_name(path: tuple[str, str, str]) -> None:
    found = matter_of(path[2])
    assert found is not None
    assert path[2] in found.words or found.path[:2] == path[:2]


@pytest.mark.parametrize(("half", "least"), [("looked at", 0.97), ("never looked at", 0.92)])
def test_sentences_written_before_the_tree(half: str, least: float) -> None:
    rows = ROWS[half != "looked at" :: 2]
    found = [(matter_of(said), name) for _, _, name, said in rows]
    right = sum(matter is not None and name in matter.path for matter, name in found)
    print(f"matter, {half}: {right} of {len(rows)}")
    assert right >= least * len(rows)


@given(st.text(alphabet="路灯坏了电梯水停楼上漏公交车+|/ ，a1", max_size=20))
def test_any_text_will_do(said: str) -> None:
    found = matter_of(said)
    assert found is None or (found.path in tree().paths and found.words)
