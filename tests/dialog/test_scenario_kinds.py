"""Each kind of scenario is built, with its settings."""

import pytest

from dialog.errors import ScenarioInvalid
from dialog.events import Connected, Queued, Say
from dialog.machines import machines
from dialog.scenario import parse
from dialog.scenario_answers import WrittenAnswers
from dialog.scenario_kinds import KINDS, build
from dialog.scenario_terms import MACHINES

ANSWERS = WrittenAnswers({})


def test_every_kind_has_the_machine_that_says_which_events_come_to_it() -> None:
    assert {MACHINES.get(kind, kind) for kind in KINDS} <= {own.name for own in machines()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_built_and_takes_the_opening(kind: str) -> None:
    (scenario,) = parse("- {name: n, turns: [{key: 1}]}", f"{kind}_x.yaml")
    conversation = build(scenario, ANSWERS)
    conversation.receive(Connected("13800138000"), 0.0)
    assert conversation.state != "new"


def test_settings_reach_the_conversation() -> None:
    text = "- {name: n, with: {offer_from_s: 30.0}, turns: [{key: 1}]}"
    conversation = build(parse(text, "waiting_x.yaml")[0], ANSWERS)
    actions = conversation.receive(Queued(2, 60.0, True), 0.0)
    assert [action.prompt for action in actions if isinstance(action, Say)] == [
        "queue_place",
        "queue_offer",
    ]


@pytest.mark.parametrize(
    ("file", "more", "fault"),
    [
        ("other_x.yaml", "with: {}", "begins with one of hotline"),
        ("hotline_x.yaml", "with: {colour: red}", "'n': with: .*colour"),
    ],
)
def test_an_unknown_kind_or_setting(file: str, more: str, fault: str) -> None:
    (scenario,) = parse(f"- {{name: n, {more}, turns: [{{key: 1}}]}}", file)
    with pytest.raises(ScenarioInvalid, match=fault):
        build(scenario, ANSWERS)
