"""The tables of the survey fit together, and their prompts and phrases are there."""

from dialog.grammar.phrases import tables
from dialog.prompts import catalogue
from dialog.survey_table import ASIDES, KINDS, NOT_UNDERSTOOD, STATES, TRANSITIONS


def test_every_pair_is_named() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}


def test_asides_and_second_questions_can_be_heard_and_said() -> None:
    assert {table for table, _ in ASIDES} <= set(tables())
    assert {prompt for _, prompt in ASIDES} <= set(catalogue())
    assert {prompt for prompts in NOT_UNDERSTOOD.values() for prompt in prompts} <= set(catalogue())
    assert set(NOT_UNDERSTOOD) <= set(STATES)
