"""What a set of scenarios tries, and what it leaves out. [P]"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dialog.events import Conversation
from dialog.machines import Machine, Pair, watched
from dialog.scenario import RULES, Scenario, run


@dataclass(frozen=True)
class Tried:
    """Of one machine. pairs: how many its table has. missing: pairs that no scenario tried, in the
    order of the table. idle: handlers that none of them ran."""

    machine: str
    pairs: int
    missing: tuple[Pair, ...]
    idle: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """machines: in the order given. rules: how many scenarios there are for each, by path.
    faults: of scenarios that do not pass. scenarios: how many were tried."""

    machines: tuple[Tried, ...]
    rules: Mapping[str, Mapping[str, int]]
    faults: tuple[str, ...]
    scenarios: int

    @property
    def complete(self) -> bool:
        """Every pair was tried, every rule on both paths, and all as it should be."""
        tried = all(not one.missing for one in self.machines)
        return (
            tried and not self.faults and all(all(paths.values()) for paths in self.rules.values())
        )


def measure(
    scenarios: Sequence[Scenario],
    build: Callable[[Scenario], Conversation],
    machines: Sequence[Machine],
) -> Coverage:
    """Try all scenarios and watch the tables."""
    faults: list[str] = []
    with watched(machines) as seen:
        for scenario in scenarios:
            faults += run(scenario, build(scenario))
    tried = tuple(_tried(machine, seen[machine.name]) for machine in machines)
    return Coverage(tried, rules(scenarios), tuple(faults), len(scenarios))


def _tried(machine: Machine, seen: set[Pair]) -> Tried:
    missing = tuple(pair for pair in machine.table if pair not in seen)
    ran = {machine.table[pair] for pair in seen if pair in machine.table}
    idle = tuple(sorted(set(machine.table.values()) - ran))
    return Tried(machine.name, len(machine.table), missing, idle)


def rules(scenarios: Sequence[Scenario]) -> Mapping[str, Mapping[str, int]]:
    """How many scenarios there are for each rule, by path."""
    counted = Counter((one.rule, one.path) for one in scenarios)
    return {rule: {path: counted[rule, path] for path in ("ok", "failure")} for rule in RULES}
