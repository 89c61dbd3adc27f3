"""Workbooks that people can edit without breaking them: every text cell is formatted as text, so
that Excel makes no formula of `=…`, no number of `0012` and no date of `1-2`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    _write_table(book.create_sheet(SHEET), headings, rows)
    _write_help(book.create_sheet(HELP_SHEET))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write_table(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(heading)
        _offer_choices(sheet, heading, get_column_letter(place))
    looks = _looks(sheet)
    sheet.append(_titles(sheet, headings, looks))
    for row in rows:
        sheet.append([_cell(sheet, value, looks) for value in row])


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


@dataclass(frozen=True)
class _Looks:
    """Styles of cells, made once for a sheet: making one a cell takes longer than all the rest."""

    heading: Any
    text: Any
    live: Any
    """Of a text that would be a formula if somebody edited it."""
    day: Any


def _looks(sheet: Any) -> _Looks:
    cells: list[Any] = [WriteOnlyCell(sheet, "") for _ in range(4)]
    heading, text, live, day = cells
    for cell in (heading, text, live):
        cell.number_format, cell.alignment = _TEXT, _TOP
    heading.font, heading.fill = _HEADING
    live.quotePrefix = True
    day.number_format = _DAY
    return _Looks(*(cell._style for cell in cells))


def _cell(sheet: Any, value: Cell, looks: _Looks) -> Any:
    if isinstance(value, Broken):
        value = value.shown
    if isinstance(value, str):
        return _text(sheet, _escaped(clean(value)), looks)
    cell: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # int and date are fine
    if isinstance(value, date) and not isinstance(value, datetime):
        cell._style = looks.day
    return cell


def _text(sheet: Any, text: str, looks: _Looks) -> Any:
    cell: Any = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never a formula, nor an error such as #N/A
    cell._style = looks.live if text.startswith(_LIVE) else looks.text
    return cell


def _titles(sheet: Any, texts: Sequence[str], looks: _Looks) -> list[Any]:
    cells = [_text(sheet, _escaped(clean(text)), looks) for text in texts]
    for cell in cells:
        cell._style = looks.heading
    return cells


def _escaped(text: str) -> str:
    """A text that looks like Excel's escape of a character (_x000D_) stays what it is."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)


def _write_help(sheet: Any) -> None:
    for letter, width in (("A", 14), ("B", 8), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    looks = _looks(sheet)
    sheet.append(_titles(sheet, ("列", "必填", "怎么填"), looks))
    for column in COLUMNS:
        help_text = column.help + (f"\n{EXAMPLE}" if column.holds == "tree" else "")
        row = (column.heading, "是" if column.required else "", help_text)
        sheet.append([_text(sheet, text, looks) for text in row])
