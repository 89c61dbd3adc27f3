"""What the matcher found."""

import pytest

from dialog.answers import decision, is_another, plausible
from dialog.events import Decision
from knowledge.matcher import Match
from tests.dialog.conftest import FakeMatcher

PASSPORT = FakeMatcher().match("护照怎么办理")


def test_a_decision_has_the_entry_its_score_and_the_candidates() -> None:
    assert decision(PASSPORT) == Decision("answer", "passport", 0.95, (("passport", 0.95),))
    unknown = decision(Match("unknown", reason="weak"))
    assert (unknown.kind, unknown.detail) == ("no_match", "weak")


@pytest.mark.parametrize(
    ("scores", "both"),
    [((0.5, 0.4), True), ((0.5, 0.2), True), ((0.4, 0.2), False), ((0.9, 0.5, 0.1), True)],
)
def test_a_choice_is_between_two_that_may_be_meant_or_with_one_that_well_may(
    scores: tuple[float, ...], both: bool
) -> None:
    candidates = tuple((f"entry-{at}", score) for at, score in enumerate(scores))
    assert plausible(Match("clarify", candidates=candidates)) is both


def test_another_entry_answers() -> None:
    assert PASSPORT.entry is not None
    assert is_another(PASSPORT, than=())
    assert not is_another(PASSPORT, than=(PASSPORT.entry,))
    assert not is_another(Match("unknown"), than=())
