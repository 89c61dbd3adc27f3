from pathlib import Path

from bench.voices import COMMA_MS, Callers
from ivr.speech.metered import MeteredVoice
from ivr.speech.voice import Voice


class Counting:
    def __init__(self) -> None:
        self.loaded: list[str] = []

    def __call__(self, name: str) -> Voice:
        self.loaded.append(name)
        return MeteredVoice()


def test_clauses_are_spoken_once_and_joined_with_a_pause(tmp_path: Path) -> None:
    load = Counting()
    callers = Callers(load, tmp_path)
    one = callers.say("我要投诉", "zm_yunxi")
    two = callers.say("我要投诉，我要投诉。", "zm_yunxi")
    pause = bytes(2 * 8 * COMMA_MS)
    assert two == one + pause + one
    assert callers.say("我要+投诉", "zm_yunxi").count(pause) == 0
    assert load.loaded == ["zm_yunxi"]


def test_what_is_kept_needs_no_voice(tmp_path: Path) -> None:
    first = Callers(Counting(), tmp_path).say("你好", "zm_yunxi", 1.1)
    load = Counting()
    again = Callers(load, tmp_path)
    assert again.say("你好", "zm_yunxi", 1.1) == first
    assert load.loaded == []
    again.say("你好", "zf_xiaoni", 1.1)
    assert load.loaded == ["zf_xiaoni"]
