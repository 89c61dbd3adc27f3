from datetime import date, datetime, time, timedelta

import pytest

from knowledge.errors import CellUnreadable
from knowledge.exchange.cells import (
    Broken,
    Cell,
    choice_of,
    choice_to_cell,
    clean,
    day_of,
    of_sheet,
    text_of,
    texts_of,
    texts_to_cell,
)
from knowledge.exchange.columns import BY_NAME

TAGS, VARIANTS, MORE = BY_NAME["tags"], BY_NAME["variants"], BY_NAME["more"]
LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  甲 \u3000", "甲"),
        ("0012", "0012"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (True, "是"),
        ("甲\r\n乙\x0b丙\x85丁", "甲\n乙\n丙\n丁"),
        ("甲\x00\x07乙\ufeff\ud800丙", "甲乙丙"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("甲\t乙", "甲\t乙"),
    ],
)
def test_a_text_is_read_from_whatever_holds_one(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value", [date(2026, 1, 2), datetime(2026, 1, 2, 3), time(8), timedelta(hours=30)]
)
def test_what_excel_made_a_date_is_not_guessed_back(value: object) -> None:
    with pytest.raises(CellUnreadable, match="Excel 把内容变成了日期") as refused:
        text_of(value)
    assert refused.value.rule == "unreadable"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [], {}, b"x"])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(CellUnreadable, match="不是文字"):
        text_of(value)


def test_the_error_of_a_formula_is_not_taken_for_a_text() -> None:
    broken = of_sheet(" #REF! ")
    assert isinstance(broken, Broken)
    assert broken.shown == "#REF!"
    with pytest.raises(CellUnreadable, match="公式出错：#REF!"):
        text_of(broken)
    for fine in ("#", "#号", None, 3):
        assert of_sheet(fine) == fine


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("提取、租房，个人", ("提取", "租房", "个人")),
        ("提取\n租房、退租\n\n", ("提取", "租房、退租")),
        ("提取；|租房", ("提取", "租房")),
        ('["甲、乙", "丙"]', ("甲、乙", "丙")),
        ("[甲]", ("[甲]",)),
        ("[1, 2]", ("[1", "2]")),
        ("[" * 100_000, ("[" * 100_000,)),
        (["甲、乙", None, " "], ("甲、乙",)),
        (("甲、乙", None, "丙"), ("甲", "乙", "丙")),
        (None, ()),
        (12, ("12",)),
    ],
)
def test_a_list_is_read_by_line_or_separator(value: object, items: tuple[str, ...]) -> None:
    assert texts_of(value, TAGS) == items


def test_each_column_has_its_own_separators() -> None:
    assert texts_of("怎么取，要带什么；去哪里取", VARIANTS) == ("怎么取，要带什么", "去哪里取")
    assert texts_of("先登记；再领证。|费用全免。", MORE) == ("先登记；再领证。", "费用全免。")


@pytest.mark.parametrize(
    "items",
    [(), ("甲",), ("甲", "乙"), ("甲；乙",), ("甲\n乙", "丙"), ('["甲"]',), ("甲、", "乙|")],
)
def test_a_list_comes_back_from_its_cell(items: tuple[str, ...]) -> None:
    for column in (TAGS, VARIANTS, MORE):
        assert texts_of(texts_to_cell(items, column), column) == items


@pytest.mark.parametrize(
    "value",
    [
        LAST,
        datetime(2026, 12, 31),
        datetime(2026, 12, 31, 23, 59, 59),
        "2026-12-31",
        "2026/12/31",
        "2026.12.31",
        "2026年12月31日",
        "２０２６年１２月３１日",
        "2026-12-31 00:00:00",
        "2026-12-31T00:00:00.000",
        "20261231",
        20261231,
        46387,
        46387.0,
        "46387",
    ],
)
def test_a_day_is_read_in_every_form_that_excel_and_clerks_give(value: object) -> None:
    assert day_of(value) == LAST


@pytest.mark.parametrize("value", [None, "", "长期", "永久有效", "-", "—"])
def test_an_open_end_is_no_day(value: object) -> None:
    assert day_of(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "12/31/2026",
        "2026年12月",
        "明年",
        "2026-12/31",
        datetime(2026, 12, 31, 15),
        "2026-12-31 15:00",
        5,
        20261331,
        1e300,
        float("nan"),
        True,
        time(8),
    ],
)
def test_what_is_no_day_is_refused_with_the_form_that_is_right(value: object) -> None:
    with pytest.raises(CellUnreadable, match=r"2026-12-31|日期或时间"):
        day_of(value)


def test_a_choice_is_read_by_its_words_and_written_by_the_first() -> None:
    secrecy = BY_NAME["secrecy"]
    cells: tuple[tuple[Cell, str], ...] = (("公开", "public"), (" 内部使用", "internal"), ("", ""))
    for written, value in (*cells, ("Internal", "internal")):
        assert choice_of(written, secrecy) == value
    assert choice_to_cell("public", secrecy) == "公开"
    with pytest.raises(CellUnreadable, match="不认识“绝密”；填公开或内部"):
        choice_of("绝密", secrecy)


def test_cleaning_twice_is_cleaning_once() -> None:
    for text in ("\r\r\n\x0b", " 甲\x00 ", "\ufeff 甲", "\x1f甲\x1f"):
        assert clean(clean(text)) == clean(text)
