"""Every state with every event, one verdict on every way out, and never a false 'satisfied'."""

import inspect
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.events import (
    Action,
    Connected,
    Event,
    Failed,
    FileTicket,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PromiseReturn,
    Queued,
    ReturnPromised,
    Say,
    Silence,
    TicketFiled,
    Verdict,
)
from dialog.profile import SurveySubject
from dialog.satisfaction import classify
from dialog.survey import Survey
from dialog.survey_replies import ANSWERS, OTHERWISE
from dialog.survey_table import KINDS, NOT_UNDERSTOOD, STATES, TRANSITIONS

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
SUBJECT = SurveySubject("重庆", "", "渝北区城管局", "路灯不亮", now=NOW)

WAYS: dict[str, tuple[Event, ...]] = {
    "new": (),
    "identify": (Connected(),),
    "relative": (Connected(), Heard("我是他老婆")),
    "contacted": (Connected(), Heard("是")),
    "solved": (Connected(), Heard("是"), Heard("联系了")),
    "satisfied": (Connected(), Heard("是"), Heard("联系了"), Heard("解决了")),
    "clarify": (Connected(), Heard("是"), Heard("联系了"), Heard("解决了"), Heard("还行")),
    "reason": (Connected(), Heard("是"), Heard("联系了"), Heard("解决了"), Heard("不满意")),
    "other": (Connected(), Heard("我还有件事"), Heard("是"), Heard("联系了，解决了，很满意")),
    "when": (Connected(), Heard("我在开会")),
    "propose": (Connected(), Heard("我在开会"), Heard("晚上十点")),
    "handed": (Connected(), Heard("转人工")),
    "ended": (Connected(), Gone()),
}

REPLIES = ("", "嗯", "是", "不是", "没有", "满意", "不满意", "很好", "没解决", "解决了", "还行",
           "没人联系我", "联系了但没解决", "打错了", "别再打了", "在忙", "明天再打", "不想评价",
           "转人工", "你是哪里", "着火了", "又坏了", "解决了一部分", "不等了",
           "回电", "挂了吧")  # fmt: skip

EVENTS: tuple[Event, ...] = (
    Connected(),
    *map(Heard, REPLIES),
    *map(Keyed, "01239*#"),
    Silence(),
    TicketFiled("1", "2", "3", "4"),
    Queued(3, 200.0, may_return=True),
    ReturnPromised(),
    *map(Failed, ("handoff", "hearing", "send_sms", "return_call")),
    Gone(),
)


def brought_to(way: tuple[Event, ...]) -> Survey:
    call = Survey(SUBJECT)
    for event in way:
        call.receive(event, 0.0)
    return call


@pytest.mark.parametrize("state", WAYS)
def test_the_ways_lead_where_they_say(state: str) -> None:
    assert brought_to(WAYS[state]).state == state


def test_the_ways_reach_every_state() -> None:
    assert set(WAYS) == set(STATES)


@pytest.mark.parametrize("event", EVENTS, ids=repr)
@pytest.mark.parametrize("state", WAYS)
def test_every_state_takes_every_event(state: str, event: Event) -> None:
    call = brought_to(WAYS[state])
    actions = call.receive(event, 0.0)
    assert not actions or isinstance(actions[-1], Listen | PromiseReturn | Handoff | HangUp)
    assert not [a for a in actions if isinstance(a, Say) and not a.text]
    if actions and call.state not in ("ended", "handed"):
        assert isinstance(actions[-1], Listen)


def test_the_tables_name_handlers() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Survey, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)
    heard = {*OTHERWISE.values(), *ANSWERS.values(), "answer", "relative"}
    assert {f"_hear_{name}" for name in heard} <= set(methods)
    assert set(ANSWERS) < set(STATES)
    assert set(NOT_UNDERSTOOD) < set(STATES)


def verdicts(log: list[Action]) -> list[Verdict]:
    return [action for action in log if isinstance(action, Verdict)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=20))
