from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from knowledge.errors import NotWritable
from knowledge.exchange.cells import Broken, Cell
from knowledge.exchange.columns import COLUMNS
from knowledge.exchange.tables import HEADINGS
from knowledge.exchange.trees import EXAMPLE
from knowledge.exchange.xlsx_writer import MOST_IN_CELL, write_xlsx


def written(headings: list[str], *rows: list[Cell]) -> Any:
    return load_workbook(BytesIO(write_xlsx(headings, rows)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "#N/A", "0012", "1-2", "TRUE"])
def test_a_text_stays_a_text(text: str) -> None:
    cell = written(["短信"], [text])["知识条目"]["A2"]
    assert (cell.data_type, cell.value, cell.number_format) == ("s", text, "@")
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@"))


def test_other_values_stay_what_they_are() -> None:
    sheet = written(
        ["甲"],
        [date(2026, 12, 31)],
        [3],
        [Broken("错", "改", "#N/A")],
        [None],
        [datetime(2026, 1, 2, 3)],
    )["知识条目"]
    assert sheet["A2"].value == datetime(2026, 12, 31)
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet["A3"].value == 3
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("#N/A", "s")
    assert sheet["A5"].value is None
    assert sheet["A6"].value == datetime(2026, 1, 2, 3)


def test_what_no_workbook_can_hold_is_left_out() -> None:
    sheet = written(["甲\x01"], ["一\x00\x0b二\ud800\uffff"])["知识条目"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("甲", "一\n二")


def test_what_looks_like_an_escape_is_escaped() -> None:
    assert written(["甲"], ["_x000D_ _x"])["知识条目"]["A2"].value == "_x005F_x000D_ _x"


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    written(["甲"], ["字" * MOST_IN_CELL])
    with pytest.raises(NotWritable, match="32768 个字"):
        write_xlsx(["甲"], [["字" * (MOST_IN_CELL + 1)]])


def test_the_sheet_is_made_for_editing() -> None:
    book = written([*HEADINGS, "原因", "备注"])
    sheet = book["知识条目"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    offered = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert sorted(offered.values()) == ['"公开,内部"', '"解答,不受理"']
    assert all(place.endswith("1048576") for place in offered)


def test_the_sheet_of_explanations_names_every_column() -> None:
    rows = list(written(["甲"])["说明"].values)
    assert [row[0] for row in rows] == ["列", *(column.heading for column in COLUMNS)]
    required = {row[0] for row in rows if row[1] == "是"}
    assert required == {"责任单位", "标准问题", "相似问", "口播答案", "短信", "来源"}
    assert any(EXAMPLE in str(row[2]) for row in rows)
