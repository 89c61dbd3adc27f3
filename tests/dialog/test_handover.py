"""What a person is told."""

from dataclasses import replace

import pytest

from dialog.areas.places import Place
from dialog.draft import Draft
from dialog.events import Handoff
from dialog.handover import (
    NEEDS,
    REASONS,
    handoff,
    queue_for,
    slots,
    summary,
    unreached,
    whisper,
)
from dialog.moments import moment
from dialog.profile import Profile
from dialog.prompts import say

DRAFT = Draft("13800138000", "路灯坏了", Place(detail="松牌路"), words=("路灯坏了",))


@pytest.mark.parametrize("reason", REASONS)
def test_one_line_with_reason_matter_and_place(reason: str) -> None:
    line = summary(DRAFT, reason)
    assert line == f"{REASONS[reason]}；求助，路灯坏了；松牌路；还没问时间、联系电话"
    assert "\n" not in line


def test_the_note_says_what_is_settled_and_what_is_still_to_be_asked() -> None:
    full = replace(DRAFT, when=moment("昨天晚上就不亮了", None), contact="1", wants="尽快修好")
    assert summary(full, "asked").endswith("；希望尽快修好；都问过了，还没登记")
    assert summary(full, "asked", "2026").endswith("；已登记工单2026")
    assert summary(Draft(), "asked") == "来电人要求人工；还没有说是什么事"
    assert "要求保密" in summary(replace(DRAFT, secret=True), "asked")


@pytest.mark.parametrize(
    ("reason", "queue"),
    [("dialect", "local"), ("language", "world"), ("emergency", "red"), ("noise", "desk")],
)
def test_each_reason_has_its_seats(reason: str, queue: str) -> None:
    seats = Profile(
        queue="desk", emergency_queue="red", dialect_queue="local", foreign_queue="world"
    )
    assert queue_for(seats, reason) == queue
    assert queue_for(Profile(queue="desk"), reason) in ("desk", "emergency")


def test_every_need_has_a_reason_and_a_prompt() -> None:
    assert set(NEEDS) <= set(REASONS)
    assert all(say(prompt).text for prompt in NEEDS.values())


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


# --- the whisper ---

A_MINUTE = 280
"""Characters, spoken calmly."""


@pytest.mark.parametrize(
    "said",
    [
        "来电人情绪激动；反映路灯不亮；渝北区",
        "来电人要求人工；" + "楼下烧烤摊很吵" * 9,
        "长" * 80,
        "",
    ],
)
def test_the_agent_hears_why_within_twelve_seconds(said: str) -> None:
    for prompt in ("whisper", "whisper_return"):
        spoken = whisper(prompt, said)  # type: ignore[arg-type]
        assert len(spoken.text) / A_MINUTE * 60 <= 12
        assert all(spoken.pieces)


def test_whole_clauses_are_whispered() -> None:
    spoken = whisper("whisper", "来电人情绪激动；反映路灯不亮；渝北区" + "；很长的一段" * 9)
    assert spoken.text.startswith(
        "转接来电，来电人情绪激动，反映路灯不亮，渝北区，很长的一段，很长"
    )
    assert "段。按一" in spoken.text


def test_no_number_is_spoken_aloud() -> None:
    spoken = whisper("whisper", "来电人要求人工；我的电话是13800138000；身份证五零零一一二三四五六")
    assert not any(character in spoken.text for character in "0123456789五")


# --- nobody could be called back ---


def test_a_citizen_who_was_not_reached_gets_a_ticket_with_all_that_is_known() -> None:
    asked = Handoff("agents", "anger", summary(DRAFT, "anger"), slots(DRAFT))
    ticket = unreached(asked, "13800138000")
    assert (ticket.matter, ticket.place, ticket.contact) == ("路灯坏了", "松牌路", "13800138000")
    assert "来电人情绪激动" in ticket.content
    plain = unreached(Handoff("agents", "asked", "来电人要求人工"), "1")
    assert plain.matter
    assert plain.callback_wanted


@pytest.mark.parametrize("kept", ["matter", "words"])
def test_its_matter_is_found_as_for_any_ticket(kept: str) -> None:
    draft = DRAFT if kept == "matter" else Draft(words=("路灯坏了",))
    ticket = unreached(Handoff("agents", "asked", "", slots(draft)), "13800138000")
    assert ticket.matter_path == DRAFT.matter_path != ()


def test_whose_matter_is_not_known_gets_none() -> None:
    assert unreached(Handoff("agents", "asked", "来电人要求人工"), "1").matter_path == ()


def test_so_do_their_wishes() -> None:
    draft = replace(DRAFT, wants="尽快修好", callback_wanted=False, secret=True, name="王先生")
    ticket = unreached(Handoff("agents", "asked", "", slots(draft)), "13800138000")
    assert (ticket.wants, ticket.callback_wanted) == ("尽快修好", False)
    assert (ticket.secret, ticket.caller_name) == (True, "王先生")
