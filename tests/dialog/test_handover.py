"""What a person is told."""

import pytest

from dialog.areas.places import Place
from dialog.draft import Draft
from dialog.handover import REASONS, handoff, slots, summary
from dialog.profile import Profile

DRAFT = Draft("13800138000", "路灯坏了", Place(detail="松牌路"), words=("路灯坏了",))


@pytest.mark.parametrize("reason", REASONS)
def test_one_line_with_reason_matter_and_place(reason: str) -> None:
    line = summary(DRAFT, reason)
    assert line == f"{REASONS[reason]}；路灯坏了；松牌路"
    assert "\n" not in line


def test_only_danger_goes_to_the_emergency_desk() -> None:
    profile = Profile(queue="desk", emergency_queue="red")
    assert handoff(profile, "emergency", DRAFT).queue == "red"
    assert handoff(profile, "asked", DRAFT).queue == "desk"


def test_slots_hold_what_was_learnt() -> None:
    assert dict(slots(DRAFT)) == {"matter": "路灯坏了", "place": "松牌路"}
    assert dict(slots(DRAFT, "123"))["ticket"] == "123"


def test_words_that_became_no_matter_are_passed_on() -> None:
    assert dict(slots(Draft(words=("量子力学", "相对论")))) == {"words": "量子力学。相对论"}


def test_nothing_learnt_gives_no_slots() -> None:
    assert slots(Draft()) == ()
