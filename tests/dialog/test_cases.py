"""Talk about one ticket: what is done to it, and what is not."""

import inspect
from dataclasses import replace
from datetime import date

import pytest

from dialog.cases import Cases
from dialog.cases_table import KINDS, STATES, TRANSITIONS
from dialog.events import (
    Action,
    ChangeTicket,
    Event,
    Failed,
    Heard,
    OwnTicket,
    Say,
    TicketChanged,
    TicketsFound,
)
from dialog.grammar.utterance import utterance
from dialog.profile import Profile
from tests.dialog.test_case_words import LAMP, NOISE

DONE = replace(LAMP, phase="completed", stage="已经办结", result="修好了。")


def talk(*tickets: OwnTicket) -> Cases:
    cases = Cases(Profile(today=date(2026, 11, 20)))
    cases.know(TicketsFound(tickets))
    return cases


def asked(said: str, *tickets: OwnTicket) -> tuple[Cases, list[Action]]:
    cases = talk(*tickets)
    return cases, list(cases.ask(utterance(said), True))


def all_of(cases: Cases, *events: Event | str) -> list[Action]:
    log: list[Action] = []
    for event in events:
        log += cases.receive(Heard(event) if isinstance(event, str) else event)
    return log


def changes(actions: list[Action]) -> list[ChangeTicket]:
    return [action for action in actions if isinstance(action, ChangeTicket)]


def prompts(actions: list[Action]) -> list[str]:
    return [action.prompt for action in actions if isinstance(action, Say)]


def test_the_table_names_a_handler_for_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Cases, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values() if name != "find"} <= set(methods)


def test_a_wish_said_at_once_is_done_at_once() -> None:
    for said, state in (("我想撤回我的投诉", "reason"), ("我的工单要补充情况", "supplement")):
        cases, _ = asked(said, LAMP)
        assert cases.state == state
    cases, told = asked("帮我催一下", LAMP)
    assert changes(told) == [ChangeTicket(LAMP.number, "urge", "帮我催一下")]


def test_nothing_is_changed_without_a_yes() -> None:
    cases, _ = asked("我想撤回我的投诉", LAMP)
    log = all_of(cases, "已经好了", "不撤")
    assert (cases.state, changes(log)) == ("done", [])
    cases, _ = asked("我的工单要补充情况", LAMP)
    log = all_of(cases, "整条街都黑了", "不对")
    assert (cases.state, changes(log)) == ("supplement", [])


def test_words_go_out_as_they_were_said() -> None:
    cases, _ = asked("我的工单要补充情况", replace(LAMP, joined=7))
    (change,) = changes(all_of(cases, "灯杆号是，十五号！", "对"))
    assert change == ChangeTicket(LAMP.number, "supplement", "灯杆号是，十五号！", 7)


def test_what_was_changed_is_known_from_then_on() -> None:
    cases, _ = asked("帮我催一下", LAMP)
    all_of(cases, TicketChanged(LAMP.number, "urge"))
    told = list(cases.ask(utterance("我的工单再催一下"), True))
    assert changes(told) == []
    assert "case_urged_today" in prompts(told)


@pytest.mark.parametrize("said", ["不满意", "不太满意", "谈不上满意", "根本没修", "没解决", "不"])
def test_an_unhappy_reply_is_never_taken_for_content(said: str) -> None:
    cases, _ = asked("我的工单怎么样了", DONE)
    assert cases.state == "content"
    all_of(cases, said)
    assert cases.state == "unhappy"


@pytest.mark.parametrize("said", ["满意", "挺好的", "可以", "解决了"])
def test_a_content_reply_changes_nothing(said: str) -> None:
    cases, _ = asked("我的工单怎么样了", DONE)
    assert changes(all_of(cases, said)) == []
    assert cases.state == "done"


def test_a_refusal_is_a_persons() -> None:
    cases, _ = asked("帮我催一下", LAMP)
    all_of(cases, TicketChanged(LAMP.number, "urge", "refused"))
    assert (cases.state, cases.reason) == ("person", "case_refused")


def test_a_failure_of_something_else_is_not_ours() -> None:
    cases, _ = asked("帮我催一下", LAMP)
    assert all_of(cases, Failed("send_sms")) == []
    assert cases.state == "changing"


def test_a_report_is_compared_only_with_what_it_is_like() -> None:
    cases = talk(LAMP, NOISE)
    assert cases.alike("路灯坏了", "")
    assert not cases.alike("井盖坏了", "")
    cases.compare(utterance("路灯坏了"), "路灯坏了", "")
    assert (cases.state, cases.number) == ("similar", LAMP.number)


def test_what_is_new_is_not_asked_about_again() -> None:
    cases = talk(LAMP)
    cases.compare(utterance("路灯坏了"), "路灯坏了", "")
    all_of(cases, "新的问题")
    assert cases.state == "report"
    assert not cases.alike("路灯坏了", "")


def test_a_person_hears_of_no_ticket_that_was_not_opened() -> None:
    cases, _ = asked("查一下我的工单")
    all_of(cases, "我不知道工单号")
    assert (cases.state, cases.number) == ("person", "")
