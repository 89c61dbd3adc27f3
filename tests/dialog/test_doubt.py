"""One question where danger is not sure. The wording and the ends are in tests/scenarios."""

import pytest

from dialog.doubt import MOST, UNASKED, Doubting
from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    Gone,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Say,
    Silence,
)

DOUBTED = "我老公摔倒了"
OWN = "我心里难受得很"


class Told:
    """A conversation that keeps what reaches it."""

    def __init__(self, state: str = "open") -> None:
        self.state = state
        self.heard: list[Event] = []

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        self.heard.append(event)
        return ()


def after(*events: Event, state: str = "open") -> list[Event]:
    """What the conversation is told."""
    inner = Told(state)
    outer = Doubting(inner)
    for event in events:
        outer.receive(event, 0.0)
    return inner.heard


def test_it_asks_before_the_conversation_hears() -> None:
    inner = Told()
    actions = Doubting(inner).receive(Heard(DOUBTED), 0.0)
    assert not inner.heard
    assert [action.prompt for action in actions if isinstance(action, Say)] == ["doubt_danger"]
    assert isinstance(actions[-1], Listen)


@pytest.mark.parametrize("answer", ["有", "嗯", "快来", "他没呼吸了"])
def test_a_yes_or_more_signs_are_danger(answer: str) -> None:
    [needed] = after(Heard(DOUBTED), Heard(answer))
    assert isinstance(needed, PersonNeeded)
    assert needed.reason == "medical"
    assert needed.words == f"{DOUBTED}，{answer}"


@pytest.mark.parametrize("answer", ["没有", "没事", "没有危险", "不用"])
def test_after_a_no_what_was_said_is_heard(answer: str) -> None:
    assert after(Heard(DOUBTED), Heard(answer)) == [Heard(DOUBTED)]


@pytest.mark.parametrize("event", [Keyed("0"), Failed("hearing")], ids=["a key", "ears that fail"])
def test_who_cannot_answer_is_not_left(event: Event) -> None:
    assert isinstance(after(Heard(DOUBTED), event)[0], PersonNeeded)


def test_silence_is_asked_once_more_and_is_not_a_no() -> None:
    assert not after(Heard(DOUBTED), Silence())
    [needed] = after(Heard(DOUBTED), Silence(), Silence())
    assert isinstance(needed, PersonNeeded)


def test_who_tells_what_it_is_about_is_heard_with_both() -> None:
    more = "是想问工伤认定去哪里办理"
    assert after(Heard(DOUBTED), Heard(more)) == [Heard(f"{DOUBTED}，{more}")]


@pytest.mark.parametrize("end", [Gone(), Heard("再见")], ids=["hangs up", "takes leave"])
def test_who_leaves_without_an_answer_leaves_what_was_said(end: Event) -> None:
    [gone] = after(Heard(DOUBTED), end)
    assert isinstance(gone, Gone)
    assert gone.danger == "medical"
    assert gone.words.startswith(DOUBTED)


def test_who_takes_leave_with_a_no_leaves_nothing() -> None:
    assert after(Heard(DOUBTED), Heard("没事，再见")) == [Heard("没事，再见")]


def test_who_was_not_asked_just_hangs_up() -> None:
    assert after(Gone()) == [Gone()]


def test_goodbye_never_ends_a_doubt_of_despair() -> None:
    [needed] = after(Heard(OWN), Heard("再见"))
    assert isinstance(needed, PersonNeeded)
    assert needed.reason == "despair"


def test_no_kind_is_asked_about_twice() -> None:
    told = after(Heard(DOUBTED), Heard("没有"), Heard(DOUBTED))
    assert told == [Heard(DOUBTED), Heard(DOUBTED)]
    assert MOST > 1


@pytest.mark.parametrize("state", UNASKED)
def test_nobody_is_asked_where_a_person_is_on_the_way(state: str) -> None:
    assert after(Heard(DOUBTED), state=state) == [Heard(DOUBTED)]


def test_what_is_no_answer_reaches_the_conversation() -> None:
    assert after(Heard(DOUBTED), PersonNeeded("noise")) == [PersonNeeded("noise")]


def test_it_is_in_the_log() -> None:
    actions = Doubting(Told()).receive(Heard(DOUBTED), 0.0)
    noted = [action for action in actions if isinstance(action, Decision)]
    assert noted[0].kind == "care"
    assert noted[0].detail.startswith("doubt:medical")
