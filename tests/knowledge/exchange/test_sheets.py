from collections.abc import Sequence

import pytest

from knowledge.errors import FileTooBig, FileUnreadable
from knowledge.exchange import sheets
from knowledge.exchange.cells import Broken, Cell
from knowledge.exchange.sheets import Merged, Row, Source, read_sheet


def numbered(*rows: Sequence[Cell]) -> list[Row]:
    return list(enumerate(rows, start=1))


def read(*rows: Sequence[Cell], merged: Sequence[Merged] = ()) -> Source:
    source = read_sheet(numbered(*rows), merged)
    assert source is not None
    return source


def test_the_headings_may_stand_below_titles() -> None:
    source = read(["公积金知识", None], [], ["问题", "答案"], ["怎么取", "带身份证"])
    assert source.headings == ("问题", "答案")
    (record,) = source.records
    assert (record.number, record.cells) == (4, ("怎么取", "带身份证"))
    assert record.values == {"question": "怎么取", "answer": "带身份证"}
    assert source.notes == ()


def test_a_sheet_without_headings_near_its_top_is_none() -> None:
    assert read_sheet(numbered(["甲", "乙"])) is None
    assert read_sheet([]) is None
    assert read_sheet(numbered(*[[None]] * 10, ["问题", "答案"])) is None


def test_empty_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    source = read(["问题", "答案"], [], ["  ", None], ["怎么取", ""], ["", 0])
    assert [record.number for record in source.records] == [4, 5]


def test_a_short_row_lacks_its_last_cells() -> None:
    assert read(["问题", "答案", "短信"], ["怎么取"]).records[0].values == {
        "question": "怎么取",
        "answer": None,
        "sms": None,
    }


def test_several_columns_of_one_list_are_read_together() -> None:
    source = read(["问题", "相似问1", "相似问2"], ["怎么取", "一", "二；三"])
    assert source.records[0].values["variants"] == ("一", "二；三")


def test_a_heading_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileUnreadable, match="有两列都是“标准问题”"):
        read_sheet(numbered(["问题", "标准问", "答案"]))


def test_columns_that_are_not_ours_are_named() -> None:
    source = read(["序号", "问题", "答案", "", "备注", "原因"], [1, "问", "答", "什么", "记", "错"])
    assert source.notes == (
        "这些列不属于知识条目，没有导入：序号、备注",
        "有的列没有标题，没有导入",
    )
    beyond = read(["问题", "答案"], ["问", "答", "多出来的"])
    assert beyond.notes == ("有的列没有标题，没有导入",)


def test_an_error_of_a_formula_is_no_text() -> None:
    assert isinstance(read(["问题", "答案"], ["问", "#N/A"]).records[0].cells[1], Broken)


def test_merged_cells_mean_each_row_where_entries_share_a_column() -> None:
    source = read(
        ["单位", "问题", "答案"],
        ["公积金中心", "问一", "答"],
        [None, "问二", None],
        [None, "问三", "答"],
        merged=[Merged(2, 1, 3, 1), Merged(2, 3, 3, 3)],
    )
    first, second, third = (record.cells for record in source.records)
    assert first == ("公积金中心", "问一", "答")
    assert second[:2] == ("公积金中心", "问二")
    assert isinstance(second[2], Broken)
    assert third == (None, "问三", "答")


def test_merged_titles_and_endless_ranges_do_no_harm() -> None:
    source = read(
        ["标题", None],
        ["单位", "问题"],
        ["甲", "问"],
        merged=[Merged(1, 1, 1, 2), Merged(3, 1, 1_048_576, 16_384)],
    )
    assert len(source.records) == 1


def test_a_sheet_has_its_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    rows: list[list[Cell]] = [["问题", "答案"], ["一", "答"], [None], ["二", "答"]]
    assert len(read(*rows).records) == 2
    with pytest.raises(FileTooBig, match="超过 2 行"):
        read(*rows, ["三", "答"])
