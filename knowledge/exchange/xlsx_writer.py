"""Workbooks that people can edit without breaking them: every text cell is formatted as text, so
that Excel makes no formula of `=…`, no number of `0012` and no date of `1-2`."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from knowledge.errors import NotWritable
from knowledge.exchange.cells import Broken, Cell, clean, first_words
from knowledge.exchange.columns import BY_NAME, COLUMNS, REASON, field_of
from knowledge.exchange.trees import EXAMPLE
from knowledge.exchange.xlsx import HELP_SHEET

SHEET = "知识条目"

MOST_IN_CELL = 32_767
"""Characters that Excel keeps in one cell; openpyxl would cut the rest without a word."""

_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LIVE = ("=", "+", "-", "@")
_TEXT, _DAY = "@", "yyyy-mm-dd"
_TOP = Alignment(vertical="top", wrap_text=True)
_HEADING = (Font(bold=True), PatternFill("solid", fgColor="DDEBF7"))
_REASON_WIDTH = 50
_OTHER_WIDTH = 16


def write_xlsx(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one table and a sheet of explanations.

    Raises NotWritable where a text is longer than a cell can be.
    """
    for row in rows:
        _require_fitting(row)  # before anything is begun
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(heading)
        _offer_choices(sheet, heading, get_column_letter(place))
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    _write_help(book)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _require_fitting(row: Sequence[Cell]) -> None:
    for value in row:
        if isinstance(value, str) and (length := len(_escaped(value))) > MOST_IN_CELL:
            raise NotWritable(
                f"“{value[:20]}…”有 {length} 个字，Excel 一格最多 {MOST_IN_CELL} 个："
                "改用 .csv、.yaml 或 .json 导出"
            )


def _width(heading: str) -> int:
    if heading == REASON:
        return _REASON_WIDTH
    field = field_of(heading)
    return BY_NAME[field].width if field else _OTHER_WIDTH


def _offer_choices(sheet: Any, heading: str, letter: str) -> None:
    field = field_of(heading)
    if field is None or (choices := BY_NAME[field].choices) is None:
        return
    words = ",".join(first_words(choices).values())
    offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    offered.add(f"{letter}2:{letter}1048576")
    sheet.data_validations.append(offered)


def _heading(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font, cell.fill = _HEADING
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, Broken):
        value = value.shown
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date) and not isinstance(value, datetime):
            cell.number_format = _DAY
        return cell
    text = _escaped(clean(value))
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never a formula, nor an error such as #N/A
    cell.number_format = _TEXT
    cell.alignment = _TOP
    if text.startswith(_LIVE):
        cell.quotePrefix = True
    return cell


def _escaped(text: str) -> str:
    """A text that looks like Excel's escape of a character (_x000D_) stays what it is."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)


def _write_help(book: Workbook) -> None:
    sheet: Any = book.create_sheet(HELP_SHEET)
    for letter, width in (("A", 14), ("B", 8), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_heading(sheet, text) for text in ("列", "必填", "怎么填")])
    for column in COLUMNS:
        help_text = column.help + (f"\n{EXAMPLE}" if column.holds == "tree" else "")
        row = (column.heading, "是" if column.required else "", help_text)
        sheet.append([_cell(sheet, text) for text in row])
