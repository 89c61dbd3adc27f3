"""Every state machine of the conversations, and what was looked up in their tables. [P]

A machine is a module of this package that holds `TRANSITIONS`, (state, event) to handler, with its
STATES and KINDS. They are found and not listed, so that a new one cannot be forgotten.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import dialog

Pair = tuple[str, str]
"""State and kind of event."""


@dataclass(frozen=True)
class Machine:
    """name: of its module, without `_table`. modules: all that look into this table."""

    name: str
    table: Mapping[Pair, str]
    modules: tuple[ModuleType, ...]


def modules() -> tuple[ModuleType, ...]:
    """All modules of the package, by name."""
    found = walk_packages(dialog.__path__, f"{dialog.__name__}.")
    return tuple(import_module(name) for name in sorted(item.name for item in found))


def machines() -> tuple[Machine, ...]:
    """All machines, by name."""
    tables: dict[int, list[ModuleType]] = {}
    for module in modules():
        if hasattr(module, "TRANSITIONS"):
            tables.setdefault(id(module.TRANSITIONS), []).append(module)
    return tuple(
        Machine(_name(sharing), sharing[0].TRANSITIONS, tuple(sharing))
        for sharing in tables.values()
    )


def _name(sharing: Sequence[ModuleType]) -> str:
    names = [module.__name__.rpartition(".")[2] for module in sharing]
    return min(names, key=len).removesuffix("_table")


class _Noting(Mapping[Pair, str]):
    """A table that notes what is looked up in it."""

    def __init__(self, table: Mapping[Pair, str], seen: set[Pair]) -> None:
        self._table = table
        self._seen = seen

    def __getitem__(self, pair: Pair) -> str:
        self._seen.add(pair)
        return self._table[pair]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@contextmanager
def watched(these: Sequence[Machine]) -> Iterator[Mapping[str, set[Pair]]]:
    """What is looked up in the tables meanwhile, by machine. The tables are exchanged for the time:
    not for a process that holds calls."""
    seen: dict[str, set[Pair]] = {machine.name: set() for machine in these}
    noting = [(machine, _Noting(machine.table, seen[machine.name])) for machine in these]
    try:
        for machine, table in noting:
            _exchange(machine, table)
        yield seen
    finally:
        for machine in these:
            _exchange(machine, machine.table)


def _exchange(machine: Machine, table: Mapping[Pair, str]) -> None:
    for module in machine.modules:
        module.TRANSITIONS = table  # type: ignore[attr-defined]
