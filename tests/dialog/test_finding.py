"""Which ticket it is, and who may hear of it."""

import inspect
from dataclasses import replace

import pytest

from dialog.events import (
    Action,
    Event,
    Failed,
    FindTickets,
    Heard,
    Keyed,
    Listen,
    Say,
    Silence,
    TicketsFound,
)
from dialog.finding import CODE_TRIES, KINDS, STATES, TRANSITIONS, ZERO_S, Finding
from dialog.grammar.utterance import utterance
from tests.dialog.test_case_words import LAMP, NOISE

NUMBER = "202611210000000000171"


def begun(said: str, *known: object, phone: bool = True) -> tuple[Finding, tuple[Action, ...]]:
    finding = Finding(known, 5.0, 2)  # type: ignore[arg-type]
    return finding, finding.begin(utterance(said), phone)


def all_of(finding: Finding, *events: Event | str) -> list[Action]:
    log: list[Action] = []
    for event in events:
        log += finding.receive(Heard(event) if isinstance(event, str) else event)
    return log


def said(actions: object) -> str:
    return "".join(action.text for action in actions if isinstance(action, Say))  # type: ignore[attr-defined]


def test_the_table_names_a_handler_for_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Finding, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)


def test_one_ticket_is_found_at_once() -> None:
    finding, told = begun("我的工单怎么样了", LAMP)
    assert (finding.state, finding.own, told) == ("found", LAMP, ())


def test_the_one_that_is_not_over_is_meant() -> None:
    finding, _ = begun("我的工单怎么样了", replace(LAMP, phase="over"), NOISE)
    assert finding.own == NOISE


@pytest.mark.parametrize("answer", ["第一件", "路灯那个", "尾号一七一", "前面那个"])
def test_one_of_two(answer: str) -> None:
    finding, told = begun("我的工单怎么样了", LAMP, NOISE)
    assert finding.state == "which"
    assert "第二件，半夜施工噪音" in said(told)
    all_of(finding, answer)
    assert finding.own == LAMP


@pytest.mark.parametrize(
    "groups",
    [
        (NUMBER,),
        ("二零二六一一二一", "零零零零零零", "零零零零", "一七一"),
        ("工单号是二零二六一一二一零零零零零零零零零零一七一",),
        tuple(map(Keyed, NUMBER)),
    ],
)
def test_a_number_in_any_groups(groups: tuple[Event | str, ...]) -> None:
    finding, _ = begun("查一下工单")
    actions = all_of(finding, *groups)
    assert actions[-1] == FindTickets(number=NUMBER)
    assert finding.state == "looking"


def test_a_number_of_the_telephone_needs_no_code() -> None:
    finding, _ = begun(f"工单号{LAMP.number}到哪一步了", LAMP, NOISE)
    assert finding.own == LAMP


def test_a_withheld_number_is_not_told_that_it_has_none() -> None:
    _, told = begun("查一下工单", phone=False)
    assert [action.prompt for action in told if isinstance(action, Say)] == ["case_ask_number"]


def coded() -> Finding:
    finding, _ = begun("查一下工单")
    all_of(finding, NUMBER, TicketsFound((), "code", NUMBER))
    assert finding.state == "code"
    return finding


def test_the_code_opens_it() -> None:
    finding = coded()
    actions = all_of(finding, "六五四三二一")
    assert actions[-1] == FindTickets(number=NUMBER, code="654321")
    all_of(finding, TicketsFound((LAMP,), "", NUMBER))
    assert finding.own == LAMP


def test_a_code_is_a_secret_and_a_number_is_none() -> None:
    finding = coded()
    assert finding.listen().secret
    (begun_with_zero,) = all_of(finding, Keyed("0"))
    assert begun_with_zero == Listen(ZERO_S, "digits", secret=True)
    assert not begun("我的工单怎么样了")[0].listen().secret


def test_three_wrong_codes_are_a_persons_and_tell_nothing() -> None:
    finding = coded()
    log: list[Action] = []
    for tries in range(CODE_TRIES):
        assert finding.state == "code", tries
        log += all_of(finding, "一一一一一一", TicketsFound((), "code", NUMBER))
    assert (finding.state, finding.reason, finding.own) == ("person", "case_code", None)
    assert sum(isinstance(action, FindTickets) for action in log) == CODE_TRIES
    assert "路灯" not in said(log)


def test_what_was_looked_up_for_the_telephone_opens_nothing_else() -> None:
    finding, _ = begun("查一下工单")
    all_of(finding, NUMBER, TicketsFound((LAMP,)))
    assert (finding.state, finding.own) == ("looking", None)


@pytest.mark.parametrize("then", [Silence(), Keyed("#")])
def test_zero_is_a_digit_of_a_code_and_alone_a_person(then: Event) -> None:
    finding = coded()
    assert finding.typing
    all_of(finding, Keyed("0"))
    assert finding.state == "code"
    all_of(finding, then)
    assert finding.state == "person"


def test_a_lookup_that_fails_is_a_persons() -> None:
    finding, _ = begun("查一下工单")
    all_of(finding, NUMBER, Failed("send_sms"))
    assert finding.state == "looking"
    all_of(finding, Failed("find_tickets"))
    assert (finding.state, finding.reason) == ("person", "case_failed")
