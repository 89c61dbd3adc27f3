"""Whole conversations in text: tests/scenarios/*.yaml.

A scenario is a list of turns. Each tells one event (say, key, silent, filed, failed, gone) and
names what must follow: `then`, the ids of the prompts in order; `state`; and fields of the
actions `handoff`, `ticket`, `verdict`, `hangup`, `sms`, of which there must be exactly one.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialog.events import (
    Action,
    Event,
    Failed,
    FileTicket,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Say,
    SendSms,
    Silence,
    TicketFiled,
    Verdict,
)

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"

EVENTS: Mapping[str, Callable[[Any], Event]] = {
    "say": Heard,
    "key": lambda digit: Keyed(str(digit)),
    "silent": lambda _: Silence(),
    "filed": lambda number: TicketFiled(str(number), "654321", "渝北区城管局", "12月14日"),
    "failed": Failed,
    "gone": lambda _: Gone(),
}

ACTIONS: Mapping[str, type] = {
    "handoff": Handoff,
    "ticket": FileTicket,
    "verdict": Verdict,
    "hangup": HangUp,
    "sms": SendSms,
}


def scenarios() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(path.stem, scenario, id=f"{path.stem}: {scenario['name']}"))
    return found


def test_there_are_enough() -> None:
    assert len(scenarios()) >= 40


@pytest.mark.parametrize(("kind", "scenario"), scenarios())
def test_scenario(kind: str, scenario: dict[str, Any], request: pytest.FixtureRequest) -> None:
    build = request.getfixturevalue("survey" if kind.startswith("survey") else "hotline")
    call = build(**scenario.get("with", {}))
    for number, turn in enumerate(scenario["turns"], start=1):
        events = [name for name in EVENTS if name in turn]
        assert len(events) == 1, f"turn {number} must tell one event"
        actions = call.tell(EVENTS[events[0]](turn[events[0]]))
        check(turn, actions, call.state, f"turn {number} {turn[events[0]]!r}")
    assert_wellformed(call.log)


def check(turn: dict[str, Any], actions: tuple[Action, ...], state: str, where: str) -> None:
    if "then" in turn:
        said = [action.prompt for action in actions if isinstance(action, Say)]
        assert said == turn["then"], where
    if "state" in turn:
        assert state == turn["state"], where
    for name, kind in ACTIONS.items():
        if name not in turn:
            continue
        found = [action for action in actions if isinstance(action, kind)]
        assert len(found) == 1, f"{where}: {name} missing"
        fields = asdict(found[0])
        for field, wanted in turn[name].items():
            got = dict(fields[field]) if field == "slots" else fields[field]
            if field == "slots":
                got = {slot: got.get(slot) for slot in wanted}
            assert got == wanted, f"{where}: {name}.{field}"


def assert_wellformed(log: list[Action]) -> None:
    """Nothing follows the end, and no piece of speech is empty."""
    ends = [index for index, action in enumerate(log) if isinstance(action, HangUp)]
    assert len(ends) <= 1
    if ends:
        assert ends[0] == len(log) - 1
    assert all(piece for action in log if isinstance(action, Say) for piece in action.pieces)
