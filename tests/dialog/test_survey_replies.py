"""Where a reply goes: to the question that was asked, to an aside, or to its own handler."""

import pytest

from dialog.findings import Findings
from dialog.grammar.phrases import tables
from dialog.grammar.utterance import utterance
from dialog.prompts import catalogue
from dialog.satisfaction import classify
from dialog.survey_replies import ASIDES, aside, evades, handler, says_yes, without_other


@pytest.mark.parametrize(
    ("state", "said", "name"),
    [
        ("identify", "是我", "identity"),
        ("identify", "我是他儿子", "relative"),
        ("relative", "我是他儿子", "relative"),
        ("solved", "解决了", "answer"),
        ("solved", "转人工", "agent"),
        ("solved", "我在开车", "busy"),
        ("solved", "你说什么", "repeat"),
        ("identify", "打错了", "wrong_number"),
        ("solved", "别再给我打电话了", "refuse"),
        ("reason", "师傅说他现在没时间来修", "reason"),
        ("when", "明天上午", "when"),
        ("when", "我在开车", "when"),
        ("when", "转人工", "agent"),
        ("propose", "别再给我打电话了", "refuse"),
        ("other", "不用了", "other"),
    ],
)
def test_a_reply_goes_to_what_was_asked_or_means_the_same_everywhere(
    state: str, said: str, name: str
) -> None:
    assert handler(state, utterance(said), classify(said)) == name


def test_an_aside_is_answered_once() -> None:
    doubts = utterance("你是不是骗子")
    assert aside(doubts, ()) == ("fraud", "survey_fraud")
    assert aside(doubts, ("fraud",)) is None
    assert aside(utterance("解决了"), ()) is None


def test_asides_can_be_heard_and_answered() -> None:
    assert {table for table, _ in ASIDES} <= set(tables())
    assert {prompt for _, prompt in ASIDES} <= set(catalogue())


def test_this_matter_is_told_apart_from_another() -> None:
    before, other = without_other(utterance("解决了，但是现在又有个新问题，垃圾没人收"))
    assert (before.raw, other) == ("解决了", "但是现在又有个新问题，垃圾没人收")
    assert without_other(utterance("还有个事想问"))[0].empty


@pytest.mark.parametrize(
    ("said", "agrees"),
    [("是我，第二次了", True), ("是我，不对，打错了", False), ("第二次了", False)],
)
def test_a_yes_in_a_clause_of_its_own(said: str, agrees: bool) -> None:
    assert says_yes(utterance(said)) is agrees


def test_an_answer_to_something_else_leaves_the_question_open() -> None:
    assert evades("satisfied", Findings(contacted=True, solved="all"))
    assert not evades("satisfied", Findings(solved="none"))
    assert not evades("satisfied", Findings(satisfied="satisfied"))
