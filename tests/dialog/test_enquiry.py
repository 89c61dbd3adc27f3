"""Answers, choices between two, follow-up questions, and long answers in parts."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from dialog.answers import decision
from dialog.areas.table import area_table
from dialog.enquiry import Enquiry, goes_on
from dialog.enquiry_table import ENDS, KINDS, STATES, TRANSITIONS
from dialog.events import Action, Decision, Heard, Keyed, Listen, Say, SendSms, Silence
from dialog.grammar.utterance import Utterance, utterance
from dialog.profile import Profile
from tests.dialog.conftest import FakeMatcher, prompts

RATIO = "公积金缴存比例怎么调整"
SETTLE = "人才落户怎么办理"


class Asked:
    """An enquiry, and what it noted as not understood."""

    def __init__(self, **settings: Any) -> None:
        self.noted: list[Utterance] = []
        self.it = Enquiry(
            FakeMatcher(), Profile(**settings), self.noted.append, area_table("500000")
        )

    def tell(self, *events: str | Keyed | Silence) -> tuple[Action, ...]:
        """The actions of the last event. A text is heard."""
        actions: tuple[Action, ...] = ()
        silences = 0
        for event in events:
            silences = silences + 1 if isinstance(event, Silence) else 0
            told = Heard(event) if isinstance(event, str) else event
            actions = self.it.receive(told, silences)
        return actions

    def says(self, *events: str | Keyed | Silence) -> str:
        """What the robot says to the last event."""
        return "".join(action.text for action in self.tell(*events) if isinstance(action, Say))


@pytest.fixture
def asked() -> Asked:
    return Asked()


def sms(actions: tuple[Action, ...]) -> list[str]:
    return [action.text for action in actions if isinstance(action, SendSms)]


def decisions(actions: tuple[Action, ...]) -> list[tuple[str, str]]:
    return [(a.kind, a.detail) for a in actions if isinstance(a, Decision)]


def test_the_table_names_a_handler_for_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Enquiry, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)


@pytest.mark.parametrize("state", ENDS)
def test_nothing_follows_an_end(state: str, asked: Asked) -> None:
    asked.it.state = state
    assert asked.tell("护照怎么办理", Keyed("1"), Silence()) == ()


# --- answers ---


def test_an_answer_is_said_and_sent(asked: Asked) -> None:
    actions = asked.tell("护照怎么办理")
    assert asked.it.state == "more"
    assert prompts(actions) == ["kb:passport", "answer_sms", "anything_else"]
    assert sms(actions) == ["指南：护照怎么办理"]
    assert isinstance(actions[-1], Listen)


def test_the_guide_is_sent_once_a_call(asked: Asked) -> None:
    actions = asked.tell("护照怎么办理", "护照怎么办理")
    assert prompts(actions) == ["kb:passport", "anything_else"]
    assert sms(actions) == []


def test_no_guide_where_no_messages_are_sent() -> None:
    actions = Asked(sms=False).tell("护照怎么办理")
    assert prompts(actions) == ["kb:passport", "anything_else"]
    assert sms(actions) == []


def test_the_decision_has_score_and_candidates(asked: Asked) -> None:
    noted = asked.tell("护照怎么办理")[0]
    assert noted == Decision("answer", "passport", 0.95, (("passport", 0.95),))


def test_a_precedent_is_told_with_its_day(asked: Asked) -> None:
    actions = asked.tell("小区充电桩怎么申请")
    assert prompts(actions) == ["precedent", "kb:past-1", "anything_else"]
    assert "6月12日" in asked.says("小区充电桩怎么申请")
    assert sms(actions) == []


# --- one of two ---


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("第一个", "kb:gjj-rent"), ("前面那个", "kb:gjj-rent"), ("前者", "kb:gjj-rent"),
        ("第二个", "kb:gjj-loan"), ("后面那个", "kb:gjj-loan"), ("租房那个", "kb:gjj-rent"),
        ("贷款", "kb:gjj-loan"), (Keyed("1"), "kb:gjj-rent"), (Keyed("2"), "kb:gjj-loan"),
    ],
)  # fmt: skip
def test_one_of_two(asked: Asked, said: Any, prompt: str) -> None:
    assert prompts(asked.tell("公积金")) == ["clarify"]
    assert prompts(asked.tell(said))[0] == prompt


def test_another_question_instead_of_a_choice(asked: Asked) -> None:
    assert prompts(asked.tell("公积金", "护照怎么办理"))[0] == "kb:passport"
    assert prompts(asked.tell("公积金", "都不是")) == ["go_ahead"]
    assert prompts(asked.tell("公积金", "帮我查一下别人的社保")) == ["privacy"]
    assert prompts(asked.tell("公积金", "今天太阳好大")) == ["clarify_again"]


def test_the_same_again_is_no_choice(asked: Asked) -> None:
    assert prompts(asked.tell("公积金", "公积金")) == ["clarify_again"]
    assert asked.tell("公积金") == (decision(FakeMatcher().match("公积金")),)
    assert asked.it.state == "stuck"


def test_other_keys_mean_nothing(asked: Asked) -> None:
    assert asked.tell("公积金", Keyed("3")) == ()
    assert asked.it.state == "clarify"


# --- follow-up questions ---


def test_what_the_answer_depends_on_is_asked_first(asked: Asked) -> None:
    actions = asked.tell(RATIO)
    assert asked.it.state == "follow_up"
    assert prompts(actions) == ["ask:gjj-ratio"]
    assert decisions(actions) == [("follow_up", "gjj-ratio")]
    listen = actions[-1]
    assert isinstance(listen, Listen)
    assert {"个人", "单位"} <= set(listen.phrases)


@pytest.mark.parametrize("said", ["个人", "我自己交的", "第一个", "前面那个", "个仁", Keyed("1")])
def test_a_reply_is_answered(asked: Asked, said: Any) -> None:
    actions = asked.tell(RATIO, said)
    assert asked.it.state == "more"
    assert decisions(actions) == [("reply", "个人"), ("answer", "gjj-ratio")]
    assert prompts(actions) == ["kb:gjj-ratio", "answer_sms", "anything_else"]
    assert sms(actions) == ["个人指南"]


def test_a_reply_may_lead_to_another_question(asked: Asked) -> None:
    assert asked.says(RATIO, "单位") == "调高还是调低？"
    assert asked.it.state == "follow_up"
    actions = asked.tell("调低")
    assert decisions(actions)[0] == ("reply", "单位/调低")
    assert sms(actions) == [f"指南：{RATIO}"]


def test_one_reply_may_answer_two_questions(asked: Asked) -> None:
    assert asked.says(RATIO, "单位的想调低一点").startswith("调低要职工大会通过。")


def test_what_was_said_with_the_question_is_not_asked(asked: Asked) -> None:
    actions = asked.tell(f"个人{RATIO}")
    assert decisions(actions) == [("reply", "个人"), ("answer", "gjj-ratio")]
    assert asked.it.state == "more"
    assert Asked().says(f"单位{RATIO}") == "调高还是调低？"


@pytest.mark.parametrize("said", ["不知道", "我也说不清楚", "都不是", "搞不清"])
def test_who_cannot_say_gets_the_general_answer(asked: Asked, said: str) -> None:
    assert "缴存比例按本市规定调整。" in asked.says(RATIO, said)
    assert asked.it.state == "more"


def test_twice_unclear_gets_the_general_answer(asked: Asked) -> None:
    assert asked.says(RATIO, "今天太阳好大") == (
        "抱歉没听清。个人请按一。单位请按二。也可以直接说。"
    )
    assert asked.it.state == "follow_up"
    actions = asked.tell("今天太阳好大")
    assert ("reply", "general") in decisions(actions)
    assert prompts(actions)[0] == "kb:gjj-ratio"
    assert asked.noted == []


@pytest.mark.parametrize("said", ["", "喂", "个人和单位", RATIO])
def test_what_names_no_option_is_asked_again(asked: Asked, said: str) -> None:
    assert prompts(asked.tell(RATIO, said)) == ["follow_up_again"]


@pytest.mark.parametrize(
    ("said", "state"),
    [("护照怎么办理", "more"), ("我要投诉楼下油烟", "report"), ("帮我查一下别人的社保", "open"),
     ("单位人才落户怎么办理", "parts")],
)  # fmt: skip
def test_a_new_question_instead_of_a_reply(asked: Asked, said: str, state: str) -> None:
    asked.tell(RATIO, said)
    assert asked.it.state == state


def test_keys_without_an_option_mean_nothing(asked: Asked) -> None:
    assert asked.tell(RATIO, Keyed("3")) == ()
    assert asked.tell(Keyed("9")) == ()
    assert asked.it.state == "follow_up"


def test_silence_hears_the_question_again(asked: Asked) -> None:
    assert prompts(asked.tell(RATIO, Silence())) == ["still_there", "ask:gjj-ratio"]
    assert asked.it.state == "follow_up"


# --- parts ---


def test_a_long_answer_is_told_in_parts(asked: Asked) -> None:
    first = asked.tell(SETTLE)
    assert prompts(first) == ["kb:settle", "more_parts"]
    assert sms(first) == [f"指南：{SETTLE}"]
    assert isinstance(first[-1], Listen)
    assert first[-1].expects == "yes_no"
    assert asked.says("继续") == "第二步，单位盖章。要继续听吗？"
    assert asked.it.state == "parts"
    last = asked.tell("好")
    assert prompts(last) == ["kb:settle", "answer_sms", "anything_else"]
    assert sms(last) == []
    assert asked.it.state == "more"


@pytest.mark.parametrize("said", ["继续", "好", "嗯", "要", "是", "接着说", "然后呢", Keyed("1")])
def test_wanting_the_next_part(asked: Asked, said: Any) -> None:
    assert "第二步" in asked.says(SETTLE, said)


@pytest.mark.parametrize(
    "said", ["不用", "够了", "知道了", "不用继续了", "好了", "短信就行", Keyed("2"), Keyed("#")]
)
def test_having_heard_enough(asked: Asked, said: Any) -> None:
    assert prompts(asked.tell(SETTLE, said)) == ["answer_sms", "anything_else"]
    assert asked.it.state == "more"


def test_another_question_instead_of_the_next_part(asked: Asked) -> None:
    actions = asked.tell(SETTLE, "护照怎么办理")
    assert prompts(actions) == ["kb:passport", "answer_sms", "anything_else"]
    assert sms(actions) == ["指南：护照怎么办理"]


def test_what_is_unclear_between_parts_is_asked_again_and_noted(asked: Asked) -> None:
    assert prompts(asked.tell(SETTLE, "今天太阳好大")) == ["more_parts_again"]
    assert asked.it.state == "parts"
    asked.tell("今天太阳好大")
    assert asked.it.state == "stuck"
    assert [said.raw for said in asked.noted] == ["今天太阳好大"] * 2


def test_silence_between_parts_is_asked_once_and_is_then_a_no(asked: Asked) -> None:
    assert prompts(asked.tell(SETTLE, Silence())) == ["more_parts"]
    assert prompts(asked.tell(Silence(), Silence())) == ["answer_sms", "anything_else"]


def test_a_part_is_told_again(asked: Asked) -> None:
    assert asked.it.again() == ()
    asked.tell(SETTLE, "继续", "今天太阳好大")
    assert [a.text for a in asked.it.again() if isinstance(a, Say)] == [
        "第二步，单位盖章。", "要继续听吗？",
    ]  # fmt: skip
    assert "第三步" in asked.says("继续")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("继续", True), ("不继续了", False), ("好的", True), ("好的知道了", False), ("没有了", False),
     ("今天太阳好大", None), ("", None)],
)  # fmt: skip
def test_going_on(said: str, wanted: bool | None) -> None:
    assert goes_on(utterance(said)) is wanted


# --- not understood ---


def test_what_was_not_understood_is_noted_and_asked_again(asked: Asked) -> None:
    assert prompts(asked.tell("量子力学")) == ["reprompt"]
    asked.tell("嗯", "相对论")
    assert asked.it.state == "stuck"
    assert [said.raw for said in asked.noted] == ["量子力学"]


def test_a_question_may_follow_after_all(asked: Asked) -> None:
    asked.tell("量子力学", "相对论")
    asked.it.reopen()
    assert prompts(asked.tell("护照怎么办理"))[0] == "kb:passport"


def test_anything_else(asked: Asked) -> None:
    assert prompts(asked.it.ask()) == ["anything_else"]
    assert prompts(asked.tell("有")) == ["go_ahead"]
    asked.it.ask()
    assert decisions(asked.tell("没有了")) == [("intent", "no_more")]
    assert asked.it.state == "goodbye"
    asked.it.ask()
    assert asked.tell(Keyed("#")) == ()
    assert asked.it.state == "goodbye"


def test_silence_after_an_open_question(asked: Asked) -> None:
    assert prompts(asked.tell(Silence())) == ["still_there"]


def test_the_hotline_uses_it(hotline: Callable[..., Any]) -> None:
    assert hotline().all(RATIO).state == "follow_up"
