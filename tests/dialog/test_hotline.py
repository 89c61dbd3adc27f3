"""Every state with every event, random calls, and the tables themselves."""

import inspect
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog import enquiry_table
from dialog.events import (
    Action,
    ChangeTicket,
    Connected,
    Event,
    Failed,
    FileTicket,
    FindTickets,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    OwnTicket,
    PromiseReturn,
    Queued,
    ReturnPromised,
    Say,
    Silence,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from dialog.hotline import Hotline
from dialog.hotline_table import KINDS, PEOPLE, STATES, TRANSITIONS
from dialog.interrupts import INTERRUPTS
from dialog.profile import Profile
from knowledge.matcher import Match
from tests.dialog.conftest import FakeMatcher

FILED = TicketFiled("20261121500000000017", "654321", "渝北区", "12月14日")
OWN = OwnTicket(
    "202611210000000000171", "路灯不亮", "求助", "路灯不亮", "渝北区松牌路", "渝北区城管局",
    "正在办理", "underway", date(2026, 11, 16), date(2026, 11, 25), 3,
)  # fmt: skip
COMPLAINT = "渝北区松牌路路灯坏了没人修"

WAYS: dict[str, tuple[Event, ...]] = {
    "new": (),
    "open": (Connected("13800138000"),),
    "more": (Connected(""), Heard("护照怎么办理")),
    "clarify": (Connected(""), Heard("公积金")),
    "follow_up": (Connected(""), Heard("公积金缴存比例怎么调整")),
    "parts": (Connected("13800138000"), Heard("人才落户怎么办理")),
    "offer": (Connected("13800138000"), Heard("量子力学"), Heard("相对论")),
    "intake.matter": (Connected(""), Heard("我要投诉")),
    "intake.place": (Connected(""), Heard("路灯坏了没人修")),
    "intake.contact": (Connected("13800138000"), Heard(COMPLAINT)),
    "intake.number": (Connected(""), Heard(COMPLAINT)),
    "intake.check_number": (Connected(""), Heard(COMPLAINT), Heard("13900139000")),
    "intake.read_back": (Connected("13800138000"), Heard(COMPLAINT), Heard("可以")),
    "intake.repair": (Connected("13800138000"), Heard(COMPLAINT), Heard("可以"), Heard("不对")),
    "cases.standing": (Connected(""), TicketsFound((OWN,)), Heard("我的工单到哪一步了")),
    "cases.looking": (Connected(""), Heard("查一下我的工单"), Heard("2" * 21)),
    "filing": (Connected("13800138000"), Heard(COMPLAINT), Heard("可以"), Heard("对")),
    "handed": (Connected(""), Heard("转人工")),
    "ended": (Connected(""), Gone()),
}

EVENTS: tuple[Event, ...] = (
    Connected("13800138000"),
    *map(Heard, ("", "嗯", "好", "不", "转人工", "没听清", "再见", "着火了", "气死我了", "公积金",
                 "护照怎么办理", COMPLAINT, "13900139000", "渝中区两路口", "保密", "量子力学")),
    *map(Heard, ("人才落户怎么办理", "单位", "继续", "知道了", "不知道", "都不是")),
    *map(Keyed, "01239*#"),
    Silence(),
    FILED,
    *map(Heard, ("不等了", "回电", "挂了吧")),
    Queued(1, 30.0),
    Queued(3, 200.0, may_return=True),
    ReturnPromised(),
    TicketsFound((OWN,)),
    TicketsFound((), "code", "2" * 21),
    TicketChanged(OWN.number, "urge"),
    *map(Failed, ("file_ticket", "handoff", "send_sms", "hearing", "return_call", "what else")),
    *map(Failed, ("find_tickets", "change_ticket")),
    Gone(),
)  # fmt: skip


def brought_to(way: tuple[Event, ...], matcher: Any) -> Hotline:
    call = Hotline(Profile(), matcher)
    for event in way:
        call.receive(event, 0.0)
    return call


@pytest.fixture
def matcher() -> Any:
    return FakeMatcher()


@pytest.mark.parametrize("state", WAYS)
def test_the_ways_lead_where_they_say(state: str, matcher: Any) -> None:
    assert brought_to(WAYS[state], matcher).state == state


def test_the_ways_reach_every_state() -> None:
    of_table = {"cases.looking": "records"}
    reached = {of_table.get(state, state.partition(".")[0]) for state in WAYS}
    asked = set(enquiry_table.STATES) - set(enquiry_table.ENDS)
    assert reached == set(STATES) - {"enquiry"} | asked


def well_ended(actions: tuple[Action, ...]) -> bool:
    """Speaking is followed by listening, waiting for an answer, or the end of the call."""
    ends = Listen | FileTicket | FindTickets | ChangeTicket | PromiseReturn | Handoff | HangUp
    return not actions or isinstance(actions[-1], ends)


@pytest.mark.parametrize("event", EVENTS, ids=repr)
@pytest.mark.parametrize("state", WAYS)
def test_every_state_takes_every_event(state: str, event: Event, matcher: Any) -> None:
    call = brought_to(WAYS[state], matcher)
    actions = call.receive(event, 0.0)
    assert well_ended(actions)
    ended = [a for a in actions if isinstance(a, HangUp)]
    assert (call.state == "ended") == (bool(ended) or state == "ended")
    assert not [a for a in actions if isinstance(a, Say) and not a.text]


@pytest.mark.parametrize("state", WAYS)
def test_a_person_is_one_word_or_key_away(state: str, matcher: Any) -> None:
    if state in ("new", "filing", "handed", "ended"):
        pytest.skip("the robot does not listen here")
    for event in (Heard("转人工"), Heard("我要跟人说话"), Keyed("0")):
        call = brought_to(WAYS[state], matcher)
        handoff = call.receive(event, 0.0)[-1]
        assert isinstance(handoff, Handoff)
        assert handoff.reason == "asked"


@pytest.mark.parametrize("state", WAYS)
def test_hanging_up_ends_every_state(state: str, matcher: Any) -> None:
    call = brought_to(WAYS[state], matcher)
    actions = call.receive(Gone(), 0.0)
    assert call.state == "ended"
    assert [type(a) for a in actions] == ([] if state == "ended" else [HangUp])


def test_the_table_names_a_handler_for_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Hotline, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)
    assert {name for _, _, name in INTERRUPTS} == {*PEOPLE, "emergency", "repeat", "goodbye"}


