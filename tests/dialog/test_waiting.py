"""Every state with every event, what is announced when, and the words of those who wait."""

import inspect

import pytest

from dialog.events import (
    Action,
    Event,
    Failed,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    PromiseReturn,
    Queued,
    ReturnPromised,
    Say,
    Silence,
    TicketFiled,
)
from dialog.waiting import ENDS, KINDS, STATES, TRANSITIONS, WORDS, Waiting, minutes

SHORT, LONG = Queued(1, 50.0, may_return=True), Queued(4, 400.0, may_return=True)
WITHHELD = Queued(4, 400.0)

WAYS: dict[str, tuple[Event, ...]] = {
    "joining": (),
    "waiting": (SHORT,),
    "asking": (SHORT, Heard("不等了")),
    "promising": (SHORT, Keyed("1")),
    "left": (SHORT, Heard("不等了"), Heard("不用")),
    "promised": (SHORT, Keyed("1"), ReturnPromised()),
    "goodbye": (SHORT, Heard("再见")),
    "danger": (SHORT, Heard("着火了")),
}

EVENTS: tuple[Event, ...] = (
    SHORT,
    LONG,
    WITHHELD,
    *map(Heard, ("", "嗯", "好", "不", "不等了", "回电", "再等等", "没人了吗", "挂了吧", "着火了")),
    *map(Keyed, "019*#"),
    Silence(),
    ReturnPromised(),
    *map(Failed, ("return_call", "handoff", "send_sms")),
    TicketFiled("20261121500000000017", "654321", "渝北区", "12月14日"),
)


def brought_to(way: tuple[Event, ...]) -> Waiting:
    waiting = Waiting(offer_from_s=120.0)
    for event in way:
        waiting.receive(event)
    return waiting


def prompts(actions: tuple[Action, ...]) -> list[str]:
    return [action.prompt for action in actions if isinstance(action, Say)]


def test_the_ways_reach_every_state() -> None:
    assert {brought_to(way).state for way in WAYS.values()} == set(STATES) == set(WAYS)


@pytest.mark.parametrize("event", EVENTS, ids=repr)
@pytest.mark.parametrize("state", WAYS)
def test_every_state_takes_every_event(state: str, event: Event) -> None:
    waiting = brought_to(WAYS[state])
    actions = waiting.receive(event)
    if state in ENDS:
        assert (actions, waiting.state) == ((), state)
    if actions and waiting.state not in ENDS:
        assert isinstance(actions[-1], Listen | PromiseReturn)


def test_the_table_names_handlers() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(Waiting, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)
    assert {f"_hear_{name}" for _, name in WORDS} <= set(methods)


# --- what is announced ---


@pytest.mark.parametrize(
    ("wait_s", "said"),
    [
        (0, "一分钟左右"),
        (60, "一分钟左右"),
        (61, "2分钟"),
        (180, "3分钟"),
        (1800, "30分钟"),
        (1801, "半小时以上"),
    ],
)
def test_minutes_are_never_too_few(wait_s: float, said: str) -> None:
    assert minutes(wait_s) == said


def test_the_place_and_the_wait_are_said() -> None:
    said = Waiting(900.0).receive(Queued(3, 170.0))[0]
    assert isinstance(said, Say)
    assert said.text == "话务员都在忙，前面还有2位，大概等3分钟，请不要挂机。"
    assert prompts(Waiting(900.0).receive(Queued(1, 30.0))) == ["queue_next"]


def test_a_long_wait_is_offered_a_call_at_once_a_short_one_the_second_time() -> None:
    assert prompts(Waiting(120.0).receive(LONG)) == ["queue_place", "queue_offer"]
    waiting = Waiting(120.0)
    assert prompts(waiting.receive(SHORT)) == ["queue_next"]
    assert prompts(waiting.receive(SHORT)) == ["queue_next", "queue_offer"]


def test_without_a_number_nothing_is_offered() -> None:
    waiting = brought_to((WITHHELD,))
    assert prompts(waiting.receive(WITHHELD)) == ["queue_place"]
    assert prompts(waiting.receive(Heard("给我回电话"))) == ["queue_no_return"]
    assert isinstance(waiting.receive(Heard("不等了"))[-1], LeaveQueue)
    assert waiting.state == "left"


# --- what is understood ---


@pytest.mark.parametrize(
    "words", ["回电", "那你们给我回电吧", "打给我吧", "回个电话给我", "给我打电话嘛"]
)
def test_a_call_back_by_word(words: str) -> None:
    waiting = brought_to((SHORT,))
    assert isinstance(waiting.receive(Heard(words))[-1], PromiseReturn)


@pytest.mark.parametrize("words", ["不等了", "我不想等了", "等不了这么久", "算了"])
def test_who_does_not_want_to_wait_is_asked_first(words: str) -> None:
    waiting = brought_to((SHORT,))
    assert prompts(waiting.receive(Heard(words))) == ["queue_ask_return"]
    assert isinstance(waiting.receive(Heard("可以"))[-1], PromiseReturn)


@pytest.mark.parametrize("words", ["再等等", "那我继续等", "不用回电，我等着"])
def test_who_waits_on(words: str) -> None:
    waiting = brought_to((SHORT, Heard("不等了")))
    assert prompts(waiting.receive(Heard(words))) == ["queue_stay"]
    assert waiting.state == "waiting"


@pytest.mark.parametrize("words", ["没人了吗", "还要等多久", "前面几个人", "没听清"])
def test_the_place_is_said_again(words: str) -> None:
    assert prompts(brought_to((SHORT,)).receive(Heard(words))) == ["queue_next"]


@pytest.mark.parametrize("words", ["挂了吧", "再见"])
def test_goodbye(words: str) -> None:
    waiting = brought_to((SHORT,))
    waiting.receive(Heard(words))
    assert waiting.state == "goodbye"


@pytest.mark.parametrize("words", ["", "嗯", "妈妈吃饭了没有", "你把电视关小点"])
def test_talk_in_the_room_is_not_answered(words: str) -> None:
    actions = brought_to((SHORT,)).receive(Heard(words))
    assert [type(action) for action in actions] == [Listen]


def test_silence_after_the_question_waits_on() -> None:
    waiting = brought_to((SHORT, Heard("不等了")))
    assert [type(a) for a in waiting.receive(Silence())] == [Listen]
    assert waiting.state == "waiting"
