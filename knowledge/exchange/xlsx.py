"""Excel workbooks in and out. What a workbook may do to its reader is bounded: its size on disk
and unpacked, no entities, no formulas run. Whatever is wrong with it is a `FileUnreadable`."""

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape

from knowledge.errors import ExchangeError, FileTooBig, FileUnreadable
from knowledge.exchange.cells import Broken, Cell
from knowledge.exchange.columns import BY_NAME
from knowledge.exchange.sheets import Merged, Row, Source, read_sheet

MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts of a workbook; 100,000 rows of entries take about 190 MiB."""

MOST_COLUMNS = 64

_LAST_ROW = 1_048_576
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ZEROS = re.compile(r"0{2,}")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_NO_VALUE = Broken("公式没有算出的值", "在 Excel 里打开并保存一次，或改成“只粘贴数值”", "#VALUE!")


def read_xlsx(data: bytes) -> Source:
    """The first sheet that has the headings. Raises FileUnreadable, FileTooBig."""
    _refuse_what_is_no_workbook(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and formats that are not read anyway
            return _read(data)
    except ExchangeError:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part of the file leads it to: KeyError, ParseError,
        # zlib.error, TypeError …
        raise FileUnreadable(
            f"工作簿已损坏，读不出来（{type(error).__name__}）："
            "用 Excel 打开，另存为新的 .xlsx 再导入"
        ) from None


def _refuse_what_is_no_workbook(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileUnreadable("工作簿有打开密码：在 Excel 里去掉密码，另存后再导入")
        raise FileUnreadable("这是旧的 .xls 文件：在 Excel 里另存为 .xlsx 再导入")
    if not data.startswith(b"PK"):
        raise FileUnreadable("这不是 Excel 工作簿：用 Excel 打开，另存为 .xlsx 再导入")


def _read(data: bytes) -> Source:
    with ZipFile(BytesIO(data)) as archive:
        _refuse_what_is_unsafe(archive)
        parts = _sheet_parts(archive)
        values = load_workbook(BytesIO(data), read_only=True, data_only=True)
        others: list[str] = []
        source = None
        for sheet in values.worksheets:
            if source is None:
                raw = _raw(archive, parts.get(sheet.title, ""))
                source = read_sheet(_rows(data, sheet, raw), _merged(raw))
                if source is not None:
                    found = sheet.title
                    continue
            others.append(sheet.title)
    if source is None:
        wanted = "、".join(BY_NAME[name].heading for name in ("question", "variants", "answer"))
        raise FileUnreadable(
            f"前 10 行里没有找到表头：表头行要有“{wanted}”等列名，"
            "可用 hotline kb export 模板.xlsx --template 生成模板"
        )
    return _with_note(source, found, others)


def _refuse_what_is_unsafe(archive: ZipFile) -> None:
    """zipfile reads no more of a part than its header says, so that the sum is a true bound."""
    if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
        raise FileTooBig(
            f"工作簿解开后超过 {MOST_UNPACKED // 2**20} MB：删去图片和多余的工作表再导入"
        )
    for part in archive.infolist():
        if part.flag_bits & 1:
            raise FileUnreadable("工作簿有打开密码：在 Excel 里去掉密码，另存后再导入")
        if part.filename.endswith((".xml", ".rels")):
            raw = archive.read(part)
            if any(mark in raw for mark in _ENTITIES):
                # They could grow without end, and no program of an office writes them.
                raise FileUnreadable(
                    "工作簿里有不安全的内容：用 Excel 打开，另存为新的 .xlsx 再导入"
                )


def _with_note(source: Source, read: str, others: list[str]) -> Source:
    others = [name for name in others if name != HELP_SHEET]
    if not others:
        return source
    note = f"只导入了工作表“{read}”，没有导入：{'、'.join(others)}"
    return Source(source.records, source.headings, (note, *source.notes))


HELP_SHEET = "说明"
"""The sheet of explanations in our own workbooks; it holds no entries."""


def _sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Title of each sheet → its part in the archive."""
    book = _xml(archive, "xl/workbook.xml")
    links = {
        link.get("Id"): normpath(join("xl", link.get("Target", ""))).removeprefix("/")
        for link in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    return {
        sheet.get("name", ""): links.get(sheet.get(_RELATION), "")
        for sheet in book.iter(f"{_MAIN}sheet")
    }


def _xml(archive: ZipFile, part: str) -> Any:
    return fromstring(_raw(archive, part))


def _raw(archive: ZipFile, part: str) -> bytes:
    """One part, b"" where it is not there."""
    return archive.read(part) if part in archive.namelist() else b""


def _merged(raw: bytes) -> tuple[Merged, ...]:
    found = []
    for reference in _MERGE.findall(raw):
        left, top, right, bottom = range_boundaries(reference.decode())
        if left and top and right and bottom:  # always, by the form of the reference
            found.append(Merged(top, left, bottom, right))
    return tuple(found)


def _rows(data: bytes, sheet: Any, raw: bytes) -> Iterator[Row]:
    """The sheet's rows. A workbook keeps formulas beside the values last seen; one that was never
    opened has no values, so it is read a second time to tell such a cell from an empty one."""
    if not _FORMULA.search(raw):
        for number, row in _cells(sheet):
            yield number, [_value(cell) for cell in row]
        return
    formulas = load_workbook(BytesIO(data), read_only=True)[sheet.title]
    for (number, row), (_, written) in zip(_cells(sheet), _cells(formulas), strict=True):
        yield number, [_seen(cell, behind) for cell, behind in zip(row, written, strict=True)]


def _seen(cell: Any, behind: Any) -> Cell:
    """behind: the same cell with its formula."""
    return _NO_VALUE if cell.value is None and behind.data_type == "f" else _value(cell)


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows that hold cells. A sheet may leave out a million rows; openpyxl gives one and the
    same empty row for all of them."""
    sheet.reset_dimensions()  # some programs write wrong ones
    before = None
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS), 1):
        if row is not before and any(cell is not EMPTY_CELL for cell in row):
            yield number, row
        before = row


def _value(cell: Any) -> Cell:
    value: Cell = cell.value
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if type(value) is int and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))  # shown with its leading zeros
    return value
