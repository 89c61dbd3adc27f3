"""What scenarios leave out is told; that the shipped ones leave out nothing: test_scenarios."""

from dialog.machines import machines
from dialog.scenario import RULES, Scenario, parse
from dialog.scenario_answers import WrittenAnswers
from dialog.scenario_coverage import Coverage, measure, rules
from dialog.scenario_kinds import build


def covered(*scenarios: Scenario) -> Coverage:
    answers = WrittenAnswers({})
    return measure(scenarios, lambda one: build(one, answers), machines())


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
