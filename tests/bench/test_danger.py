"""How much danger is known, and learning what resembles it."""

from pathlib import Path

import pytest

from bench.danger import FRAMES, Line, framed, measure, read, strings

LINES = (
    Line("fire", "我家厨房着火了"),
    Line("fire", "楼下仓库着火了"),
    Line("none", "楼下仓库租金多少"),
    Line("none", "我家厨房漏水了"),
)


def test_lines_are_read_without_remarks(tmp_path: Path) -> None:
    table = tmp_path / "told.tsv"
    table.write_text("# a remark\nfire\t着火了\n\nnone\t路灯坏了\n", "utf-8")
    assert read(table) == (Line("fire", "着火了"), Line("none", "路灯坏了"))


@pytest.mark.parametrize(
    ("name", "text", "place", "found"),
    [
        ("a.tsv", "路灯\t坏了\t1\n路灯\t不亮\t0\n", "", ("路灯", "坏了", "不亮")),
        ("a.tsv", "路灯\t坏了\t1\n", ":2", ("坏了",)),
        ("a.csv", '一,"二,三",no\n', ":1,2", ("一", "二,三")),
    ],
)
def test_texts_of_a_file_come_once(
    tmp_path: Path, name: str, text: str, place: str, found: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert strings(f"{tmp_path / name}{place}") == found


def test_it_counts_alarms_their_kinds_and_false_ones() -> None:
    found = measure((*LINES, Line("crime", "我妈晕倒了"), Line("none", "有人要跳楼")))
    assert (found.told, found.alarms, found.right, found.helped, found.asked) == (3, 3, 2, 2, 0)
    assert (found.plain, found.false_alarms) == (3, 1)


def test_own_life_is_one_kind() -> None:
    assert measure([Line("despair", "我割腕了")]).right == 1


def test_of_several_kinds_each_is_right_and_so_is_their_number() -> None:
    lines = [
        Line("crime/medical", "有人晕倒了"),
        Line("gas", "我家着火了"),
        Line("crime", "着火了"),
    ]
    found = measure(lines)
    assert (found.alarms, found.right, found.helped) == (3, 1, 2)


def test_danger_is_told_within_reports() -> None:
    told = framed(LINES)
    assert len(told) == 2 * len(FRAMES)
    assert all(line.kind == "fire" for line in told)
    assert measure(told).alarms == len(told)
