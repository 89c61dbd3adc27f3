"""`run_call`: one whole call, its log, its recording, and the catch-all."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile

from dialog.events import FileTicket, HangUp, Listen, Say, StopRecording, TicketFiled
from ivr.call.ports import CallResult, SessionSettings
from ivr.call.recording import Recording
from ivr.gateway.phone import Keys, Manners, Over, Segment

Script = Callable[..., Any]

GREETING = Say("greeting", ("您好，请问有什么可以帮您？",))
ASKED = Say("anything_else", ("请问还有其他问题吗？",))
GOODBYE = Say("goodbye", ("再见。",))
END = (GOODBYE, HangUp("answered"))
REQUEST = FileTicket("城市管理", "噪音", "江北区", "楼下施工", "13800138000")
FILED = TicketFiled("5000002601050001", "1234", "城管局", "1月12日")
APOLOGY = Say("system_apology", ("对不起。",))


async def test_the_result_and_the_ends_of_the_log(stage: Any, script: Script) -> None:
    stage.heard = ["没有了"]
    stage.says(1.0)
    result = await stage.play(script((GREETING, Listen(5)), END))
    first, last = stage.events.records[0], stage.events.records[-1]
    assert first == {
        "at_ms": 0,
        "event": "call_started",
        "call": "call-1",
        "direction": "inbound",
        "dialect": "file",
        "engine": "fake",
    }
    assert last == {
        "at_ms": round(result.duration_s * 1000),
        "event": "call_ended",
        "outcome": "answered",
    }
    assert result == CallResult("call-1", "answered", duration_s=result.duration_s)
    times = [record["at_ms"] for record in stage.events.records]
    assert times == sorted(times)


async def test_two_runs_give_the_same_log_byte_by_byte(stage: Any, script: Script) -> None:
    async def log_of_a_run() -> str:
        again = type(stage)(heard=["转人工", "没有了"])
        again.manners = Manners(room_noise=20.0)
        again.services.tickets = [FILED]
        again.does(
            Segment(again.voice(1.0), Over(0.5)), Segment(Keys("1")), Segment(again.voice(0.9))
        )
        listening = (GREETING, Listen(5))
        await again.play(script(listening, listening, (REQUEST,), listening, END))
        return str(again.events.jsonl())

    first = await log_of_a_run()
    assert "ticket_filed" in first
    assert "barge_in" in first
    assert first == await log_of_a_run()


async def test_the_recording_has_both_sides(stage: Any, script: Script, tmp_path: Path) -> None:
    stage.heard = ["没有了"]
    stage.says(1.0)
    with Recording(tmp_path / "call.wav", 8000) as stage.recording:
        result = await stage.play(script((GREETING, Listen(5)), END))
    samples, _ = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert len(samples) == round(result.duration_s * 8000)
    caller, robot = samples[:, 0].tobytes(), samples[:, 1].tobytes()
    assert stage.line.caller_pcm.startswith(caller)
    # The far end hears each frame one tick after it was recorded.
    assert stage.line.robot_pcm[320:].startswith(robot[:-320])


async def test_nothing_is_recorded_after_a_wish_for_secrecy(
    stage: Any, script: Script, tmp_path: Path
) -> None:
    stage.heard = ["请给我保密", "没有了"]
    stage.says(1.0, 1.0)
    asked = (StopRecording("secret"), ASKED, Listen(5))
    with Recording(tmp_path / "call.wav", 8000) as stage.recording:
        result = await stage.play(script((GREETING, Listen(5)), asked, END))
    (stopped,) = stage.all_of("recording_stopped")
    stopped_s = stopped["at_ms"] / 1000  # type: ignore[operator]
    assert 0 < stopped_s < result.duration_s - 1
    assert soundfile.info(tmp_path / "call.wav").duration == pytest.approx(stopped_s, abs=0.03)


# --- the catch-all ---


async def test_an_error_of_ours_is_apologised_for_and_handed_over(
    stage: Any, script: Script
) -> None:
    stage.settings = SessionSettings(apology=APOLOGY, fallback_queue="desk")
    stage.heard = ["你好"]
    stage.says(1.0)
    result = await stage.play(script((GREETING, Listen(5)), ZeroDivisionError("bug")))
    assert (result.outcome, result.reason) == ("failed", "ZeroDivisionError")
    assert stage.line.transferred.target == "desk"
    assert stage.line.transferred.context == {"reason": "failed"}
    # What the caller hears last is the apology, but for its last frame on its way.
    assert len(stage.line.robot_pcm) >= 2 * 8000 * 0.1 * len(APOLOGY.text)
    assert stage.line.robot_pcm[-640:-320] != bytes(320)
    [apology] = stage.all_of("apology")
    assert (apology["prompt"], apology["text"]) == (APOLOGY.prompt, APOLOGY.text)
    assert stage.named("apology", "call_ended") == ["apology", "call_ended"]
    assert stage.events.records[-1]["outcome"] == "failed"


async def test_an_error_at_the_first_word(stage: Any, script: Script) -> None:
    result = await stage.play(script(ValueError("bug")))
    assert (result.outcome, result.reason) == ("failed", "ValueError")
    assert stage.line.transferred.target == "agents"


async def test_nobody_takes_the_failed_call(stage: Any, script: Script) -> None:
    stage.closed_queues = frozenset({"agents"})
    result = await stage.play(script(ValueError("bug")))
    assert result.outcome == "failed"
    assert (await stage.line.receive()).reason == "robot"


async def test_a_broken_voice_does_not_keep_the_caller_from_a_person(
    stage: Any, script: Script
) -> None:
    stage.mouth.broken = {"system_apology"}
    await stage.play(script(ValueError("bug")))
    assert stage.line.transferred.target == "agents"
    [apology] = stage.all_of("apology")
    assert "text" not in apology, "nothing was said"


async def test_a_line_on_which_nothing_works_any_more(
    stage: Any, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> bool:
        raise ConnectionError("gone")

    def gone() -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr("ivr.gateway.file_line.FileLine.transfer", broken)
    stage.on_hang_up = gone
    result = await stage.play(script(ValueError("bug")))
    assert (result.outcome, result.reason) == ("failed", "ValueError")
    assert stage.named("apology", "call_ended") == ["apology", "call_ended"]


async def test_a_line_that_breaks_is_an_error_of_ours(
    stage: Any, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_line: object) -> None:
        raise ConnectionError("flush")

    monkeypatch.setattr("ivr.gateway.file_line.FileLine.flush", broken)
    stage.does(Segment(Keys("0"), Over(0.4)))
    result = await stage.play(script((GREETING, Listen(5)), (GREETING, Listen(5))))
    assert (result.outcome, result.reason) == ("failed", "ConnectionError")


async def test_an_error_after_the_caller_has_gone(stage: Any, script: Script) -> None:
    stage.manners = Manners(hang_up_after=1)
    conversation = script((GREETING, Listen(5)))
    conversation.gone = ValueError("bug")
    result = await stage.play(conversation)
    assert (result.outcome, result.reason) == ("failed", "ValueError")
    assert stage.line.transferred is None


async def test_a_ticket_survives_an_error_of_ours(stage: Any, script: Script) -> None:
    stage.hold_work()
    stage.services.tickets = [FILED]
    stage.services.gate = asyncio.Event()
    stage.manners = Manners(patience=1)
    conversation = script((REQUEST,))

    def bug() -> tuple[()]:
        stage.services.gate.set()
        raise ValueError("bug")

    conversation.gone = bug
    result = await stage.play(conversation)
    assert (result.outcome, result.ticket_number) == ("failed", FILED.number)
