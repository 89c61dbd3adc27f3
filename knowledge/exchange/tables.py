"""Entries as rows of cells, in the order of `columns.COLUMNS`. [P]"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from knowledge.entries import Entry
from knowledge.exchange.cells import Cell, choice_to_cell, clean, texts_to_cell
from knowledge.exchange.columns import COLUMNS, Column
from knowledge.exchange.trees import tree_to_cell

HEADINGS = tuple(column.heading for column in COLUMNS)


def _list_to_cell(items: Sequence[str], column: Column) -> str:
    return texts_to_cell([clean(item) for item in items], column)


def _day_to_cell(day: date | None, _: Column) -> date | None:
    return day


_WRITERS: dict[str, Callable[[Any, Column], Cell]] = {
    "text": lambda text, _: clean(text),
    "list": _list_to_cell,
    "day": _day_to_cell,
    "choice": choice_to_cell,
    "tree": lambda tree, _: tree_to_cell(tree) if tree else "",
}


def cells_of(entry: Entry) -> tuple[Cell, ...]:
    """One row. `rows.read_row` gives the same entry back."""
    return tuple(_WRITERS[column.holds](getattr(entry, column.name), column) for column in COLUMNS)
