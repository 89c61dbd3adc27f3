"""Who asks for secrecy is not recorded any more, in whatever conversation."""

import pytest

from dialog.conversations import inbound
from dialog.discretion import Discreet
from dialog.events import Action, Connected, Event, Heard, Keyed, Listen, Say, StopRecording
from dialog.profile import Profile
from tests.dialog.conftest import FakeMatcher

ANSWER = (Say("go_ahead", ("您请说。",)), Listen(5.0))


class Plain:
    state = "open"

    def __init__(self) -> None:
        self.told: list[Event] = []

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        self.told.append(event)
        return ANSWER


def stopped(actions: tuple[Action, ...]) -> list[str]:
    return [action.reason for action in actions if isinstance(action, StopRecording)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("我要举报，请给我保密", "secret"),
        ("我匿名反映一个事", "secret"),
        ("怕他打击报复", "secret"),
        ("你们不要录音", "no_recording"),
        ("这个能不能别录音", "no_recording"),
    ],
)
def test_asking_for_secrecy_stops_the_recording_and_says_so(said: str, reason: str) -> None:
    conversation = Discreet(Plain())
    actions = conversation.receive(Heard(said), 3.0)
    assert stopped(actions) == [reason]
    assert isinstance(actions[1], Say)
    assert actions[1].prompt == "recording_stopped"
    assert actions[2:] == ANSWER


@pytest.mark.parametrize("said", ["不用保密", "我不匿名，你记我名字", "楼下太吵了", "没必要保密"])
def test_other_words_let_it_run(said: str) -> None:
    assert Discreet(Plain()).receive(Heard(said), 3.0) == ANSWER


def test_it_stops_once() -> None:
    conversation = Discreet(Plain())
    conversation.receive(Heard("请保密"), 1.0)
    assert conversation.receive(Heard("一定要保密"), 2.0) == ANSWER


def test_the_conversation_hears_everything_all_the_same() -> None:
    plain = Plain()
    conversation = Discreet(plain)
    events = [Connected("13800138000"), Heard("请保密"), Keyed("1")]
    for event in events:
        conversation.receive(event, 0.0)
    assert plain.told == events
    assert conversation.state == "open"


@pytest.mark.parametrize("yes", [Heard("要"), Keyed("1")])
def test_secrecy_that_was_asked_for_and_wanted_stops_the_recording_too(yes: Event) -> None:
    call = inbound(Profile(), FakeMatcher())
    call.receive(Connected("13800138000"), 0.0)
    call.receive(Heard("我要投诉，渝北区松牌路我们单位老板拖欠工资三个月了"), 0.0)
    call.receive(Heard("可以"), 0.0)
    actions = call.receive(yes, 0.0)
    assert actions[0] == StopRecording("secret")
    assert not any(isinstance(a, StopRecording) for a in call.receive(Heard("对"), 0.0))
