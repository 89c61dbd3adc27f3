"""Whole conversations in text: tests/scenarios/*.yaml, in the format of `dialog.scenario`.

All are tried once, with the tables of the machines watched. To see one file's faults while working
on it: `hotline scenarios run tests/scenarios`.
"""

from pathlib import Path

import pytest

from dialog.machines import machines
from dialog.scenario import KNOWLEDGE, WAYS, read_folder
from dialog.scenario_answers import read
from dialog.scenario_coverage import Coverage, measure
from dialog.scenario_kinds import build

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name not in (WAYS, KNOWLEDGE))


@pytest.fixture(scope="module")
def shipped() -> Coverage:
    answers = read(FOLDER / KNOWLEDGE)
    return measure(read_folder(FOLDER), lambda one: build(one, answers), machines())


@pytest.mark.parametrize("file", FILES)
def test_all_scenarios_of_a_file_pass(file: str, shipped: Coverage) -> None:
    assert [fault for fault in shipped.faults if fault.startswith(f"{file}:")] == []


def test_there_are_enough(shipped: Coverage) -> None:
    assert shipped.scenarios >= 150
    assert sum(sum(paths.values()) for paths in shipped.rules.values()) >= 150


def test_no_state_and_event_is_never_tried(shipped: Coverage) -> None:
    left_out = [(one.machine, *pair) for one in shipped.machines for pair in one.missing]
    assert left_out == []
    assert all(one.idle == () for one in shipped.machines)


def test_every_rule_is_tried_on_both_paths(shipped: Coverage) -> None:
    assert [rule for rule, paths in shipped.rules.items() if not all(paths.values())] == []
    assert shipped.complete
