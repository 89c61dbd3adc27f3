from typing import Any

import pytest

from bench.call_scripts import Answer, CallScript
from bench.scenarios import lines_of
from bench.scripted_call import Held
from bench.virtual_calls import hold_virtually
from tests.ivr.conftest import Scripted, SettingsOf, scripted, settings_of, voice

__all__ = ["scripted", "settings_of", "voice"]


@pytest.fixture
def held(settings_of: SettingsOf, scripted: Scripted, voice: bytes) -> Any:
    """Hold one call in which the recogniser hears the texts given."""

    async def hold(script: CallScript, *texts: str) -> Held:
        scripted(*texts)
        lines = lines_of([script], lambda script, answer: voice, lambda script: None)
        told: list[str] = []
        (held,) = await hold_virtually(settings_of(), lines, told.append)
        assert told == [script.name]
        return held

    return hold


def script(expect: dict[str, Any], **more: Any) -> CallScript:
    answers = {"any": (Answer("…"),)}
    return CallScript("a", "x", "13800139011", "zm_yunxi", answers, expect, **more)


async def test_a_caller_is_heard_and_given_to_a_person(held: Any) -> None:
    call = await held(script({"outcome": "handoff", "handoff": "asked"}), "帮我转人工")
    assert call.passed, call.faults
    assert [turn.heard for turn in call.turns] == ["帮我转人工"]
    assert call.late_ms == 0


async def test_what_is_not_as_it_should_be_is_told(held: Any) -> None:
    call = await held(script({"handoff": "anger"}), "帮我转人工")
    assert call.faults == ("handoff 'anger' wanted, got ['asked']",)


async def test_a_callback_settles_its_ticket(held: Any) -> None:
    about = {"title": "路灯不亮", "place": "渝北区龙溪街道"}
    happy = script({"outcome": "survey", "ticket": {"state": "archived"}}, callback=about)
    call = await held(happy, "是我", "联系了", "解决了", "满意")
    assert call.passed, call.faults


async def test_the_unhappy_go_back_to_the_unit(held: Any) -> None:
    about = {"title": "路灯不亮", "place": "渝北区龙溪街道"}
    unhappy = script({"outcome": "survey", "ticket": {"state": "redo"}}, callback=about)
    call = await held(unhappy, "是我", "联系了", "没有解决", "不满意", "灯还是不亮")
    assert call.passed, call.faults
