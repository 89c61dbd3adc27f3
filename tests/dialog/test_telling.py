"""An entry on its way to the caller."""

from dataclasses import replace
from datetime import date

import pytest

from dialog.grammar.phrases import find
from dialog.grammar.utterance import utterance
from dialog.interrupts import interrupt
from dialog.prompts import MAX_BREATH
from dialog.telling import KEYS, Telling, begin
from knowledge.entries import Entry, load_default
from knowledge.follow_up import FollowUp
from knowledge.matcher import Matcher
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


# --- the shipped entries ---

TREES = [
    pytest.param(entry, tree, id=f"{entry.id}: {tree.ask}")
    for entry in load_default()
    if entry.follow_up
    for tree in entry.follow_up.trees
]


@pytest.mark.parametrize(("entry", "tree"), TREES)
def test_every_word_of_an_option_is_understood_as_a_reply(entry: Entry, tree: FollowUp) -> None:
    asking = Telling(entry, tree)
    for number, option in enumerate(tree.options):
        for word in option.say:
            said = utterance(word)
            assert interrupt(said) is None, word
            assert find("unsure", said) is None, word
            replied = asking.replied(said)
            assert replied is not None, word
            assert replied == asking.keyed(KEYS[number]) or option.then is not None, word


@pytest.mark.parametrize(("entry", "tree"), TREES)
def test_the_question_names_every_option_to_the_ear(entry: Entry, tree: FollowUp) -> None:
    assert len(tree.ask) <= MAX_BREATH
    assert len(Telling(entry, tree).question_again.text) <= 2 * MAX_BREATH


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("女的几岁退休", "女职工"), ("首套房用公积金贷款利息怎么算", "首套"),
        ("二套房契税怎么算", "二套"), ("失业了公积金可以取吗", "没有再上班"),
        ("离开这个城市了公积金怎么提", "外地"), ("新车六年内要不要上线检车", "六年以内"),
        ("外地转学回本地上学怎么办", "外地转来"), ("水费户名怎么换成我的", "水"),
        ("租房可以落户吗", "买房租房"), ("居民医保断了一年怎么补", "居民医保"),
        # nothing of what it depends on
        ("现在多少岁可以退休", ""), ("辞职了公积金能不能取出来", ""), ("水电过户怎么办理", ""),
        ("私家车几年检一次", ""), ("搬家了想给孩子转个学校", ""), ("公交卡掉了怎么补一张新的", ""),
    ],
)  # fmt: skip
def test_what_callers_have_said_already(asked: str, path: str, matcher: Matcher) -> None:
    found = matcher.match(asked).entry
    assert found is not None
    assert found.follow_up is not None
    assert begin(found, utterance(asked)).path == path


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(load_default(), date(2026, 11, 22))
