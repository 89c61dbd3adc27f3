"""Answers that nobody wrote the rules for, slot by slot."""

from datetime import date
from pathlib import Path

import pytest

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.events import Decision, Heard
from dialog.grammar.utterance import utterance
from dialog.intake import Intake
from dialog.profile import Profile

AREAS = area_table("500000")
MATTERS = {
    "when": "渝北区松牌路有人打架",
    "wants": "昨天渝北区松牌路派出所窗口的人骂我",
    "contact": "昨天晚上渝北区松牌路路灯坏了",
    "read_back": "昨天晚上渝北区松牌路路灯坏了",
}
TODAY = date(2026, 11, 22)
MOST_WRONG = 4
"""Of all lines: what the rules cannot tell, at most."""


def lines() -> list[tuple[str, str, str]]:
    text = (Path(__file__).parent / "intake_heldout.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(asked, said, meant) for asked, said, meant in rows]


def asked_for(state: str) -> Intake:
    draft = Draft("13800138000", today=TODAY).about(utterance(MATTERS[state]), AREAS)
    machine = Intake(draft, AREAS, Profile(today=TODAY))
    machine.start()
    if state == "read_back":
        machine.receive(Heard("可以"))
    return machine


def understood(state: str, said: str, meant: str) -> bool:
    machine = asked_for(state)
    assert machine.state == state
    actions = machine.receive(Heard(said))
    name, value = meant.split("=")
    if name == "state":
        return machine.state == value
    if name == "aside":
        return Decision("aside", value) in actions
    return value in dict(machine.draft.slots).get(name, "")


def test_answers_are_understood() -> None:
    wrong = [line for line in lines() if not understood(*line)]
    assert len(wrong) <= MOST_WRONG, wrong


@pytest.mark.parametrize("state", MATTERS)
def test_every_slot_has_some(state: str) -> None:
    assert sum(asked == state for asked, _, _ in lines()) >= 15
