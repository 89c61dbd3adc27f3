"""Whole conversations in text: tests/scenarios/*.yaml, in the format of `dialog.scenario`."""

from pathlib import Path

import pytest

from dialog.scenario import KNOWLEDGE, Scenario, read_folder, run
from dialog.scenario_answers import WrittenAnswers, read
from dialog.scenario_kinds import build

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
SCENARIOS = read_folder(FOLDER)


@pytest.fixture(scope="module")
def answers() -> WrittenAnswers:
    return read(FOLDER / KNOWLEDGE)


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=f"{Path(one.file).stem}: {one.name}") for one in SCENARIOS]
)
def test_scenario(scenario: Scenario, answers: WrittenAnswers) -> None:
    assert run(scenario, build(scenario, answers)) == ()


def test_there_are_enough() -> None:
    assert len(SCENARIOS) >= 40
