"""One cell: from what a file gives to what an entry holds, and back without loss. [P]"""

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.errors import CellUnreadable
from knowledge.exchange.columns import Column


@dataclass(frozen=True)
class Broken:
    """A cell whose value nobody can know. found, remedy: in Chinese, for the clerk. shown: what
    stands in its place in a copy of the row, so that the copy is refused as well until mended."""

    found: str
    remedy: str
    shown: str = ""


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken | None

EXCEL_DAY_ZERO = date(1899, 12, 30)
"""Excel counts days from here; its 29 February 1900, which never was, lies before all we read."""

_FIRST_SERIAL = (date(1990, 1, 1) - EXCEL_DAY_ZERO).days
_LAST_SERIAL = (date(2200, 1, 1) - EXCEL_DAY_ZERO).days

_EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"}

_OPEN_ENDED = {"长期", "永久", "长期有效", "永久有效", "无", "无期限", "不限", "-", "—", "——", "/"}
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[T\s]*(?:00:00|0:00|23:59)(?::00|:59)?(?:\.0+)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_WHOLE_DAY = {time(0, 0), time(23, 59), time(23, 59, 59)}


def of_sheet(value: Cell) -> Cell:
    """A cell of a sheet; Broken where a formula left its error behind."""
    if isinstance(value, str) and (error := value.strip()) in _EXCEL_ERRORS:
        return Broken(f"公式出错：{error}", "改成要填的内容，不要用公式", error)
    return value


_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters but tab and newline, halves of characters, and what XML refuses."""


def clean(text: str) -> str:
    """Without what cannot be seen and no file format keeps: every kind of line break becomes
    one newline, control characters and halves of characters go. Tabs stay."""
    return _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text)).strip()


def _shown(value: object) -> str:
    """A value as a message names it: short, whatever it is."""
    text = str(value) if isinstance(value, str | int | float | date) else type(value).__name__
    return text if len(text) <= 30 else f"{text[:30]}…"


def text_of(value: object) -> str:
    """ "" for an empty cell. Raises CellUnreadable."""
    match value:
        case None:
            return ""
        case Broken():
            raise CellUnreadable("unreadable", value.found, value.remedy)
        case str():
            return clean(value)
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float() if math.isfinite(value):
            return repr(value)
        case date() | time() | timedelta():
            raise CellUnreadable(
                "unreadable",
                f"Excel 把内容变成了日期或时间：{_shown(value)}",
                "把这一格的格式设为“文本”，再重新填写",
            )
    raise CellUnreadable("unreadable", f"不是文字：{_shown(value)}", "改成文字，数字加引号")


def texts_of(value: object, column: Column) -> tuple[str, ...]:
    """The items of a list.

    value: a list is one of a document, an item each. A tuple holds the cells of several columns
    (相似问1, 相似问2). In one cell each line is an item; where there is one line only, the column's
    separators part them; a JSON list (`["…", "…"]`) holds texts with separators of their own.

    Raises CellUnreadable.
    """
    if isinstance(value, list):
        return tuple(item for each in value if (item := text_of(each)))
    if isinstance(value, tuple):
        return tuple(item for cell in value for item in texts_of(cell, column))
    text = text_of(value)
    if (items := _json_list(text)) is not None:
        return items
    parts = text.split("\n") if "\n" in text else re.split(f"[{column.separators}]", text)
    return tuple(part.strip() for part in parts if part.strip())


def texts_to_cell(items: Sequence[str], column: Column) -> str:
    """`texts_of(texts_to_cell(items, column), column) == items` for cleaned items."""
    text = "\n".join(items)
    if texts_of(text, column) == tuple(items):
        return text
    return json.dumps(list(items), ensure_ascii=False)


def _json_list(text: str) -> tuple[str, ...] | None:
    if not text.startswith("["):
        return None
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return tuple(item for item in map(clean, items) if item)


def day_of(value: object) -> date | None:
    """A day in any form that Excel or a clerk gives; None for an empty cell or 长期.

    Raises CellUnreadable, also where a time of day stands with it.
    """
    if isinstance(value, datetime):
        if value.time().replace(microsecond=0) in _WHOLE_DAY:
            return value.date()
        raise _no_day(value)
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value)
    text = unicodedata.normalize("NFKC", text_of(value))
    if not text or text in _OPEN_ENDED:
        return None
    if _SERIAL.fullmatch(text):
        return _day_of_number(float(text))
    if (found := _DAY.fullmatch(text)) is None:
        raise _no_day(value)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_day(value) from None


def _day_of_number(number: float) -> date:
    if number in range(_FIRST_SERIAL, _LAST_SERIAL):
        return EXCEL_DAY_ZERO + timedelta(days=int(number))
    if number in range(1990_01_01, 2200_00_00):
        return date_from_digits(int(number))
    raise _no_day(number)


def date_from_digits(number: int) -> date:
    """20261231 → 31 December 2026. Raises CellUnreadable."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        raise _no_day(number) from None


def _no_day(value: object) -> CellUnreadable:
    return CellUnreadable("bad_date", f"读不出日期：{_shown(value)}", "写成 2026-12-31 这样的日期")


def choice_of(value: object, column: Column) -> str:
    """The field's value, "" for an empty cell. Raises CellUnreadable."""
    text = text_of(value)
    choices = column.choices or {}
    if not text:
        return ""
    if text.lower() in choices:
        return choices[text.lower()]
    allowed = "或".join(first_words(choices).values())
    raise CellUnreadable("bad_choice", f"不认识“{_shown(text)}”", f"填{allowed}")


def choice_to_cell(value: str, column: Column) -> str:
    return first_words(column.choices or {})[value]


def first_words(choices: Mapping[str, str]) -> dict[str, str]:
    """value → the word written first for it."""
    words: dict[str, str] = {}
    for word, value in choices.items():
        words.setdefault(value, word)
    return words
