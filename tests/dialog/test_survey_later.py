"""Agreeing on a time: read back, offered, given up."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialog.events import Action, Listen, Say
from dialog.grammar.utterance import utterance
from dialog.profile import SurveySubject
from dialog.survey_later import STATES, Later

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
SUBJECT = SurveySubject("重庆", "", "渝北区城管局", "路灯不亮", now=NOW)


def told(*answers: str, subject: SurveySubject = SUBJECT) -> tuple[Later, tuple[Action, ...]]:
    later = Later(subject)
    actions = later.ask()
    for answer in answers:
        actions = later.hear(utterance(answer))
    assert later.state in STATES
    return later, actions


def said(actions: tuple[Action, ...]) -> list[str]:
    return [action.text for action in actions if isinstance(action, Say)]


def test_a_time_is_read_back() -> None:
    later, actions = told("明天上午十点")
    assert (later.state, later.call_at) == ("agreed", "2026-11-24T10:00+08:00")
    assert said(actions) == ["好的，明天上午十点给您打，再见。"]


def test_another_time_is_offered_and_taken() -> None:
    later, actions = told("晚上十点")
    assert later.state == "propose"
    assert "明天上午九点" in said(actions)[0]
    assert isinstance(actions[-1], Listen)
    later, _ = told("晚上十点", "可以")
    assert (later.state, later.call_at) == ("agreed", "2026-11-24T09:00+08:00")


def test_another_time_is_offered_and_a_third_is_named() -> None:
    later, _ = told("晚上十点", "不行，后天下午吧")
    assert (later.state, later.call_at) == ("agreed", "2026-11-25T14:30+08:00")


def test_an_offer_that_is_declined_is_followed_by_the_question() -> None:
    later, actions = told("晚上十点", "不行")
    assert later.state == "when"
    assert "大概的时间" in said(actions)[0]


def test_the_offer_is_made_again() -> None:
    later, _ = told("晚上十点")
    assert "明天上午九点" in said(later.ask())[0]


@pytest.mark.parametrize("answers", [("改天", "再说"), ("晚上十点", "不行", "再说吧")])
def test_nobody_is_asked_for_ever(answers: tuple[str, ...]) -> None:
    later, _ = told(*answers)
    assert (later.state, later.call_at) == ("open", "")


def test_without_a_clock_the_words_are_kept() -> None:
    later, _ = told("明天上午吧", subject=replace(SUBJECT, now=None))
    assert (later.state, later.words, later.call_at) == ("open", "明天上午", "")
