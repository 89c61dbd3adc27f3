"""The rehearsal goes through the whole of both conversations."""

from datetime import date

from dialog.areas.table import area_table
from dialog.conversations import callback, inbound
from dialog.profile import Profile, SurveySubject
from ivr.rehearsal import rehearse
from knowledge.entries import load_default
from knowledge.matcher import Matcher


def test_a_ticket_and_a_verdict_are_reached() -> None:
    today = date(2026, 11, 20)
    profile = Profile(today=today)
    answers = Matcher.build(load_default(), today)
    hotline = inbound(profile, answers, area_table(profile.city_code))
    survey = callback(SurveySubject("重庆", "", "渝北区城管局", "路灯不亮"))
    rehearse(hotline, survey)
    assert (hotline.state, survey.state) == ("filing", "ended")
