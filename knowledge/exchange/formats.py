"""The four formats by their names, and whole files in and out."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from knowledge.entries import Entry
from knowledge.errors import ExchangeError, FileTooBig, FileUnreadable
from knowledge.exchange.cells import Cell
from knowledge.exchange.columns import REASON
from knowledge.exchange.csv import read_csv, write_csv
from knowledge.exchange.documents import read_json, read_yaml, write_json, write_yaml
from knowledge.exchange.rows import Rejected
from knowledge.exchange.sheets import Source
from knowledge.exchange.tables import HEADINGS, cells_of
from knowledge.exchange.xlsx import read_xlsx
from knowledge.exchange.xlsx_writer import write_xlsx

MOST_BYTES = 100 * 1024 * 1024
"""Of a file; 100,000 entries are about 47 MiB as xlsx."""

Rows = Sequence[Sequence[Cell]]

READERS: dict[str, Callable[[bytes], Source]] = {
    "xlsx": read_xlsx,
    "csv": read_csv,
    "yaml": read_yaml,
    "json": read_json,
}
_TABLES: dict[str, Callable[[Sequence[str], Rows], bytes]] = {"xlsx": write_xlsx, "csv": write_csv}
_DOCUMENTS: dict[str, Callable[[Sequence[Entry]], bytes]] = {"yaml": write_yaml, "json": write_json}
_OTHER_ENDINGS = {"yml": "yaml", "xlsm": "xlsx", "txt": "csv", "tsv": "csv"}


def format_of(name: str) -> str:
    """By the ending of a file's name. Raises FileUnreadable."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    ending = _OTHER_ENDINGS.get(ending, ending)
    if ending == "xls":
        return "xlsx"  # its reader knows what to say
    if ending not in READERS:
        raise FileUnreadable(f"{name}：文件名要以 {'、'.join(f'.{e}' for e in READERS)} 结尾")
    return ending


def read_file(data: bytes, name: str) -> Source:
    """name: with its ending. Raises FileUnreadable, FileTooBig; the message names the file."""
    form = format_of(name)
    try:
        if len(data) > MOST_BYTES:
            raise FileTooBig(f"超过 {MOST_BYTES // 2**20} MB：分成几个文件导入")
        if not data.strip():
            raise FileUnreadable("文件是空的")
        return READERS[form](data)
    except ExchangeError as error:
        raise type(error)(f"{name}：{error}") from None


def write_entries(entries: Sequence[Entry], form: str) -> bytes:
    """form: a name of READERS. Raises NotWritable."""
    if form in _TABLES:
        return _TABLES[form](HEADINGS, [cells_of(entry) for entry in entries])
    return _DOCUMENTS[form](entries)


def write_rejected(headings: Sequence[str], rejected: Sequence[Rejected], form: str) -> bytes:
    """Rejected rows as they stood, and why in a last column; once mended, the file can be imported
    as it is. form: xlsx or csv. Raises FileUnreadable for another, NotWritable."""
    keep = [place for place, heading in enumerate(headings) if heading != REASON]
    rows = [
        (*(row.cells[p] if p < len(row.cells) else None for p in keep), row.reason)
        for row in rejected
    ]
    return write_table([*(headings[place] for place in keep), REASON], rows, form)


def write_table(headings: Sequence[str], rows: Rows, form: str) -> bytes:
    """form: xlsx or csv. Raises FileUnreadable for another, NotWritable."""
    if form not in _TABLES:
        raise FileUnreadable(
            f"表格只能写成 {'、'.join(f'.{name}' for name in _TABLES)}，不能写成 .{form}"
        )
    return _TABLES[form](headings, rows)
