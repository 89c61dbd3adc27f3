from dataclasses import replace

import numpy as np
import pytest

from bench.call_scripts import Answer, CallScript
from bench.reactive import PATIENCE_S, REPLY_AFTER_S, ReactiveCaller, prompt_of, recognisers
from dialog.prompts import catalogue, say
from ivr.gateway.captions import Caption
from ivr.gateway.line import Digit, Frame, HungUp

LOUD = np.full(160, 8000, "<i2").tobytes()
WORDS = np.full(320, 4000, "<i2").tobytes()
KNOWN = recognisers(catalogue())
SCRIPT = CallScript(
    "a",
    "x",
    "1",
    "zm_yunxi",
    {
        "greeting_open": (Answer("路灯坏了"),),
        "ask_place": (Answer("渝北区"), Answer("龙溪街道")),
        "reprompt": (Answer(again=True),),
        "still_there": (Answer(silent=True),),
        "anything_else": (Answer("没有了", over_s=0.5),),
        "goodbye": (Answer(hang_up=True),),
        "ask_number": (Answer(keys="12"),),
    },
    {},
)


class Line:
    """The robot's side: captions and sound, frame by frame."""

    def __init__(self, script: CallScript = SCRIPT) -> None:
        self.caller = ReactiveCaller(script, lambda answer: WORDS, KNOWN)
        self.ticks = 0
        self.keys = ""
        self.hung_up = False

    def prompt(self, name: str, seconds: float = 0.4, **variables: str) -> None:
        self.caller.on_caption(Caption("robot", say(name, **variables).text))
        self.run(seconds, LOUD)

    def run(self, seconds: float, robot: bytes | None = None) -> None:
        for _ in range(round(seconds * 50)):
            for event in self.caller.hear(robot, self.ticks / 50):
                self.keys += event.digit if isinstance(event, Digit) else ""
                self.hung_up = self.hung_up or isinstance(event, HungUp)
                assert not isinstance(event, Frame) or len(event.pcm) == 320
            self.ticks += 1

    @property
    def said(self) -> list[str]:
        return [one.said for one in self.caller.done]


@pytest.fixture
def line() -> Line:
    return Line()


def test_every_prompt_is_known_by_its_words() -> None:
    plain = [p for p in catalogue().values() if not p.variables]
    assert [prompt_of(p.text, KNOWN) for p in plain] == [
        next(q.id for q in catalogue().values() if q.text == p.text) for p in plain
    ]
    assert prompt_of(say("filed", ticket="2026").text, KNOWN) == "filed"
    assert prompt_of(say("read_back", slots="路灯坏了").text, KNOWN) == "read_back"
    assert prompt_of(say("repaired", slots="路灯坏了").text, KNOWN) == "repaired"
    assert prompt_of("带身份证到柜台办。", KNOWN) == ""


def test_answers_when_the_robot_has_ended_and_not_before(line: Line) -> None:
    line.prompt("greeting_legal", service="重庆12345热线")
    line.prompt("greeting_open")
    line.run(REPLY_AFTER_S - 0.1)
    assert line.said == []
    line.run(0.3)
    assert line.said == ["路灯坏了"]


def test_waits_for_a_voice_that_comes_late(line: Line) -> None:
    line.run(3.0)
    line.prompt("greeting_open", seconds=0)
    line.run(2.0)
    assert line.said == []
    line.run(0.2, LOUD)
    line.run(REPLY_AFTER_S + 0.2)
    assert line.said == ["路灯坏了"]


def test_says_something_else_the_second_time_and_the_same_when_asked_to(line: Line) -> None:
    for name in ("ask_place", "ask_place", "reprompt"):
        line.prompt(name)
        line.run(2.0)
    assert line.said == ["渝北区", "龙溪街道", "龙溪街道"]


def test_answers_what_nobody_foresaw_and_says_again_what_was_said_first() -> None:
    answers = {
        "greeting_open": (Answer("路灯坏了"),),
        "ask_place": (Answer("渝北区"),),
        "any": (Answer(first=True),),
    }
    line = Line(replace(SCRIPT, answers=answers))
    for name in ("greeting_open", "ask_place", "ask_matter"):
        line.prompt(name)
        line.run(2.0)
    assert line.said == ["路灯坏了", "渝北区", "路灯坏了"]


def test_comes_over_a_prompt(line: Line) -> None:
    line.prompt("anything_else", seconds=1.0)
    assert line.said == ["没有了"]
    assert 0.5 <= line.caller.done[0].at < 0.6


def test_comes_over_the_first_of_several_prompts_that_are_told_together(line: Line) -> None:
    line.caller.on_caption(Caption("robot", say("anything_else").text))
    line.prompt("ask_number", seconds=1.0)
    assert line.said[:1] == ["没有了"]
    assert 0.5 <= line.caller.done[0].at < 0.6


def test_presses_keys_stays_silent_and_hangs_up(line: Line) -> None:
    line.prompt("ask_number")
    line.run(2.0)
    assert line.keys == "12"
    line.prompt("still_there")
    line.run(2.0)
    assert line.said == ["12"]
    line.prompt("goodbye")
    line.run(2.0)
    assert line.hung_up


def test_gives_up_a_robot_that_asks_for_ever() -> None:
    line = Line()
    for _ in range(8):
        line.prompt("ask_place")
        line.run(1.5)
    assert "again and again" in line.caller.trouble
    assert line.hung_up


def test_gives_up_a_robot_that_says_nothing(line: Line) -> None:
    line.run(PATIENCE_S + 1)
    assert line.hung_up
    assert "gave up" in line.caller.trouble


def test_what_is_behind_the_caller_is_always_there() -> None:
    noise = np.full(8000, 0.1)
    caller = ReactiveCaller(replace(SCRIPT), lambda answer: WORDS, KNOWN, noise)
    (frame,) = caller.hear(None, 0.0)
    assert isinstance(frame, Frame)
    assert np.abs(np.frombuffer(frame.pcm, "<i2") - 3277).max() < 150
