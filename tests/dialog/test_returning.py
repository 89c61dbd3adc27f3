import inspect

import pytest

from dialog.events import Connected, Event, Failed, Gone, Handoff, HangUp, Heard, Say
from dialog.returning import KINDS, STATES, TRANSITIONS, ReturnCall

HANDOFF = Handoff("agents", "asked", "来电人要求人工")


def opened(recorded: bool = True) -> ReturnCall:
    call = ReturnCall("重庆12345热线", recorded, HANDOFF)
    call.receive(Connected(), 0.0)
    return call


@pytest.mark.parametrize("recorded", [True, False])
def test_the_citizen_hears_who_calls_and_gets_the_agent(recorded: bool) -> None:
    said, handoff = ReturnCall("重庆12345热线", recorded, HANDOFF).receive(Connected(), 0.0)
    assert isinstance(said, Say)
    assert "重庆12345热线" in said.text
    assert ("录音" in said.text) == recorded
    assert not said.interruptible
    assert handoff == HANDOFF


def test_an_agent_who_is_gone_again_is_apologised_for() -> None:
    said, hang_up = opened().receive(Failed("handoff"), 1.0)
    assert isinstance(said, Say)
    assert hang_up == HangUp("failed")


@pytest.mark.parametrize("event", [Heard("喂"), Gone()])
def test_hanging_up_ends_it_and_words_do_not(event: Event) -> None:
    call = opened()
    actions = call.receive(event, 1.0)
    assert actions == ((HangUp("caller_gone"),) if isinstance(event, Gone) else ())
    assert call.receive(Failed("handoff"), 2.0) == () or call.state == "ended"


def test_the_table_names_a_handler_for_every_pair() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    methods = dict(inspect.getmembers(ReturnCall, inspect.isfunction))
    assert {f"_on_{name}" for name in TRANSITIONS.values()} <= set(methods)
