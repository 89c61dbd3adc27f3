"""Tickets in the words of a second hearing."""

from dataclasses import replace

import pytest

from dialog.draft import Draft
from dialog.events import FileTicket, Heard
from dialog.grammar.utterance import heard
from dialog.moments import Moment
from dialog.reheard import rewritten

NEVER = Moment()
FIRST = "我们小区门口的路等坏了三天了"
BETTER = "我们小区门口的路灯坏了三天了"


def ticket(*words: str, matter: str = "", when: Moment = NEVER) -> FileTicket:
    return Draft(matter=matter or words[0], words=words, when=when, contact="13800138000").ticket()


def test_content_matter_and_title_are_written_as_heard_the_second_time() -> None:
    asked = ticket(FIRST, matter="小区门口的路等坏了三天了")
    assert "路等" in asked.content
    mended = rewritten(asked, {FIRST: BETTER})
    assert mended.content == "来电人反映：小区门口的路灯坏了三天了"
    assert mended.matter == "小区门口的路灯坏了三天了"
    assert mended.title == "小区门口的路灯坏了三天了"
    assert mended.words == (BETTER,)
    assert replace(mended, content="", matter="", title="", words=()) == replace(
        asked, content="", matter="", title="", words=()
    )


def test_only_what_was_heard_again_changes_and_the_time_stays() -> None:
    asked = ticket(FIRST, "物业说要三百五十块钱", when=Moment("昨天晚上", "昨天晚上"))
    mended = rewritten(asked, {FIRST: BETTER})
    assert mended.content == (
        "来电人反映：昨天晚上，我们小区门口的路灯坏了三天了。经过：物业说要350元"
    )
    assert mended.words == (BETTER, "物业说要三百五十块钱")


@pytest.mark.parametrize("better", ["", "今天天气不错", "好"])
def test_what_sounds_quite_different_is_not_believed(better: str) -> None:
    asked = ticket(FIRST)
    assert rewritten(asked, {FIRST: better}) == asked


def test_a_matter_that_no_longer_stands_there_is_kept() -> None:
    asked = ticket("楼上半夜装修吵得睡不着觉", matter="楼上半夜装修")
    mended = rewritten(asked, {"楼上半夜装修吵得睡不着觉": "吵得睡不着觉呀"})
    assert mended.matter == "楼上半夜装修"


def test_nothing_heard_again_nothing_changed() -> None:
    asked = ticket(FIRST)
    assert rewritten(asked, {}) is asked


def test_an_utterance_is_carried_whole_into_the_ticket() -> None:
    """What the draft files is what `rewritten` looks for."""
    assert heard(Heard(FIRST)).raw == FIRST
    assert ticket(FIRST).words == (FIRST,)
