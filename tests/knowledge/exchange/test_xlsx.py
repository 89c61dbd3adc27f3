import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from knowledge.entries import Entry
from knowledge.errors import FileTooBig, FileUnreadable
from knowledge.exchange import xlsx
from knowledge.exchange.cells import Broken
from knowledge.exchange.judge import judge
from knowledge.exchange.rows import read_row
from knowledge.exchange.tables import HEADINGS, cells_of
from knowledge.exchange.xlsx import read_xlsx
from knowledge.exchange.xlsx_writer import write_xlsx

Change = Callable[[Any], None]


def book(*rows: list[Any], change: Change | None = None) -> bytes:
    made = Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    return saved(made)


def saved(made: Workbook) -> bytes:
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def edited(data: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part of its archive rewritten."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, edit(raw) if name == part else raw)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEADED = ["问题", "答案", "有效期至"]


def test_cells_are_read_as_what_they_are() -> None:
    rows = book(
        HEADED, ["问", "0012", date(2026, 12, 31)], [12, 0.5, datetime(2026, 1, 2, 3)], [True, None]
    )
    assert [record.cells for record in read_xlsx(rows).records] == [
        ("问", "0012", datetime(2026, 12, 31)),
        (12, 0.5, datetime(2026, 1, 2, 3)),
        (True, None, None),
    ]


def test_a_number_that_is_shown_with_zeros_keeps_them() -> None:
    def zeros(sheet: Any) -> None:
        sheet["B2"].number_format = "0000"

    assert read_xlsx(book(HEADED, ["问", 12], change=zeros)).records[0].cells[1] == "0012"


def test_shared_and_rich_texts_and_escapes_are_read() -> None:
    def style(sheet: Any) -> None:
        sheet["A2"].font = Font(bold=True)

    data = book(HEADED, ["甲_x000D_\n乙", "答"], change=style)
    (record,) = read_xlsx(data).records
    assert record.cells[0] == "甲\r\n乙"


def test_the_first_sheet_with_headings_is_taken_and_the_others_are_named() -> None:
    made = Workbook()
    first: Any = made.active
    first.title = "封面"
    first.append(["公积金知识库"])
    for title in ("公积金", "户籍"):
        sheet = made.create_sheet(title)
        sheet.append(["本表由公积金中心填写"])
        sheet.append(HEADED)
        sheet.append([title, "答"])
    made.create_sheet("说明")
    source = read_xlsx(saved(made))
    assert [record.cells[0] for record in source.records] == ["公积金"]
    assert source.records[0].number == 3
    assert source.notes == ("只导入了工作表“公积金”，没有导入：封面、户籍",)


def test_formulas_give_the_values_last_seen_and_without_one_are_no_value() -> None:
    data = book(HEADED, ["=A1", "答"], ["问", '=B2&"。"'])
    seen = edited(data, SHEET, lambda raw: raw.replace(b"<f>A1</f><v />", b"<f>A1</f><v>7</v>"))
    assert seen != data
    first, second = (record.cells for record in read_xlsx(seen).records)
    assert first[:2] == (7, "答")
    assert isinstance(second[1], Broken)
    assert "公式没有算出的值" in second[1].found


def test_an_error_is_no_value(row: dict[str, Any]) -> None:
    def error(sheet: Any) -> None:
        sheet["F2"] = "#N/A"

    data = book(list(HEADINGS), list(row.values()), change=error)
    (rejected,) = judge(read_xlsx(data), (), date(2026, 1, 1)).rejected
    assert [fault.found for fault in rejected.faults] == ["公式出错：#N/A"]


def test_merged_units_mean_every_row_and_merged_answers_none(entry: Entry) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("F2:F3")

    other = list(cells_of(entry))
    other[0], other[3] = "other", "另一个问题"
    source = read_xlsx(book(list(HEADINGS), list(cells_of(entry)), other, change=merge))
    assert source.records[1].values["unit"] == entry.unit
    result = read_row(source.records[1], {})
    assert "取消合并单元格" in getattr(result, "reason", "")


def test_control_characters_do_no_harm() -> None:
    data = edited(
        book(HEADED, ["甲_x000B_乙_x0000_", "答"]),
        SHEET,
        lambda raw: raw,
    )
    assert read_xlsx(data).records[0].cells[0] == "甲\x0b乙\x00"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"hello", "不是 Excel 工作簿"),
        (b"<html><table>", "不是 Excel 工作簿"),
        (b"PK\x03\x04 broken", "工作簿已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, r"旧的 \.xls 文件"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "有打开密码",
        ),
    ],
)
def test_what_is_no_workbook_is_said(data: bytes, why: str) -> None:
    with pytest.raises(FileUnreadable, match=why):
        read_xlsx(data)


def test_a_zip_of_something_else_is_no_workbook() -> None:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(FileUnreadable, match="工作簿已损坏"):
        read_xlsx(written.getvalue())


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_broken_part_is_one_line(part: str) -> None:
    data = edited(book(HEADED, ["问", "答"]), part, lambda raw: raw[: len(raw) // 2])
    with pytest.raises(FileUnreadable, match="工作簿已损坏"):
        read_xlsx(data)


def test_a_cut_or_changed_file_never_gives_anything_but_its_error() -> None:
    data = book(HEADED, ["问", "答"], ["问二", date(2026, 1, 1)])
    for cut in range(0, len(data), 397):
        harmed = bytearray(data)
        harmed[cut] ^= 0xFF
        for broken in (data[:cut], bytes(harmed)):
            with suppress(FileUnreadable):
                read_xlsx(broken)


def test_a_workbook_without_headings_says_what_they_are() -> None:
    with pytest.raises(FileUnreadable, match=r"标准问题、相似问、口播答案.*--template"):
        read_xlsx(book(["甲", "乙"], ["一", "二"]))


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def plant(raw: bytes) -> bytes:
        return raw.replace(b"<worksheet", bomb + b"<worksheet", 1)

    with pytest.raises(FileUnreadable, match="不安全"):
        read_xlsx(edited(book(HEADED, ["问", "答"]), SHEET, plant))


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = edited(book(HEADED, ["问", "答"]), SHEET, lambda raw: raw + b" " * (2 * 1024 * 1024))
    assert len(data) < 20_000
    monkeypatch.setattr(xlsx, "MOST_UNPACKED", 1024 * 1024)
    with pytest.raises(FileTooBig, match="解开后超过"):
        read_xlsx(data)


def test_rows_far_away_and_wrong_dimensions_do_no_harm() -> None:
    def far(raw: bytes) -> bytes:
        late = b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
        wrong = raw.replace(b'ref="A1:C2"', b'ref="A1"')
        return wrong.replace(b"</sheetData>", late)

    source = read_xlsx(edited(book(HEADED, ["问", "答", None]), SHEET, far))
    assert [record.cells[:2] for record in source.records] == [("问", "答")]


def test_what_excel_complains_of_is_no_matter_for_a_clerk() -> None:
    def late(sheet: Any) -> None:
        sheet["C2"].number_format = "yyyy-mm-dd"

    data = book(HEADED, ["问", "答", 1e12], change=late)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (record,) = read_xlsx(data).records
    assert isinstance(record.cells[2], Broken)


def test_our_own_workbooks_are_read_without_a_note(entry: Entry) -> None:
    source = read_xlsx(write_xlsx(HEADINGS, [cells_of(entry)]))
    assert source.headings == HEADINGS
    assert source.notes == ()
