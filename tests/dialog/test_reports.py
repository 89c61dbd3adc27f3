"""Reports and questions."""

import pytest

from dialog.grammar.utterance import utterance
from dialog.reports import is_report, matter_in
from knowledge.matcher import Match


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
