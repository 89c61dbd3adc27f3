"""What the shipped scenarios leave out is nothing; what others do is told."""

from pathlib import Path

import pytest

from dialog.machines import machines
from dialog.scenario import KNOWLEDGE, RULES, Scenario, parse, read_folder
from dialog.scenario_answers import WrittenAnswers, read
from dialog.scenario_coverage import Coverage, measure, rules
from dialog.scenario_kinds import build

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"


def covered(*scenarios: Scenario) -> Coverage:
    answers = WrittenAnswers({})
    return measure(scenarios, lambda one: build(one, answers), machines())


@pytest.fixture(scope="module")
def shipped() -> Coverage:
    answers = read(FOLDER / KNOWLEDGE)
    return measure(read_folder(FOLDER), lambda one: build(one, answers), machines())


def test_no_state_and_event_is_never_tried(shipped: Coverage) -> None:
    left_out = [(one.machine, *pair) for one in shipped.machines for pair in one.missing]
    assert left_out == []
    assert all(one.idle == () for one in shipped.machines)


def test_every_rule_is_tried_on_both_paths(shipped: Coverage) -> None:
    assert [rule for rule, paths in shipped.rules.items() if not all(paths.values())] == []
    assert shipped.complete
    assert shipped.scenarios >= 150


def test_what_is_left_out_is_listed_in_the_order_of_the_table() -> None:
    text = "- {name: n, rule: people, turns: [{queued: {place: 2}}, {stray: promised}]}"
    report = covered(*parse(text, "waiting_x.yaml"))
    (waiting,) = (one for one in report.machines if one.machine == "waiting")
    assert waiting.pairs - len(waiting.missing) == 2
    assert ("joining", "Queued") not in waiting.missing
    assert waiting.missing[0] == ("joining", "Heard")
    assert "promised" in waiting.idle
    assert "place" not in waiting.idle
    assert not report.complete
    assert report.scenarios == 1


def test_a_fault_is_reported() -> None:
    (fault,) = covered(
        *parse("- {name: n, turns: [{silent: true, state: x}]}", "waiting_x.yaml")
    ).faults
    assert "want x, is joining" in fault


def test_rules_are_counted_by_path() -> None:
    text = "- {name: %s, rule: care, path: %s, turns: [{key: 1}]}\n"
    scenarios = parse(
        "".join(text % pair for pair in (("a", "ok"), ("b", "failure"), ("c", "ok"))), "x.yaml"
    )
    counted = rules(scenarios)
    assert counted["care"] == {"ok": 2, "failure": 1}
    assert counted.keys() == RULES.keys()
    assert counted["people"] == {"ok": 0, "failure": 0}
