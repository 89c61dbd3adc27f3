"""The session carries out what the floor and the conversation decide."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from asr.errors import RecognitionFailed
from dialog.events import (
    Connected,
    Decision,
    Failed,
    FileTicket,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    Say,
    SendSms,
    Silence,
    StayOnLine,
    TicketFiled,
    Verdict,
)
from ivr.call.playback import REWIND_S
from ivr.call.ports import SessionSettings
from ivr.call.session import LAST_WORDS_S
from ivr.call.utterances import WITHHELD
from ivr.gateway.phone import AtOnce, Keys, Manners, Over, Segment

Script = Callable[..., Any]

GREETING = Say("greeting", ("您好，请问有什么可以帮您？",))
ANSWER = Say("kb:noise", ("夜间施工要有许可，", "您可以向城管反映。"))
GOODBYE = Say("goodbye", ("再见。",))
LISTEN = Listen(5.0)
END = (GOODBYE, HangUp("answered"))
REQUEST = FileTicket("城市管理", "噪音", "江北区", "楼下夜间施工", "13800138000")
FILED = TicketFiled("5000002601050001", "1234", "城管局", "1月12日")
UNSATISFIED = Verdict(reached=True, label="unsatisfied", words="没人来")


def heard(*texts: str) -> list[Heard]:
    return [Heard(text, tuple(text), 0.9) for text in texts]


def tones(pcm: bytes) -> float:
    """Seconds of PCM16 at 8 kHz in which something can be heard, in frames of 20 ms."""
    samples = np.frombuffer(pcm, "<i2").reshape(-1, 160)
    return float(np.count_nonzero(np.abs(samples).max(axis=1)) * 0.02)


async def test_a_call_from_greeting_to_hanging_up(stage: Any, script: Script) -> None:
    stage.heard = ["楼下夜间施工", "没有了"]
    stage.says(1.5, 1.0)
    conversation = script((GREETING, LISTEN), (ANSWER, Listen(4, "yes_no")), END)
    result = await stage.play(conversation)
    assert conversation.told == [Connected("13800138000"), *heard("楼下夜间施工", "没有了")]
    assert (result.outcome, result.reason, result.ticket_number) == ("answered", "", "")
    assert stage.ear.expected == [LISTEN, Listen(4, "yes_no")]
    # Every prompt is heard in full: 0.1 s a character.
    spoken = 0.1 * sum(len(say.text) for say in (GREETING, ANSWER, GOODBYE))
    assert tones(stage.line.robot_pcm) == pytest.approx(spoken, abs=0.021 * 3)
    assert [r["prompt"] for r in stage.all_of("robot_says")] == ["greeting", "kb:noise", "goodbye"]
    assert stage.named("robot_says", "robot_quiet", "caller_speaks", "partial", "heard") == [
        *("robot_says", "robot_quiet", "caller_speaks", "partial", "heard") * 2,
        *("robot_says", "robot_quiet"),
    ]


async def test_silence_is_told_after_the_time_given(stage: Any, script: Script) -> None:
    stage.manners = Manners(hang_up_after=60)
    conversation = script((GREETING, Listen(3.0)), END)
    await stage.play(conversation)
    assert conversation.told[1:] == [Silence()]
    quiet = stage.all_of("robot_quiet")[0]["at_ms"] / 1000
    assert conversation.told_at[1] == pytest.approx(quiet + 3.0)


async def test_words_over_a_prompt_end_it_and_are_told(stage: Any, script: Script) -> None:
    stage.heard = ["转人工"]
    stage.does(Segment(stage.voice(1.0), Over(0.5)))
    conversation = script((GREETING, LISTEN), END)
    await stage.play(conversation)
    assert conversation.told[1:] == heard("转人工")
    assert stage.named("barge_in", "robot_yields", "robot_resumes") == ["barge_in", "robot_yields"]
    # The robot fell silent within 0.4 s of voice, and the line was flushed.
    greeting = tones(stage.line.robot_pcm) - 0.1 * len(GOODBYE.text)
    assert greeting == pytest.approx(0.5 + 0.4, abs=0.1)


async def test_a_backchannel_over_a_prompt_only_pauses_it(stage: Any, script: Script) -> None:
    stage.settings = SessionSettings(is_backchannel=lambda words: words.text == "嗯嗯嗯")
    stage.heard = ["嗯嗯嗯", "没有了"]
    stage.does(Segment(stage.voice(0.8), Over(0.5)), Segment(stage.voice(0.8)))
    conversation = script((GREETING, LISTEN), END)
    await stage.play(conversation)
    assert conversation.told[1:] == heard("没有了")
    assert stage.named("barge_in", "robot_resumes", "robot_yields") == ["barge_in", "robot_resumes"]
    # Nothing of the greeting is lost: it goes on a little before where it was stopped.
    spoken = 0.1 * (len(GREETING.text) + len(GOODBYE.text))
    assert tones(stage.line.robot_pcm) == pytest.approx(spoken + REWIND_S, abs=0.05)


async def test_a_short_sound_over_a_prompt_does_not_pause_it(stage: Any, script: Script) -> None:
    stage.does(Segment(stage.voice(0.2), Over(0.5)))
    stage.manners = Manners(hang_up_after=60)
    await stage.play(script((GREETING, LISTEN), END))
    assert stage.named("caller_speaks", "barge_in", "robot_resumes") == ["caller_speaks"]
    spoken = 0.1 * (len(GREETING.text) + len(GOODBYE.text))
    assert tones(stage.line.robot_pcm) == pytest.approx(spoken, abs=0.05)


async def test_a_prompt_paused_before_its_first_word_cuts_off_nothing(
    stage: Any, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def flushed(_line: object) -> None:
        raise AssertionError("the end of the notice was thrown away")

    monkeypatch.setattr("ivr.gateway.file_line.FileLine.flush", flushed)
    notice = Say("notice", ("本次通话将被录音。",), interruptible=False)
    stage.settings = SessionSettings(is_backchannel=lambda words: words.text == "嗯嗯嗯")
    stage.heard = ["嗯嗯嗯"]
    stage.does(Segment(stage.voice(1.5), Over(0.2)))
    stage.manners = Manners(hang_up_after=60)
    result = await stage.play(script((notice, GREETING, LISTEN), END))
    assert result.outcome == "answered"
    assert stage.named("barge_in", "robot_resumes") == ["barge_in", "robot_resumes"]
    spoken = 0.1 * sum(len(say.text) for say in (notice, GREETING, GOODBYE))
    assert tones(stage.line.robot_pcm) == pytest.approx(spoken, abs=0.06)


async def test_words_over_a_legal_notice_wait_for_its_end(stage: Any, script: Script) -> None:
    notice = Say("notice", ("为了保证服务质量，本次通话将被录音。",), interruptible=False)
    stage.heard = ["楼下噪音"]
    stage.does(Segment(stage.voice(0.3), Over(0.1)))
    conversation = script((notice, GREETING, LISTEN), END)
    await stage.play(conversation)
    assert conversation.told[1:] == heard("楼下噪音")
    assert stage.named("heard", "barge_in", "robot_yields") == ["heard", "robot_yields"]
    assert conversation.told_at[1] == pytest.approx(0.1 * len(notice.text), abs=0.05)


async def test_a_key_ends_the_prompt_and_is_told(stage: Any, script: Script) -> None:
    stage.does(Segment(Keys("0"), Over(0.4)))
    conversation = script((GREETING, LISTEN), END)
    await stage.play(conversation)
    assert conversation.told[1:] == [Keyed("0")]
    assert [r["digit"] for r in stage.all_of("keyed")] == ["0"]
    assert tones(stage.line.robot_pcm) < 0.1 * len(GREETING.text)


async def test_a_secret_is_told_to_the_conversation_and_to_nobody_else(
    stage: Any, script: Script
) -> None:
    stage.heard = ["六五四三二一", "谢谢"]
    stage.says(0.6, 0.6)
    asks = (GREETING, Listen(5.0, "digits", secret=True))
    conversation = script(asks, (ANSWER, LISTEN), END)
    await stage.play(conversation)
    assert [event.text for event in conversation.told[1:]] == ["六五四三二一", "谢谢"]
    assert [r["text"] for r in stage.all_of("heard")] == [WITHHELD, "谢谢"]
    assert [r["text"] for r in stage.all_of("partial")] == [WITHHELD, "谢"]
    assert "六" not in stage.events.jsonl()


async def test_keys_of_a_secret_are_in_no_record(stage: Any, script: Script) -> None:
    stage.does(Segment(Keys("7"), Over(0.4)))
    conversation = script((GREETING, Listen(5.0, "digits", secret=True)), END)
    await stage.play(conversation)
    assert conversation.told[1:] == [Keyed("7")]
    assert [r["digit"] for r in stage.all_of("keyed")] == [""]


async def test_prompts_of_one_answer_are_spoken_in_order(stage: Any, script: Script) -> None:
    await stage.play(script((GREETING, ANSWER, *END)))
    assert [r["prompt"] for r in stage.all_of("robot_says")] == ["greeting", "kb:noise", "goodbye"]
    assert len(stage.all_of("robot_quiet")) == 1
    assert tones(stage.line.robot_pcm) == pytest.approx(
        0.1 * sum(len(say.text) for say in (GREETING, ANSWER, GOODBYE)), abs=0.06
    )


async def test_a_decision_stands_in_the_log_with_its_reasons(stage: Any, script: Script) -> None:
    decision = Decision("answer", "noise", 0.87654, (("noise", 0.87654), ("parking", 0.3)))
    await stage.play(script((decision, *END)))
    assert stage.all_of("decision") == [
        {
            "at_ms": 0,
            "event": "decision",
            "state": "scripted",
            "kind": "answer",
            "detail": "noise",
            "score": 0.877,
            "candidates": [["noise", 0.877], ["parking", 0.3]],
        }
    ]


# --- tickets and messages ---


async def test_a_ticket_is_filed_and_its_number_told(stage: Any, script: Script) -> None:
    stage.services.tickets = [FILED]
    conversation = script((GREETING, REQUEST), (SendSms("工单已受理"), *END))
    result = await stage.play(conversation)
    assert stage.services.filed == [("call-1", REQUEST)]
    assert conversation.told[1:] == [FILED]
    assert result.ticket_number == FILED.number
    assert stage.services.sent == [("call-1", "13800138000", "工单已受理")]
    [filed] = stage.all_of("ticket_filed")
    assert (filed["number"], filed["unit"], filed["place"]) == (FILED.number, "城管局", "江北区")


async def test_a_ticket_that_cannot_be_filed_is_told(stage: Any, script: Script) -> None:
    stage.services.tickets = [OSError("disk full")]
    conversation = script((REQUEST,), END)
    result = await stage.play(conversation)
    assert conversation.told[1:] == [Failed("file_ticket", "disk full")]
    assert (result.outcome, result.ticket_number) == ("answered", "")
    assert stage.all_of("file_ticket_failed")[0]["error"] == "OSError"


async def test_words_while_a_ticket_is_being_filed_are_not_told(stage: Any, script: Script) -> None:
    stage.hold_work()
    stage.services.tickets = [FILED]
    stage.services.gate = asyncio.Event()
    stage.heard = ["喂"]
    stage.does(Segment(stage.voice(1.2), AtOnce()))
    stage.manners = Manners(patience=2)
    conversation = script((REQUEST,), END)

    def found_out() -> tuple[()]:
        stage.services.gate.set()
        return ()

    conversation.gone = found_out
    result = await stage.play(conversation)
    assert conversation.told == [Connected("13800138000"), Gone()]
    assert [r["text"] for r in stage.all_of("heard")] == ["喂"]
    assert result.ticket_number == FILED.number


async def test_a_ticket_is_filed_although_the_caller_has_gone(stage: Any, script: Script) -> None:
    stage.hold_work()
    stage.services.tickets = [FILED]
    stage.services.gate = asyncio.Event()
    stage.manners = Manners(patience=1)
    conversation = script((GREETING, REQUEST))

    def hung_up() -> tuple[HangUp]:
        stage.services.gate.set()
        return (HangUp("ticket"),)

    conversation.gone = hung_up
    result = await stage.play(conversation)
    assert (result.outcome, result.reason, result.ticket_number) == (
        "ticket",
        "caller",
        FILED.number,
    )
    assert stage.named("ticket_filed", "call_ended") == ["ticket_filed", "call_ended"]


async def test_a_ticket_that_takes_too_long_to_save_is_given_up(stage: Any, script: Script) -> None:
    stage.hold_work()
    stage.services.gate = asyncio.Event()
    stage.settings = SessionSettings(save_timeout_s=0)
    stage.manners = Manners(patience=1)
    result = await stage.play(script((GREETING, REQUEST)))
    assert (result.outcome, result.ticket_number) == ("caller_gone", "")
    assert stage.services.filed == []


async def test_a_ticket_may_be_filed_when_the_caller_has_gone(stage: Any, script: Script) -> None:
    stage.services.tickets = [FILED]
    conversation = script((GREETING, LISTEN))
    conversation.gone = (REQUEST, SendSms("已受理"), GOODBYE, HangUp("ticket"))
    stage.manners = Manners(hang_up_after=1)
    result = await stage.play(conversation)
    assert (result.outcome, result.ticket_number) == ("ticket", FILED.number)
    assert stage.services.sent == [("call-1", "13800138000", "已受理")]
    assert conversation.told[1:] == [Gone()]
    assert [r["prompt"] for r in stage.all_of("robot_says")] == ["greeting"]


async def test_a_message_that_cannot_be_sent_ends_nothing(stage: Any, script: Script) -> None:
    stage.services.sms_error = OSError("outbox")
    result = await stage.play(script((SendSms("已受理"), *END)))
    assert result.outcome == "answered"


async def test_a_message_that_hangs_leaves_no_dead_air(stage: Any, script: Script) -> None:
    stage.hold_work()
    stage.services.sms_gate = asyncio.Event()
    stage.on_hang_up = stage.services.sms_gate.set
    stage.settings = SessionSettings(save_timeout_s=3)
    stage.manners = Manners(hang_up_after=60)
    result = await stage.play(script((SendSms("已受理"), *END)))
    quiet = stage.all_of("robot_quiet")[-1]["at_ms"] / 1000
    assert (result.outcome, result.reason) == ("answered", "")
    assert result.duration_s == pytest.approx(quiet + 3, abs=0.05)
    assert stage.services.sent == [("call-1", "13800138000", "已受理")], "after the call is in time"


async def test_a_ticket_that_hangs_does_not_keep_the_caller_from_a_person(
    stage: Any, script: Script
) -> None:
    stage.hold_work()
    stage.services.gate = asyncio.Event()
    stage.settings = SessionSettings(save_timeout_s=0)
    stage.manners = Manners(hang_up_after=60)
    result = await stage.play(script((REQUEST, GOODBYE, Handoff("agents", "asked", ""))))
    assert result.outcome == "handoff"
    assert stage.named("robot_quiet", "handoff") == ["robot_quiet", "handoff"]
    assert result.duration_s == pytest.approx(0.1 * len(GOODBYE.text), abs=0.1)


# --- what breaks ---


async def test_an_utterance_that_is_given_up_is_told_too(stage: Any, script: Script) -> None:
    stage.heard = [asyncio.CancelledError(), "没有了"]
    stage.says(1.5, 1.0)
    conversation = script((GREETING, LISTEN), (GREETING, LISTEN), END)
    result = await stage.play(conversation)
    assert isinstance(conversation.told[1], Failed)
    assert conversation.told[2:] == heard("没有了")
    assert result.outcome == "answered"


async def test_hearing_that_breaks_down_is_told_once(stage: Any, script: Script) -> None:
    stage.heard = [RecognitionFailed("engine"), "没有了"]
    stage.says(1.5, 1.0)
    conversation = script((GREETING, LISTEN), (GREETING, LISTEN), END)
    await stage.play(conversation)
    assert conversation.told[1:] == [Failed("hearing", "engine"), *heard("没有了")]
    assert [r.get("error") for r in stage.all_of("heard")] == ["engine", None]


async def test_a_prompt_that_cannot_be_spoken_ends_nothing(stage: Any, script: Script) -> None:
    stage.mouth.broken = {"greeting"}
    stage.heard = ["没有了"]
    stage.does(Segment(stage.voice(1.0), AtOnce()))
    conversation = script((GREETING, LISTEN), END)
    result = await stage.play(conversation)
    assert result.outcome == "answered"
    assert [r["prompt"] for r in stage.all_of("speech_failed")] == ["greeting"]
    assert conversation.told[1:] == heard("没有了")


async def test_a_voice_that_breaks_in_a_prompt_lets_the_next_be_heard(
    stage: Any, script: Script
) -> None:
    stage.mouth.broken = {"greeting"}
    await stage.play(script((GREETING, *END)))
    assert tones(stage.line.robot_pcm) == pytest.approx(0.1 * len(GOODBYE.text), abs=0.021)


# --- endings ---


async def test_a_person_takes_the_call(stage: Any, script: Script) -> None:
    stage.heard = ["转人工"]
    stage.says(1.0)
    handing = (GOODBYE, Handoff("agents", "asked", "要求人工", (("place", "江北区"),)))
    result = await stage.play(script((GREETING, LISTEN), handing))
    assert (result.outcome, result.reason) == ("handoff", "asked")
    assert stage.line.transferred.target == "agents"
    assert stage.line.transferred.context == {
        "reason": "asked",
        "summary": "要求人工",
        "transcript": f"机器人：{GREETING.text}\n市民：转人工\n机器人：{GOODBYE.text}",
        "slot.place": "江北区",
    }
    # What was to be said before is said before.
    assert stage.named("robot_quiet", "handoff") == ["robot_quiet", "robot_quiet", "handoff"]


async def test_a_queue_that_takes_no_call_is_told(stage: Any, script: Script) -> None:
    stage.closed_queues = frozenset({"agents"})
    conversation = script((Handoff("agents", "asked", ""),), (GREETING, *END))
    result = await stage.play(conversation)
    assert conversation.told[1:] == [Failed("handoff", "the queue did not take the call")]
    assert result.outcome == "answered"
    assert stage.named("handoff", "handoff_failed") == ["handoff", "handoff_failed"]
    assert stage.line.transferred is None


async def test_the_caller_hangs_up(stage: Any, script: Script) -> None:
    stage.manners = Manners(hang_up_after=1)
    conversation = script((GREETING, LISTEN))
    result = await stage.play(conversation)
    assert (result.outcome, result.reason) == ("caller_gone", "caller")
    assert conversation.told[1:] == [Gone()]


async def test_a_verdict_is_kept_when_the_caller_hangs_up(stage: Any, script: Script) -> None:
    stage.manners = Manners(hang_up_after=1)
    conversation = script((GREETING, LISTEN))
    conversation.gone = (UNSATISFIED, HangUp("survey"))
    result = await stage.play(conversation)
    assert (result.outcome, result.verdict) == ("survey", UNSATISFIED)
    assert stage.all_of("verdict")[0]["label"] == "unsatisfied"


async def test_a_verdict_before_goodbye_is_kept(stage: Any, script: Script) -> None:
    result = await stage.play(script((UNSATISFIED, *END)))
    assert result.verdict == UNSATISFIED


async def test_hanging_up_during_goodbye_changes_nothing(stage: Any, script: Script) -> None:
    long = Say("goodbye", ("再见" * 100,))
    stage.manners = Manners(reply_after=0.1, hang_up_after=-1)
    conversation = script((long, HangUp("answered")))
    result = await stage.play(conversation)
    assert (result.outcome, result.reason) == ("answered", "caller")
    assert conversation.told == [Connected("13800138000")]


async def test_hanging_up_before_a_person_has_taken_the_call(stage: Any, script: Script) -> None:
    long = Say("handoff", ("请稍等" * 100,))
    stage.manners = Manners(reply_after=0.1, hang_up_after=-1)
    result = await stage.play(script((long, Handoff("agents", "asked", ""))))
    assert result.outcome == "caller_gone"


async def test_a_call_that_is_too_long_is_ended_politely(stage: Any, script: Script) -> None:
    stage.settings = SessionSettings(max_s=6, too_long=Say("system_too_long", ("时间太长了。",)))
    stage.manners = Manners(hang_up_after=60)
    result = await stage.play(script((GREETING, Listen(60))))
    assert result.outcome == "too_long"
    assert [r["prompt"] for r in stage.all_of("robot_says")][-1] == "system_too_long"
    assert result.duration_s == pytest.approx(6 + 0.6, abs=0.1)


async def test_who_may_stay_is_never_too_long(stage: Any, script: Script) -> None:
    stage.settings = SessionSettings(max_s=6, too_long=Say("system_too_long", ("时间太长了。",)))
    stage.manners = Manners(hang_up_after=50)
    result = await stage.play(script((StayOnLine(), GREETING, Listen(60))))
    assert result.outcome == "caller_gone"
    assert result.duration_s > 6 + LAST_WORDS_S


async def test_who_talks_on_and_on_does_not_keep_the_line(stage: Any, script: Script) -> None:
    stage.settings = SessionSettings(max_s=6)
    stage.does(Segment(stage.voice(60), Over(0.3)))
    result = await stage.play(script((GREETING, LISTEN)))
    assert result.outcome == "too_long"
    assert result.duration_s == pytest.approx(6 + LAST_WORDS_S)
