"""An entry on its way to the caller."""

from dataclasses import replace

import pytest

from dialog.grammar.utterance import utterance
from dialog.telling import Telling, begin
from tests.dialog.conftest import PASSPORT, RATIO, SETTLE


def test_a_plain_answer_is_one_part() -> None:
    telling = begin(PASSPORT, utterance("护照怎么办理"))
    assert telling == Telling(PASSPORT, None, (PASSPORT.answer,), PASSPORT.sms)
    assert telling.part.prompt == "kb:passport"
    assert not telling.is_over
    assert telling.onward().is_over
    assert telling.onward().last_part == telling.part


def test_a_long_answer_has_all_its_parts() -> None:
    assert begin(SETTLE, utterance("")).parts == (SETTLE.answer, *SETTLE.more)


def test_who_to_turn_to_is_not_sent_as_a_guide() -> None:
    police = replace(PASSPORT, kind="out_of_scope")
    assert begin(police, utterance("报警")).sms == ""


def test_a_question_comes_first() -> None:
    telling = begin(RATIO, utterance("比例怎么调"))
    assert telling.question.text == "您是个人缴存，还是单位缴存？"
    assert telling.question.prompt == "ask:gjj-ratio"
    assert not telling.is_over
    assert telling.hints == ("个人", "自己交", "灵活就业", "单位", "公司交")


def test_the_words_of_the_question_itself_decide_nothing() -> None:
    asks = replace(RATIO, question="个人公积金缴存比例怎么调整")
    assert begin(asks, utterance("个人公积金缴存比例怎么调整")).asking == RATIO.follow_up
    assert begin(asks, utterance("自己交的公积金比例怎么调整")).path == "个人"


@pytest.mark.parametrize(
    ("said", "path"), [("个人", "个人"), ("单位", "单位"), ("单位要调高", "单位/调高")]
)
def test_replies(said: str, path: str) -> None:
    replied = begin(RATIO, utterance("")).replied(utterance(said))
    assert replied is not None
    assert replied.path == path


def test_an_option_has_its_guide_or_the_entrys() -> None:
    asked = begin(RATIO, utterance(""))
    assert [told.sms for told in (asked.keyed("1"),) if told] == ["个人指南"]
    two = asked.keyed("2")
    assert two is not None
    assert [told.sms for told in (two.keyed("1"),) if told] == [RATIO.sms]


@pytest.mark.parametrize("digit", ["0", "3", "4", "9", "*", "#", ""])
def test_keys_of_no_option(digit: str) -> None:
    assert begin(RATIO, utterance("")).keyed(digit) is None
