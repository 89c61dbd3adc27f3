"""A sheet of cells: where its headings stand, and its rows as records. [P]"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.errors import FileTooBig, FileUnreadable
from knowledge.exchange.cells import Broken, Cell, of_sheet
from knowledge.exchange.columns import BY_NAME, REASON, are_headings, fields_of, repeated
from knowledge.exchange.rows import Record

HEADINGS_WITHIN = 10
"""Rows from the top among which the headings are looked for: titles and remarks stand above."""

MOST_ROWS = 200_000
"""Far more than a city's knowledge; beyond it the file is something else."""

Row = tuple[int, Sequence[Cell]]
"""Its number in the sheet, from 1, and its cells from the first column on."""


@dataclass(frozen=True)
class Merged:
    """A range of merged cells, from 1, both ends included; its value is its first cell's."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Source:
    """What was read of a file. headings: of `Record.cells`. notes: in Chinese, what the clerk
    should know about the file as a whole."""

    records: tuple[Record, ...]
    headings: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_sheet(rows: Iterable[Row], merged: Sequence[Merged] = ()) -> Source | None:
    """The records below the headings; None where no row is one of headings.

    Empty rows are skipped. Raises FileUnreadable where a heading stands twice, FileTooBig beyond
    MOST_ROWS.
    """
    below = iter(rows)
    above = next(
        (cells for _, cells in islice(below, HEADINGS_WITHIN) if are_headings(cells)), None
    )
    if above is None:
        return None
    fields = fields_of(above)
    if twice := repeated(fields):
        raise FileUnreadable(f"有两列都是“{'、'.join(twice)}”：删去或改名一列，再导入")
    headings = _headings(above)
    fields = fields[: len(headings)]
    records: list[Record] = []
    nameless = False
    for number, cells in _filled(below, fields, merged):
        nameless |= any(_holds(cell) for cell in cells[len(headings) :])
        own = tuple(of_sheet(cell) for cell in cells[: len(headings)])
        if not any(_holds(cell) for cell in own):
            continue
        if len(records) == MOST_ROWS:
            raise FileTooBig(f"超过 {MOST_ROWS} 行：分成几个文件导入")
        records.append(Record(number, _values(fields, own), own))
    return Source(tuple(records), headings, tuple(_notes(headings, fields, nameless)))


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """As written, up to the last one."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _holds(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _values(fields: Sequence[str | None], cells: Sequence[Cell]) -> dict[str, object]:
    values: dict[str, object] = {}
    for place, name in enumerate(fields):
        if name is None:
            continue
        cell = cells[place] if place < len(cells) else None
        if BY_NAME[name].holds == "list":
            before = values.get(name, ())
            assert isinstance(before, tuple)
            values[name] = (*before, cell)
        else:
            values[name] = cell
    return values


_IN_MERGED = Broken("在合并的单元格里", "在 Excel 里取消合并单元格，逐行填写")


def _filled(
    rows: Iterable[Row], fields: Sequence[str | None], merged: Sequence[Merged]
) -> Iterator[tuple[int, list[Cell]]]:
    """Rows whose merged cells hold what is meant: the range's value where the column is one that
    many entries share, else something that nobody can know."""
    starting: dict[int, list[Merged]] = {}
    for area in merged:
        if area.bottom > area.top:
            starting.setdefault(area.top, []).append(area)
    active: list[tuple[Merged, Cell]] = []
    for number, given in rows:
        cells = list(given)
        active = [(area, value) for area, value in active if area.bottom >= number]
        for area, value in active:
            for place in range(area.left - 1, min(area.right, len(fields))):
                name = fields[place]
                if name is not None:
                    cells += [None] * (place + 1 - len(cells))
                    cells[place] = value if BY_NAME[name].shared else _IN_MERGED
        for area in starting.get(number, ()):
            first = cells[area.left - 1] if area.left <= len(cells) else None
            active.append((area, first))
        yield number, cells


def _notes(headings: Sequence[str], fields: Sequence[str | None], nameless: bool) -> Iterator[str]:
    unknown = [
        heading
        for heading, field in zip(headings, fields, strict=True)
        if field is None and heading and heading != REASON
    ]
    if unknown:
        yield f"这些列不属于知识条目，没有导入：{'、'.join(unknown)}"
    if nameless or "" in headings:
        yield "有的列没有标题，没有导入"
