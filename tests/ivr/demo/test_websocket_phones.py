from typing import Any

import pytest

from ivr.demo import websocket_phones
from ivr.demo.stage import Stage
from ivr.demo.story import COMPLAINT, QUESTION
from ivr.demo.websocket_phones import WebSocketPhones
from ivr.gateway.errors import CallRefused
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.websocket.client import CallReport
from ivr.gateway.websocket.native import Ring
from tests.ivr.demo.conftest import report, shown


async def test_a_citizen_phones_and_the_call_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    async def call(url: str, caller: ScriptedCaller, **given: Any) -> CallReport:
        asked.update(given, url=url)
        return report("您好")

    monkeypatch.setattr(websocket_phones, "call", call)
    assert (await WebSocketPhones(stage).phone(QUESTION, "①")).ended == "robot"
    assert (asked["url"], asked["token"]) == ("ws://nowhere/native", "media")
    assert asked["number"] == stage.caller(QUESTION)[0]
    assert asked["clock"].speed == stage.speed
    assert (stage.folder / f"{QUESTION}.wav").is_file()


async def test_a_handset_is_ready_before_the_robot_is_asked_to_ring(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered: list[tuple[str, str]] = []

    async def serve_handset(url: str, number: str, on_ring: Any, **given: Any) -> None:
        registered.append((number, given["token"]))
        given["on_ready"]()
        assert isinstance(on_ring(Ring("cb-1", "12345", "[回访]")), ScriptedCaller)
        given["on_call_end"](report("您好"))

    monkeypatch.setattr(websocket_phones, "serve_handset", serve_handset)
    async with WebSocketPhones(stage).answering(COMPLAINT, "④"):
        assert registered == [(stage.caller(COMPLAINT)[0], "media")]
    assert "电话响了 [回访]" in shown(stage)
    assert (stage.folder / f"{COMPLAINT}.wav").is_file()


async def test_a_handset_that_is_refused_is_told_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve_handset(*_: object, **__: object) -> None:
        raise CallRefused("too many handsets")

    monkeypatch.setattr(websocket_phones, "serve_handset", serve_handset)
    with pytest.raises(CallRefused):
        async with WebSocketPhones(stage).answering(COMPLAINT, "④"):
            pass
