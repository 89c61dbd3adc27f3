"""What the wrapper answers itself, what it lets through, and what it adds. Whole calls are in
tests/scenarios/*_care.yaml."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.care import CHILD_S, PATIENCE_S, REMARKS, Caring
from dialog.events import (
    Action,
    Connected,
    Decision,
    Event,
    FileTicket,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Say,
    Silence,
    Verdict,
)
from dialog.grammar.remarks import _remarks
from dialog.profile import Profile
from dialog.prompts import catalogue

ASK = (Say("ask_place", ("请问在哪里？",)), Listen(5.0, "address"))
SEATS = Profile(dialect_queue="local", foreign_queue="world")


class Plain:
    """Answers everything with a question, or with what is written for a text."""

    def __init__(self, **answers: tuple[Action, ...]) -> None:
        self.state = "open"
        self.answers = answers
        self.told: list[Event] = []

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        self.told.append(event)
        if isinstance(event, PersonNeeded):
            self.state = "handed"
            return (Say("handoff", ("好的。",)), Handoff("agents", event.reason, "来电人要求人工"))
        if isinstance(event, Gone):
            self.state = "ended"
            return (Verdict(False, "unclear"), HangUp("caller_gone"))
        key = event.text if isinstance(event, Heard) else type(event).__name__
        return self.answers.get(key, ASK)


def caring(plain: Plain) -> Caring:
    call = Caring(plain, SEATS)
    call.receive(Connected("1"), 0.0)
    return call


def prompts(actions: tuple[Action, ...]) -> list[str]:
    return [action.prompt for action in actions if isinstance(action, Say)]


def heard(call: Caring, *texts: str) -> tuple[Action, ...]:
    actions: tuple[Action, ...] = ()
    for text in texts:
        actions = call.receive(Heard(text), 0.0)
    return actions


def test_every_remark_has_its_answer() -> None:
    assert {one.name for one in _remarks()} == set(REMARKS)


@pytest.mark.parametrize(
    ("said", "pace", "gain_db"),
    [("你讲太快了", 0.8, 0.0), ("声音大一点", 1.0, 6.0), ("我耳朵背", 0.8, 6.0)],
)
def test_slower_and_louder_for_the_rest_of_the_call(said: str, pace: float, gain_db: float) -> None:
    call = caring(Plain())
    again = heard(call, said)
    assert prompts(again)[-1] == "ask_place"
    for actions in (again, heard(call, "渝北区"), heard(call, "松牌路")):
        said_now = [a for a in actions if isinstance(a, Say)]
        assert {(a.pace, a.gain_db) for a in said_now} == {(pace, gain_db)}


def test_what_the_conversation_takes_for_again_it_says_again_itself() -> None:
    plain = Plain()
    call = caring(plain)
    heard(call, "听不清")
    assert plain.told[-1] == Heard("听不清")


def test_who_cannot_hear_it_the_third_time_gets_a_person() -> None:
    actions = heard(caring(Plain()), "讲太快了", "我耳朵背", "我耳朵不好使")
    assert [a.reason for a in actions if isinstance(a, Handoff)] == ["hard_of_hearing"]


def test_time_is_given_and_the_question_stands() -> None:
    plain = Plain()
    call = caring(plain)
    told = len(plain.told)
    held = heard(call, "等一下我找找")
    assert prompts(held) == ["take_your_time"]
    assert held[-1] == Listen(PATIENCE_S, "address")
    assert heard(call, "你先别说话")[-1] == Listen(PATIENCE_S, "address")
    assert prompts(heard(call, "听我说完")) == []
    assert len(plain.told) == told


def test_noise_is_spoken_of_and_then_a_person_helps() -> None:
    plain = Plain()
    call = caring(plain)
    assert prompts(heard(call, "")) == ["ask_place"]
    noisy = heard(call, "")
    assert prompts(noisy) == ["line_noisy"]
    assert isinstance(noisy[-1], Listen)
    assert heard(call, "")[-1] == Handoff("agents", "noise", "来电人要求人工")


def test_a_word_between_makes_the_line_good_again() -> None:
    assert prompts(heard(caring(Plain()), "", "渝北区", "")) == ["ask_place"]


@pytest.mark.parametrize(
    ("said", "reason"), [("我不会说普通话", "dialect"), ("do you speak english", "language")]
)
def test_another_language_is_a_person_at_once(said: str, reason: str) -> None:
    plain = Plain()
    heard(caring(plain), said)
    assert plain.told[-1] == PersonNeeded(reason)


def test_dialect_that_is_not_understood_twice_goes_to_those_who_know_it() -> None:
    missed = (Decision("no_match", "weak"), Say("reprompt", ("没听明白。",)), Listen())
    plain = Plain(咋个整嘛屋头=missed, 啷个办哦=missed)
    actions = heard(caring(plain), "咋个整嘛屋头", "啷个办哦")
    assert plain.told[-1] == PersonNeeded("dialect")
    assert isinstance(actions[-1], Handoff)
    assert "说方言" in actions[-1].summary


def test_a_handoff_for_want_of_understanding_goes_to_the_dialect_seat_too() -> None:
    missed = (Decision("no_match", "weak"), Say("reprompt", ("没听明白。",)), Listen())
    given_up = (Decision("no_match", "weak"), Handoff("agents", "no_match", "多次未听懂"))
    plain = Plain(咋个整嘛屋头=missed, 啷个办哦=given_up)
    call = caring(plain)
    heard(call, "咋个整嘛屋头")
    receive = plain.receive

    def handing(event: Event, at: float) -> tuple[Action, ...]:
        actions = receive(event, at)
        if actions == given_up:
            plain.state = "handed"
        return actions

    plain.receive = handing  # type: ignore[method-assign]
    handoff = heard(call, "啷个办哦")[-1]
    assert isinstance(handoff, Handoff)
    assert (handoff.queue, handoff.reason) == ("local", "dialect")


def test_a_child_is_asked_for_an_adult_once() -> None:
    call = caring(Plain())
    first = heard(call, "我今年八岁")
    assert prompts(first) == ["child_adult"]
    assert first[-1] == Listen(CHILD_S, "address")
    assert heard(call, "我是小学生")[-1].reason == "child"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("傻逼", "abuse"), ("陪我睡一晚", "harassment"), ("讲个笑话听", "prank")],
)
def test_one_calm_warning_and_then_the_end_with_what_is_owed(said: str, kind: str) -> None:
    call = caring(Plain())
    first = heard(call, said)
    assert prompts(first) == [f"{kind}_warning"]
    assert isinstance(first[-1], Listen)
    noted, goodbye, verdict, hang_up = heard(call, said)
    assert noted == Decision("care", f"{kind}:ended")
    assert isinstance(goodbye, Say)
    assert isinstance(verdict, Verdict)
    assert hang_up == HangUp(kind)


def test_abuse_with_a_matter_in_it_is_for_a_person() -> None:
    actions = heard(caring(Plain()), "楼下噪音没人管", "傻逼", "废物")
    assert actions[-1].reason == "abuse"  # type: ignore[union-attr]


@pytest.mark.parametrize("said", ["着火了", "转人工", "我不想活了"])
def test_danger_and_people_come_before_everything(said: str) -> None:
    plain = Plain()
    heard(caring(plain), said)
    assert plain.told[-1] == Heard(said)


def test_the_turn_is_the_callers_while_a_ticket_is_filed() -> None:
    ticket = FileTicket("求助", "漏水", "松牌路", "漏水", "1")
    plain = Plain(对=(Say("filing", ("请稍等。",)), ticket), 嗯=())
    call = caring(plain)
    plain.state = "filing"
    assert isinstance(heard(call, "对")[-1], Listen)
    assert [type(action) for action in heard(call, "嗯")] == [Listen]


def test_a_person_is_told_how_the_caller_is() -> None:
    plain = Plain(转人工=(Handoff("agents", "asked", "来电人要求人工"),))
    handoff = heard(caring(plain), "我今年七十八岁了", "转人工")[-1]
    assert isinstance(handoff, Handoff)
    assert handoff.summary.startswith("来电人要求人工；年长")
    assert dict(handoff.slots)["caller"].startswith("年长")


EVENTS: tuple[Event, ...] = (
    *map(Heard, ("", "听不清", "慢点说", "等一下", "你先别说话", "我今年八岁", "傻逼", "讲个笑话听",
                 "会说英语的吗", "我不会说普通话", "渝北区", "转人工", "我七十八岁了")),
    *map(Keyed, "01*#"),
    Silence(),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_the_caller_always_has_the_turn_or_the_call_is_over(events: list[Event]) -> None:
    plain: Any = Plain()
    call = caring(plain)
    for event in events:
        actions = call.receive(event, 0.0)
        if plain.state == "open":
            assert isinstance(actions[-1], Listen)
        else:
            assert isinstance(actions[-1], Handoff | HangUp)
            return


AFTER_FAILURE = ("still_there", "hearing_keys", "offer_keys", "survey_keys", "line_noisy",
                 "case_number_wrong", "case_code_wrong", "number_keys", "survey_identify_keys",
                 "survey_solved_keys")  # fmt: skip
OPTIONS = ("press_one", "press_two", "press_three", "press_four")
"""Read out after `follow_up_again`."""


def test_keys_are_explained_only_where_speech_has_failed() -> None:
    explaining = {
        name
        for name, prompt in catalogue().items()
        if re.search("请?按[零一二三四]|键盘|井号|星号", prompt.text)
    }
    to_agents = {name for name in explaining if name.startswith("whisper")}
    again = {name for name in explaining if name.endswith("_again")}
    assert explaining <= to_agents | again | {*AFTER_FAILURE, *OPTIONS}