def test_any_call_gives_one_verdict_and_before_it_ends(events: list[Event]) -> None:
    call, log = Survey(SUBJECT), []
    for event in (Connected(), *events, Gone()):
        log += call.receive(event, 0.0)
    assert call.state == "ended"
    assert len(verdicts(log)) == 1
    out = next(i for i, action in enumerate(log) if isinstance(action, HangUp | Handoff))
    assert log.index(verdicts(log)[0]) < out


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(REPLIES), max_size=12))
def test_satisfied_only_if_it_was_said(replies: list[str]) -> None:
    call, log = Survey(SUBJECT), []
    for event in (Connected(), *map(Heard, replies), Gone()):
        log += call.receive(event, 0.0)
    verdict = verdicts(log)[0]
    said = {classify(reply).label for reply in replies}
    if "satisfied" not in said:
        assert verdict.label != "satisfied"
        assert verdict.satisfied not in ("satisfied", "basically")
    if verdict.label == "satisfied":
        assert verdict.satisfied in ("satisfied", "basically")
        assert verdict.solved not in ("none", "part")


@pytest.mark.parametrize("state", ["identify", "contacted", "solved", "satisfied", "clarify"])
def test_silence_ends_without_a_rating(state: str) -> None:
    call, log = brought_to(WAYS[state]), []
    for _ in range(4):
        log += call.receive(Silence(), 0.0)
    assert verdicts(log)[0].satisfied is None
    assert verdicts(log)[0].label != "satisfied"


def test_who_why_and_that_it_costs_nothing_come_first() -> None:
    opening, question, _ = Survey(SUBJECT).receive(Connected(), 0.0)
    assert isinstance(opening, Say)
    assert isinstance(question, Say)
    assert "12345热线" in opening.text
    assert "不收任何费用" in opening.text
    assert not opening.interruptible
    assert "路灯不亮" in question.text
    assert "渝北区城管局" in question.text


def test_the_name_is_asked_for_where_it_is_known() -> None:
    named = SurveySubject("重庆", "张先生", "渝北区城管局", "路灯不亮")
    question = Survey(named).receive(Connected(), 0.0)[1]
    assert isinstance(question, Say)
    assert "张先生" in question.pieces


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_keys_rate(key: str) -> None:
    call = brought_to(WAYS["satisfied"])
    ratings: dict[str, Any] = {"1": "satisfied", "2": "basically", "3": "unsatisfied"}
    log = list(call.receive(Keyed(key), 0.0)) + list(call.receive(Gone(), 0.0))
    assert verdicts(log)[0].satisfied == ratings[key]


# --- waiting for a person ---

QUEUED = Queued(2, 150.0, may_return=True)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((Heard("不等了"), Heard("不用")), "survey_handoff_failed"),
        ((Keyed("1"), ReturnPromised()), "queue_promised"),
        ((Heard("挂了吧"),), "goodbye"),
        ((Failed("handoff"),), "survey_handoff_failed"),
    ],
)
def test_waiting_ends_the_call_without_a_second_verdict(
    events: tuple[Event, ...], said: str
) -> None:
    call = brought_to((*WAYS["handed"], QUEUED))
    log = [action for event in events for action in call.receive(event, 0.0)]
    assert [a.prompt for a in log if isinstance(a, Say)][-1] == said
    assert log[-1] == HangUp("survey")
    assert verdicts(log) == []


def test_the_emergency_ticket_names_the_number_that_was_dialled() -> None:
    call = Survey(replace(SUBJECT, phone="13800138000"))
    log = [a for event in (Connected(), Heard("着火了")) for a in call.receive(event, 0.0)]
    (ticket,) = (action for action in log if isinstance(action, FileTicket))
    assert ticket.contact == "13800138000"


def test_danger_while_waiting_goes_to_the_emergency_desk_without_a_second_verdict() -> None:
    call = brought_to((*WAYS["handed"], QUEUED))
    _, said, ticket, handoff = call.receive(Heard("着火了"), 0.0)
    assert isinstance(ticket, FileTicket)
    assert isinstance(said, Say)
    assert isinstance(handoff, Handoff)
    assert (handoff.queue, call.state) == ("emergency", "handed")
