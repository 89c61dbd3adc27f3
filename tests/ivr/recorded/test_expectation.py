from typing import Any

import pytest

from ivr.call.eventlog import EventLog
from ivr.errors import SidecarError
from ivr.recorded.expectation import CHECKS, failures


def call() -> EventLog:
    events = EventLog()
    events.add(0, "robot_says", prompt="greeting", text="您好")
    events.add(3, "heard", text="楼下半夜施工")
    events.add(3, "robot_says", prompt="kb:noise", text="夜间施工要有许可")
    events.add(5, "heard", text="帮我登记")
    events.add(6, "robot_says", prompt="kb:permit", text="许可由住建委发")
    events.add(7, "ticket_filed", number="500000", unit="城管局", place="江北区", matter="噪音")
    events.add(8, "robot_says", prompt="goodbye", text="再见")
    events.add(8, "verdict", label="satisfied")
    events.add(8, "handoff", queue="agents", reason="asked", summary="")
    events.add(9, "call_ended", outcome="handoff", reason="asked")
    return events


MET: list[tuple[str, Any]] = [
    ("outcome", "handoff"),
    ("prompts", ["greeting", "goodbye"]),
    ("prompts", []),
    ("answers", ["noise", "permit"]),
    ("answers", ["permit"]),
    ("never", ["emergency"]),
    ("handoff", "asked"),
    ("label", "satisfied"),
    ("ticket", {"unit": "城管", "place": "江北"}),
    ("ticket", {}),
    ("words", ["半夜", "登记"]),
]

NOT_MET: list[tuple[str, Any, str]] = [
    ("outcome", "answered", "answered"),
    ("prompts", ["goodbye", "greeting"], "greeting"),
    ("prompts", ["greeting", "greeting"], "greeting"),
    ("answers", ["permit", "noise"], "noise"),
    ("answers", ["greeting"], "greeting"),
    ("never", ["emergency", "goodbye"], "goodbye"),
    ("handoff", "anger", "anger"),
    ("label", "unsatisfied", "unsatisfied"),
    ("ticket", {"unit": "城管", "place": "渝中"}, "渝中"),
    ("ticket", {"category": "城市管理"}, "category"),
    ("words", ["半夜", "漏水"], "漏水"),
]


@pytest.mark.parametrize(("name", "wanted"), MET)
def test_what_happened_is_met(name: str, wanted: Any) -> None:
    assert failures({name: wanted}, call().records) == ()


@pytest.mark.parametrize(("name", "wanted", "named"), NOT_MET)
def test_what_did_not_happen_is_one_line(name: str, wanted: Any, named: str) -> None:
    [line] = failures({name: wanted}, call().records)
    assert named in line


def test_every_check_is_tried_both_ways() -> None:
    assert {name for name, _ in MET} == {name for name, *_ in NOT_MET} == set(CHECKS)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("outcome", "handoff"), ("handoff", "asked"), ("label", "satisfied"), ("ticket", {})],
)
def test_nothing_happened(name: str, wanted: Any) -> None:
    assert len(failures({name: wanted}, [])) == 1


def test_two_tickets_are_one_too_many() -> None:
    events = call()
    events.add(9, "ticket_filed", number="500001", unit="城管局")
    assert failures({"ticket": {"unit": "城管"}}, events.records) == ("one ticket wanted, got 2",)


def test_all_that_is_wrong_is_told() -> None:
    expect = {"outcome": "answered", "words": ["漏水", "半夜", "停电"], "handoff": "asked"}
    assert len(failures(expect, call().records)) == 3


def test_nothing_expected_is_met() -> None:
    assert failures({}, call().records) == ()


def test_an_unknown_expectation_is_refused() -> None:
    with pytest.raises(SidecarError, match=r"outcom.*known: .*outcome"):
        failures({"outcom": "handoff"}, call().records)


@pytest.mark.parametrize("name", ["prompts", "answers", "never", "words"])
def test_a_text_where_a_list_belongs_is_refused(name: str) -> None:
    with pytest.raises(SidecarError, match=f"{name}.*list"):
        failures({name: "goodbye"}, call().records)
