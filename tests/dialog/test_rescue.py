"""From the first sign of danger until a person is there: numbers, tickets, and never a way out of
despair that the robot opens. Every state and event: tests/scenarios/rescue_states.yaml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.account import UNKNOWN_PLACE
from dialog.areas.places import Place
from dialog.draft import Draft
from dialog.events import (
    Action,
    Event,
    Failed,
    FileTicket,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    Queued,
    ReturnPromised,
    Say,
    Silence,
    StayOnLine,
    TicketFiled,
)
from dialog.grammar.danger import OWN_LIFE, Danger, kinds
from dialog.rescue import ENDS, KINDS, SERVICES, STATES, TRANSITIONS, Rescue, alarm, doubted

DRAFT = Draft("13800138000", words=("我家厨房着火了",))
ASKED = Handoff("red", "emergency", "紧急情况；厨房着火", (("words", "我家厨房着火了"),))

EVENTS: tuple[Event, ...] = (
    Queued(2, 100.0, may_return=True),
    *map(Heard, ("", "不用了", "我挂了", "再见", "不等了", "没事了", "转人工", "着火了", "我想死",
                 "有人晕倒了", "好的", "回电")),
    *map(Keyed, "01*#"),
    Silence(),
    ReturnPromised(),
    TicketFiled("2026", "654321", "城管局", "12月14日"),
    *map(Failed, ("handoff", "file_ticket")),
)  # fmt: skip


def rescue(kind: str) -> Rescue:
    found = Danger(kind, "着火了")
    return Rescue(found, ASKED, alarm(found, DRAFT))


def of(kind: type, actions: tuple[Action, ...]) -> list[Action]:
    return [action for action in actions if isinstance(action, kind)]


def test_the_table_holds_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    assert {type(event).__name__ for event in EVENTS} == set(KINDS)


@pytest.mark.parametrize("kind", kinds())
def test_each_danger_names_its_one_number_files_and_fetches_a_person(kind: str) -> None:
    actions = rescue(kind).open()
    (said,), (ticket,), (asked,) = (of(one, actions) for one in (Say, FileTicket, Handoff))
    assert isinstance(said, Say)
    assert isinstance(ticket, FileTicket)
    assert isinstance(asked, Handoff)
    named = {service.number for service in SERVICES.values() if service.number in said.text}
    assert named == ({SERVICES[kind].number} if kind != "despair" else set())
    assert ticket.urgency == "特急"
    assert (asked.queue, dict(asked.slots)["danger"]) == ("red", SERVICES[kind].title)
    assert bool(of(StayOnLine, actions)) == (kind in OWN_LIFE)


def test_the_ticket_holds_what_was_said_and_where() -> None:
    found = Danger("gas", "煤气味")
    place = Place(detail="松牌路")
    ticket = alarm(found, Draft("1", place=place, words=("松牌路", "煤气味好大")), "原工单17。")
    assert (ticket.place, ticket.contact, ticket.title) == ("松牌路", "1", "燃气泄漏")
    assert ticket.content == "来电人说：松牌路。煤气味好大。原工单17。"
    assert alarm(found, Draft()).place == UNKNOWN_PLACE


def test_the_number_of_the_ticket_goes_with_the_next_try() -> None:
    call = rescue("fire")
    call.open()
    assert call.receive(TicketFiled("2026", "654321", "城管局", "12月14日")) == ()
    *_, again = call.receive(Failed("handoff"))
    assert isinstance(again, Handoff)
    assert dict(again.slots)["ticket"] == "2026"


def test_the_ticket_is_filed_once() -> None:
    call = rescue("fire")
    log = [*call.open()]
    for _ in range(4):
        log += (*call.receive(Failed("handoff")), *call.receive(Silence()))
    assert len(of(FileTicket, tuple(log))) == 1
    assert len(of(Handoff, tuple(log))) > 3


@given(st.sampled_from(OWN_LIFE), st.lists(st.sampled_from(EVENTS), max_size=20))
def test_nobody_in_despair_is_ever_left(kind: str, events: list[Event]) -> None:
    call = rescue(kind)
    call.open()
    for event in events:
        actions = call.receive(event)
        assert not [a for a in actions if isinstance(a, HangUp | LeaveQueue)]
        assert not actions or isinstance(actions[-1], Listen | Handoff)
        assert call.state not in ENDS


@given(st.sampled_from(kinds()), st.lists(st.sampled_from(EVENTS), max_size=20))
def test_something_always_follows_what_is_said(kind: str, events: list[Event]) -> None:
    call = rescue(kind)
    call.open()
    for event in events:
        ended = call.state in ENDS
        actions = call.receive(event)
        if isinstance(event, Heard):
            assert bool(actions) != ended


@pytest.mark.parametrize(("kind", "named"), [("collapse", True), ("despair", False)])
def test_the_matter_is_named_but_where_it_is_the_callers_own_life(kind: str, named: bool) -> None:
    draft = Draft("13800138000", words=("路面塌了一个大坑",))
    assert bool(alarm(Danger(kind, "塌了"), draft).matter_path) is named


def test_who_hung_up_when_asked_is_to_be_rung_back() -> None:
    ticket = doubted(alarm(Danger("fire", "着火了"), DRAFT))
    assert (ticket.title, ticket.urgency) == ("疑似火情", "特急")
    assert ticket.matter.startswith("疑似火情")
    assert ticket.content.endswith("请马上回电核实。")
