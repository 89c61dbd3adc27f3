"""From one row of a file to an entry, or to the reasons why not. [P]"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.entries import Entry
from knowledge.errors import CellUnreadable, EntryInvalid
from knowledge.exchange.cells import Cell, choice_of, day_of, text_of, texts_of
from knowledge.exchange.columns import BY_NAME, COLUMNS, Column
from knowledge.exchange.ids import id_for
from knowledge.exchange.rules import Fault, fault, faults_of
from knowledge.exchange.trees import tree_of
from knowledge.follow_up import plain as plain_tree
from knowledge.plain import restore


@dataclass(frozen=True)
class Record:
    """One row below the headings, or one entry of a document.

    number: as the clerk sees it, in a sheet the row's number. values: field → what the file gives
    for it; a field that the file has no column for is not there. cells: the whole row as it
    stands, so that it can be given back.
    """

    number: int
    values: Mapping[str, object]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Accepted:
    """A row that holds an entry. named: the row gives its id, so that it may change the entry
    that has it."""

    number: int
    entry: Entry
    named: bool


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken. cells: as they stood."""

    number: int
    faults: tuple[Fault, ...]
    cells: tuple[Cell, ...]

    @property
    def reason(self) -> str:
        return "\n".join(str(each) for each in self.faults)


_READERS: dict[str, Callable[[object, Column], Any]] = {
    "text": lambda value, _: text_of(value),
    "list": texts_of,
    "day": lambda value, _: day_of(value),
    "choice": choice_of,
    "tree": lambda value, _: tree_of(value),
}


def read_row(record: Record, existing: Mapping[str, Entry]) -> Accepted | Rejected:
    """Judge one row by itself.

    existing: present entries by id. Where the row names one of them, fields without a column in
    the file stay as they are; so a file of ids and answers changes nothing but answers.
    """
    fields, faults = _fields(record, existing)
    named = bool(fields["id"])
    if not named:
        fields["id"] = id_for(fields["question"])
    unread = {each.column for each in faults}
    faults += [each for each in faults_of(fields) if each.column not in unread]
    if not faults:
        try:
            return Accepted(record.number, _entry(fields), named)
        except EntryInvalid as error:
            # A rule that `rules` does not know in Chinese: better said in English than not kept.
            faults.append(Fault("整行", "invalid", str(error), "照提示改正"))
    return Rejected(record.number, tuple(faults), record.cells)


def _fields(record: Record, existing: Mapping[str, Entry]) -> tuple[dict[str, Any], list[Fault]]:
    fields: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in COLUMNS:
        try:
            fields[column.name] = _READERS[column.holds](record.values.get(column.name), column)
        except CellUnreadable as error:
            fields[column.name] = _READERS[column.holds](None, column)
            faults.append(fault(column.name, error.rule, error.found, error.remedy))
    if (present := existing.get(fields["id"])) is not None:
        absent = [name for name in BY_NAME if name not in record.values]
        fields |= {name: getattr(present, name) for name in absent}
    return fields, faults


def _entry(fields: Mapping[str, Any]) -> Entry:
    """Raises EntryInvalid."""
    plain = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if value not in ("", (), None)
    }
    if (tree := fields["follow_up"]) is not None:
        plain["follow_up"] = plain_tree(tree)
    return restore(plain)
