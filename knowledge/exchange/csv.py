"""Comma-separated files in and out: what Excel, WPS and databases write, in the encodings they use.

A text that a spreadsheet would run as a formula (`=1+1`, `-2`, `@x`) is written with an apostrophe
before it, which is taken away again when it is read.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from io import StringIO
from itertools import islice

from knowledge.errors import FileUnreadable
from knowledge.exchange.cells import Broken, Cell, clean
from knowledge.exchange.columns import are_headings
from knowledge.exchange.sheets import HEADINGS_WITHIN, Row, Source, read_sheet

_SEPARATORS = (",", ";", "\t", "；", "，")
_LIVE = "=+\\-@＝＋－＠"
_TO_GUARD = re.compile(rf"'*[{_LIVE}]")
_GUARDED = re.compile(rf"'+[{_LIVE}]")
_HINT = "用 Excel 打开，另存为 .xlsx 再导入"

# Longer than any text of an entry; beyond it a quotation mark was never closed.
_LONGEST = 1024 * 1024


def read_csv(data: bytes) -> Source:
    """Raises FileUnreadable, FileTooBig."""
    text = _decoded(data)
    separator = _separator(text)
    if separator is not None and (source := read_sheet(_rows(text, separator))) is not None:
        return source
    raise FileUnreadable(
        "前 10 行里没有找到表头：表头行要有“标准问题、相似问、口播答案”等列名，"
        "可用 hotline kb export 模板.csv --template 生成模板"
    )


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark at its beginning, by which Excel knows it."""
    written = StringIO(newline="")
    table = csv.writer(written)
    table.writerow(headings)
    table.writerows([_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Broken():
            return cell.shown
        case date():
            return cell.isoformat()
        case str():
            text = clean(cell)
            return f"'{text}" if _TO_GUARD.match(text) else text
    return str(cell)


def _decoded(data: bytes) -> str:
    """UTF-8 and UTF-16 by their marks, else UTF-8 where it fits, else what Chinese Windows
    writes."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileUnreadable(f"这不是文本文件，或文字编码认不出来：{_HINT}")


def _separator(text: str) -> str | None:
    """The one with which a row of headings is found; None where there is none."""
    for separator in _SEPARATORS:
        with suppress(FileUnreadable):  # under a wrong one, quotation marks stand anywhere
            above = islice(_rows(text, separator), HEADINGS_WITHIN)
            if any(are_headings(cells) for _, cells in above):
                return separator
    return None


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Raises FileUnreadable for quotation marks that do not fit: a row would swallow others."""
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [_bare(cell) for cell in cells]
    except csv.Error as error:
        raise FileUnreadable(
            f"第 {number + 1} 行的双引号不成对，或内容过长（{error}）：{_HINT}"
        ) from None


def _bare(cell: str) -> str | None:
    """Without the apostrophe of a guarded text; None for an empty cell."""
    text = cell.strip()
    return text[1:] if _GUARDED.match(text) else text or None
