"""Answers, choices and reports."""

from collections.abc import Callable
from typing import Any

import pytest

from dialog.enquiry import Enquiry, decision, is_report, matter_in
from dialog.events import Decision, Say, SendSms
from dialog.grammar.utterance import utterance
from knowledge.matcher import Match


@pytest.fixture
def enquiry(hotline: Callable[..., Any]) -> Enquiry:
    return Enquiry(hotline().conversation._enquiry._matcher, sms=True)


def test_an_answer_is_said_and_sent(enquiry: Enquiry) -> None:
    turn = enquiry.question(utterance("护照怎么办理"))
    assert turn.kind == "answered"
    assert [type(a) for a in turn.actions] == [Decision, Say, Say, SendSms]


def test_the_decision_has_score_and_candidates(enquiry: Enquiry) -> None:
    noted = enquiry.question(utterance("护照怎么办理")).actions[0]
    assert noted == Decision("answer", "passport", 0.95, (("passport", 0.95),))
    assert decision(Match("unknown", reason="weak")).kind == "no_match"


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("第一个", "kb:gjj-rent"), ("前面那个", "kb:gjj-rent"), ("前者", "kb:gjj-rent"),
        ("第二个", "kb:gjj-loan"), ("后面那个", "kb:gjj-loan"), ("租房那个", "kb:gjj-rent"),
        ("贷款", "kb:gjj-loan"),
    ],
)  # fmt: skip
def test_one_of_two(enquiry: Enquiry, said: str, prompt: str) -> None:
    assert enquiry.question(utterance("公积金")).kind == "clarify"
    turn = enquiry.which(utterance(said))
    assert turn.kind == "answered"
    assert isinstance(turn.actions[1], Say)
    assert turn.actions[1].prompt == prompt


def test_another_question_instead_of_a_choice(enquiry: Enquiry) -> None:
    enquiry.question(utterance("公积金"))
    assert enquiry.which(utterance("护照怎么办理")).kind == "answered"
    assert enquiry.which(utterance("都不是")).kind == "again"
    assert enquiry.which(utterance("今天太阳好大")).kind == "unknown"


def test_a_choice_before_anything_was_asked(enquiry: Enquiry) -> None:
    assert enquiry.chosen(1).kind == "unknown"


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("我要投诉", True), ("路灯坏了没人修", True), ("楼下占道经营", True), ("怎么投诉", False),
        ("路灯坏了找谁怎么报修", False), ("护照怎么办理", False), ("我要举报传销", True),
    ],
)  # fmt: skip
def test_reports_and_questions(said: str, report: bool) -> None:
    assert is_report(utterance(said), Match("unknown")) is report


def test_the_matcher_may_say_that_it_is_a_report() -> None:
    assert is_report(utterance("车停我家门口"), Match("unknown", reason="report"))


@pytest.mark.parametrize(
    ("said", "matter"),
    [("我要投诉", ""), ("你好我想反映个问题", ""), ("我要投诉楼下油烟", "我要投诉楼下油烟")],
)
def test_the_matter_in_a_report(said: str, matter: str) -> None:
    assert matter_in(utterance(said)) == matter
