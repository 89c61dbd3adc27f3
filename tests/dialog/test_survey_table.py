"""The tables of the survey fit together, and their prompts are there."""

from dialog.prompts import catalogue
from dialog.survey_table import KINDS, NOT_UNDERSTOOD, STATES, TRANSITIONS


def test_every_pair_is_named() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}


def test_second_questions_can_be_said() -> None:
    assert {prompt for prompts in NOT_UNDERSTOOD.values() for prompt in prompts} <= set(catalogue())
    assert set(NOT_UNDERSTOOD) <= set(STATES)