class Stubborn:
    """A matcher that gives whatever hypothesis draws."""

    def __init__(self, matches: list[Match]) -> None:
        self._matches = matches

    def match(self, text: str, syllables: tuple[str, ...] = ()) -> Match:
        return self._matches[len(text) % len(self._matches)]


ASKING = tuple(way[-1] for name, way in WAYS.items() if name in ("follow_up", "parts", "clarify"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from((*EVENTS, *ASKING)), max_size=25), st.booleans())
def test_any_call_listens_waits_or_ends(events: list[Event], knowing: bool) -> None:
    stubborn = Stubborn([Match("unknown", reason="weak")])
    call = Hotline(Profile(), FakeMatcher() if knowing else stubborn)
    last: Action | None = None
    call.receive(Connected(""), 0.0)
    for event in events:
        actions = call.receive(event, 0.0)
        assert well_ended(actions)
        last = actions[-1] if actions else last
    handed = Handoff | Listen | PromiseReturn
    expected: dict[str, Any] = {
        "cases.looking": FindTickets,
        "cases.changing": ChangeTicket,
        "filing": FileTicket,
        "handed": handed,
        "ended": HangUp,
    }
    assert isinstance(last, expected.get(call.state, Listen)) or last is None
    call.receive(Gone(), 0.0)
    assert call.state == "ended"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    call = Hotline(Profile(), Stubborn([Match("unknown", reason="weak")]))
    call.receive(Connected(""), 0.0)
    assert well_ended(call.receive(Heard(text), 0.0))


def test_a_silent_caller_never_loops_even_when_no_person_is_free(matcher: Any) -> None:
    call = brought_to(WAYS["intake.contact"], matcher)
    for _ in range(20):
        event = Failed("handoff") if call.state == "handed" else Silence()
        call.receive(event, 0.0)
    assert call.state == "ended"


def test_the_legal_part_of_the_greeting_is_heard_in_full(matcher: Any) -> None:
    legal, rest, listen = Hotline(Profile(), matcher).receive(Connected(""), 0.0)
    assert isinstance(legal, Say)
    assert isinstance(rest, Say)
    assert "录音" in legal.text
    assert not legal.interruptible
    assert rest.interruptible
    assert isinstance(listen, Listen)


def test_the_city_is_a_setting(matcher: Any) -> None:
    greeting = Hotline(Profile(city="济南"), matcher).receive(Connected(""), 0.0)[0]
    assert isinstance(greeting, Say)
    assert "济南12345" in greeting.text


def test_two_calls_with_the_same_events_do_the_same(matcher: Any) -> None:
    way = (*WAYS["filing"], FILED, Heard("没有了"))
    first, second = (Hotline(Profile(), matcher) for _ in range(2))
    assert [first.receive(e, 0.0) for e in way] == [second.receive(e, 9.0) for e in way]


# --- waiting for a person ---


QUEUED = Queued(2, 150.0, may_return=True)


def test_who_would_not_wait_comes_back_to_the_robot(matcher: Any) -> None:
    call = brought_to((*WAYS["handed"], QUEUED, Heard("不等了")), matcher)
    actions = call.receive(Heard("不用了"), 0.0)
    assert isinstance(actions[0], LeaveQueue)
    assert [a.prompt for a in actions if isinstance(a, Say)] == ["offer_ticket_busy"]
    assert call.state == "offer"


def test_who_is_promised_a_call_hangs_up(matcher: Any) -> None:
    call = brought_to((*WAYS["handed"], QUEUED), matcher)
    assert isinstance(call.receive(Keyed("1"), 0.0)[-1], PromiseReturn)
    said, hang_up = call.receive(ReturnPromised(), 0.0)
    assert isinstance(said, Say)
    assert hang_up == HangUp("return_call")


def test_a_call_that_cannot_be_promised_is_waited_for(matcher: Any) -> None:
    call = brought_to((*WAYS["handed"], QUEUED, Heard("回电")), matcher)
    actions = call.receive(Failed("return_call"), 0.0)
    assert [type(action) for action in actions] == [Say, Listen]
    assert call.state == "handed"


def test_danger_while_waiting_goes_to_the_emergency_desk(matcher: Any) -> None:
    call = brought_to((*WAYS["handed"], QUEUED), matcher)
    handoff = call.receive(Heard("着火了"), 0.0)[-1]
    assert isinstance(handoff, Handoff)
    assert handoff.queue == "emergency"
    said = call.receive(Queued(1, 600.0, may_return=True), 0.0)
    assert [a.prompt for a in said if isinstance(a, Say)] == ["queue_emergency"]


def test_goodbye_while_waiting_ends_the_call(matcher: Any) -> None:
    call = brought_to((*WAYS["handed"], QUEUED), matcher)
    *_, hang_up = call.receive(Heard("挂了吧"), 0.0)
    assert isinstance(hang_up, HangUp)
    assert hang_up.outcome == "caller_gone"
