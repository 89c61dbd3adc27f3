"""YAML and JSON in and out: documents in the shape of `knowledge.entries`, any number in one file.

    - field: 公积金
      unit: 住房公积金管理中心
      entries: [...]

One such mapping, as in knowledge/data, or a plain list of entries that name their field themselves,
are read as well.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from knowledge.entries import Entry
from knowledge.errors import FileTooBig, FileUnreadable
from knowledge.exchange.cells import Broken, Cell
from knowledge.exchange.columns import BY_NAME, COLUMNS
from knowledge.exchange.rows import Record
from knowledge.exchange.sheets import MOST_ROWS, Source
from knowledge.exchange.tables import HEADINGS
from knowledge.plain import plain

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDE = 10_000

_SHAPE = "应是条目的列表，或带 field、unit、entries 的文档（可用 hotline kb export 生成样例）"


def documents(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries in runs of one field; the unit stands at the top where all of a run share it."""
    return [_document(field, list(run)) for field, run in groupby(entries, lambda e: e.field)]


def _document(field: str, entries: Sequence[Entry]) -> dict[str, Any]:
    units = {entry.unit for entry in entries}
    top = {"field": field, **({"unit": units.pop()} if len(units) == 1 else {})}
    rows = [plain(entry) for entry in entries]
    return {
        **top,
        "entries": [{n: v for n, v in row.items() if n not in top} for row in rows],
    }


def to_yaml(document: object) -> str:
    """Texts in full lines and in the order given."""
    text: str = yaml.dump(
        document, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=_WIDE
    )
    return text


def write_yaml(entries: Sequence[Entry]) -> bytes:
    return to_yaml(documents(entries)).encode("utf-8")


def write_json(entries: Sequence[Entry]) -> bytes:
    text = json.dumps(documents(entries), ensure_ascii=False, indent=2, default=str)
    return f"{text}\n".encode()


def read_yaml(data: bytes) -> Source:
    """Raises FileUnreadable."""
    try:
        text = data.decode("utf-8-sig")
        _refuse_depths(text)
        value = yaml.load(text, _LOADER)
    except UnicodeDecodeError:
        raise FileUnreadable("文件不是 UTF-8 编码：另存为 UTF-8 再导入") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FileUnreadable(f"不是正确的 YAML：{_line(error)}") from None
    return _source(value)


_DEEPEST = 50
"""Levels in a YAML file, far more than an entry has."""


def _refuse_depths(text: str) -> None:
    """Too many levels would overflow the stack of the C loader, and with it end the program."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise FileUnreadable(f"不是正确的 YAML：超过 {_DEEPEST} 层")


def read_json(data: bytes) -> Source:
    """Raises FileUnreadable."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileUnreadable("文件不是 UTF-8 编码：另存为 UTF-8 再导入") from None
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(f"不是正确的 JSON：{_line(error)}") from None
    return _source(value)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _source(value: object) -> Source:
    items: list[Any] = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, Mapping) for item in items):
        raise FileUnreadable(_SHAPE)
    unknown: set[str] = set()
    records: list[Record] = []
    for number, fields in enumerate(_entries(items), start=1):
        if number > MOST_ROWS:
            raise FileTooBig(f"超过 {MOST_ROWS} 条：分成几个文件导入")
        records.append(_record(number, fields, unknown))
    notes = [f"这些字段不属于知识条目，没有导入：{'、'.join(sorted(unknown))}"] if unknown else []
    return Source(tuple(records), HEADINGS, tuple(notes))


def _entries(items: Iterable[Mapping[Any, Any]]) -> Iterator[Mapping[Any, Any]]:
    for item in items:
        if "entries" not in item:
            yield item
            continue
        own = item["entries"]
        if not isinstance(own, list) or not all(isinstance(entry, Mapping) for entry in own):
            raise FileUnreadable(_SHAPE)
        top = {name: item[name] for name in ("field", "unit") if name in item}
        yield from ({**top, **entry} for entry in own)


_NUMBER = Broken("是数字，没有加引号", "给它加上引号，以免丢掉前面的零")
_NO_LIST = Broken("不是列表", "写成列表，一行一项，每项前加“- ”")


def _record(number: int, fields: Mapping[Any, Any], unknown: set[str]) -> Record:
    """Every field has a value: what a document leaves out is empty, not unchanged."""
    unknown |= {str(name)[:30] for name in fields if name not in BY_NAME}
    values = {c.name: _value(fields.get(c.name), c.holds) for c in COLUMNS}
    return Record(number, values, tuple(_cell(values[column.name]) for column in COLUMNS))


def _value(value: object, holds: str) -> object:
    if value is None or isinstance(value, str | date):
        return [value] if holds == "list" and value not in (None, "") else value
    if isinstance(value, list) and holds == "list":
        return [item if isinstance(item, str | None) else _NUMBER for item in value]
    if isinstance(value, Mapping) and holds == "tree":
        return value
    if isinstance(value, int | float):
        return _NUMBER
    return _NO_LIST if holds == "list" else Broken("写法不对", "改成文字")


def _cell(value: object) -> Cell:
    """What stands for it in the workbook of rejected rows."""
    if isinstance(value, str | date | Broken) or value is None:
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    if _parts(value) > _MOST_PARTS:
        return ""
    return json.dumps(value, ensure_ascii=False, default=_shown)


def _shown(value: object) -> str:
    return value.shown if isinstance(value, Broken) else str(value)[:100]


_MOST_PARTS = 2_000
"""Of one value. YAML can name a part again and again, so that a few lines stand for billions."""


def _parts(value: object) -> int:
    """How many parts a value has, counted until there are more than _MOST_PARTS."""
    waiting, count = [value], 0
    while waiting and count <= _MOST_PARTS:
        part = waiting.pop()
        count += 1
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return count
