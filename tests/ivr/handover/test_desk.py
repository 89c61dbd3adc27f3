"""Whole handovers: real conversation, session, queues, whisper and bridge on a virtual clock."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from callback.dialer import DialResult
from dialog.events import Handoff
from ivr.call.playback import Playback
from ivr.gateway.line import LineInfo
from ivr.gateway.phone import Manners
from ivr.handover.book import Promise
from ivr.handover.queue import QueueRules
from tests.ivr.handover.conftest import (
    AGENT,
    CALLER,
    PATIENT,
    RATE,
    VOICE,
    WHISPER,
    House,
    PressedLine,
    hears,
    presses,
    speaks,
    tone,
    waits,
)

ASKS = (waits(9.0), speaks(1.0, CALLER))
"""After the greeting, the caller wants a person."""

BRISK = Manners(hang_up_after=2.0)
"""Hangs up after two seconds of silence, when everything has been said."""


def agent(house: House, *segments: object, manners: Manners = PATIENT) -> PressedLine:
    return house.line(*segments, call_id="agent", manners=manners)  # type: ignore[arg-type]


def part(pcm: bytes, of: bytes) -> bool:
    """Whether a tone arrived sample by sample."""
    return of in pcm


async def test_one_seat_is_silent_the_next_answers_and_both_hear_each_other(house: House) -> None:
    said, answered = tone(1.0, CALLER), tone(1.0, AGENT)
    caller = house.line(*ASKS, waits(30.0), speaks(1.0, CALLER))
    seat = agent(house, waits(12.0), speaks(1.0, AGENT), waits(18.0), presses("5"), manners=BRISK)
    house.numbers = {"8002": [seat]}
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
        await house.until(lambda: desk.view()["agents"].seats["8002"] == "free")
    assert (result.outcome, result.reason) == ("handoff", "asked")
    assert house.named("c1") == [
        "queued", "seat_rings", "announced", "seat_failed", "seat_rings", "seat_answered",
        "bridged", "bridge_ended",
    ]  # fmt: skip
    assert house.record("c1", "seat_failed")["result"] == "no_answer"
    assert house.record("c1", "bridged")["seat"] == "8002"
    assert house.record("c1", "bridge_ended")["by"] == "agent"
    # the whisper is the agent's alone, the announcement the caller's
    assert hears(seat.robot_pcm, WHISPER)
    assert not hears(caller.robot_pcm, WHISPER)
    assert hears(caller.robot_pcm, VOICE)
    assert not hears(seat.robot_pcm, VOICE)
    # every sample of what either says is heard by the other
    assert part(caller.robot_pcm, answered)
    assert part(seat.robot_pcm, said)
    assert caller.pressed == "5"


async def test_the_caller_hears_music_between_the_words(house: House) -> None:
    caller = house.line(*ASKS, waits(40.0), manners=BRISK)
    house.numbers = {"8001": [agent(house, waits(20.0), manners=BRISK)]}
    async with house.open() as desk:
        await house.phone(caller, "转人工", desk=desk)
    heard = np.frombuffer(caller.robot_pcm, "<i2").astype(float)
    queued = int(house.record("c1", "queued")["at_ms"]) // 1000  # type: ignore[call-overload]
    a_second = heard[(queued + 1) * RATE : (queued + 2) * RATE]
    assert 50 < np.sqrt(np.mean(np.square(a_second))) < 800


async def test_waited_and_talked_are_measured(house: House) -> None:
    caller = house.line(*ASKS)
    house.numbers = {"8001": [agent(house, presses("1"), waits(20.0), manners=BRISK)]}
    async with house.open() as desk:
        await house.phone(caller, "转人工", desk=desk)
    waited_s = house.record("c1", "bridged")["waited_s"]
    assert 2.0 <= float(str(waited_s)) < 4.0  # two of ringing; the key cuts the whisper short
    assert float(str(house.record("c1", "bridge_ended")["talked_s"])) > 15


async def test_nobody_answers_and_the_robot_offers_a_ticket(house: House) -> None:
    caller = house.line(*ASKS, waits(60.0), manners=Manners(hang_up_after=8.0))
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
    assert house.named("c1", "announced") == [
        "queued", "seat_rings", "seat_failed", "seat_rings", "seat_failed", "handoff_failed",
    ]  # fmt: skip
    assert house.record("c1", "handoff_failed")["reason"] == "no_seat"
    said = [r["prompt"] for r in house.logs["c1"].records if r["event"] == "robot_says"]
    assert "offer_ticket_busy" in said
    assert result.outcome != "handoff"


async def test_a_refusal_keeps_the_caller_first(house: House) -> None:
    caller = house.line(*ASKS)
    refusing = agent(house, waits(1.0), presses("*"))
    house.numbers = {"8001": [refusing], "8002": [agent(house, waits(9.0), manners=BRISK)]}
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
    assert result.outcome == "handoff"
    assert "seat_refused" in house.named("c1")
    assert house.record("c1", "bridged")["seat"] == "8002"


async def test_whoever_hangs_up_leaves_the_queue_and_the_seat_stops_ringing(house: House) -> None:
    caller = house.line(*ASKS, leaves_s=15.0)
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
        await house.until(lambda: set(desk.view()["agents"].seats.values()) == {"free"})
        assert desk.view()["agents"].waiting == 0
    assert result.outcome == "caller_gone"
    left = house.record("c1", "queue_left")
    assert left["why"] == "caller_gone"
    assert 0 < float(str(left["waited_s"])) < 10
    assert [number for number, _ in house.rung] == ["8001"]


async def test_an_agent_who_hears_the_whisper_is_told_that_the_caller_is_gone(house: House) -> None:
    caller = house.line(*ASKS)
    seat = agent(house, waits(30.0))
    house.numbers = {"8001": [seat]}
    async with house.open() as desk:
        call = asyncio.create_task(house.phone(caller, "转人工", desk=desk))
        await house.until(lambda: "seat_answered" in house.named("c1"))
        caller.leaves_s = 0.0
        await call
        await house.until(lambda: desk.view()["agents"].seats["8001"] == "free")
        await house.until(lambda: seat._ended)
    assert "seat_answered" in house.named("c1")
    assert "bridged" not in house.named("c1")
    assert caller.robot_pcm[-1600:] not in seat.robot_pcm
    assert hears(seat.robot_pcm[-RATE * 2 :], WHISPER)  # whisper_gone, to its end


async def test_the_caller_hangs_up_first_and_the_agent_is_free_again(house: House) -> None:
    caller = house.line(*ASKS, leaves_s=40.0)
    house.numbers = {"8001": [agent(house)], "8002": []}
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
        await house.until(lambda: desk.view()["agents"].seats["8001"] == "free")
    assert result.outcome == "handoff"
    assert house.record("c1", "bridge_ended")["by"] == "caller"


async def test_who_waits_longest_is_served_first_and_danger_before_all(house: House) -> None:
    house.rules = QueueRules({"agents": ("8001",), "emergency": ("8001",)}, max_wait_s=200)
    house.numbers = {
        "8001": [agent(house, presses("1"), waits(25.0), manners=BRISK) for _ in range(3)]
    }

    async def call(call_id: str, said: str, after: float) -> None:
        await house.time.sleep_until(after)
        await house.phone(house.line(*ASKS, call_id=call_id), said, desk=desk)

    async with house.open() as desk:
        await asyncio.gather(
            call("first", "转人工", 0.0), call("second", "转人工", 5.0), call("fire", "着火了", 9.0)
        )
    bridged = {c: house.record(c, "bridged")["waited_s"] for c in house.logs}
    assert [info.call_id for _, info in house.rung] == ["first-8001", "fire-8001", "second-8001"]
    assert set(bridged) == {"first", "second", "fire"}
    said = [r["prompt"] for r in house.logs["fire"].records if r["event"] == "robot_says"]
    assert "queue_emergency" in said
    assert "queue_offer" not in said


async def test_a_voice_that_breaks_in_the_whisper_does_not_cost_the_caller_the_agent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.handover.whisper.speak", unspoken)
    house.numbers = {"8001": [agent(house, waits(5.0), manners=BRISK)]}
    async with house.open() as desk:
        result = await house.phone(house.line(*ASKS), "转人工", desk=desk)
    assert result.outcome == "handoff"


async def unspoken(mouth: object, say: object, rate: int, playback: Playback, ticket: int) -> bool:
    playback.complete(ticket)
    return False


async def test_trouble_with_a_seat_is_not_the_callers(house: House) -> None:
    ring = house.ring

    async def broken(number: str, info: LineInfo, ring_s: float) -> object:
        if number == "8001":
            raise RuntimeError("the trunk is upside down")
        return await ring(number, info, ring_s)

    house.ring = broken  # type: ignore[method-assign, assignment]
    house.numbers = {"8002": [agent(house, waits(5.0), manners=BRISK)]}
    async with house.open() as desk:
        result = await house.phone(house.line(*ASKS), "转人工", desk=desk)
        assert desk.view()["agents"].seats["8001"] == "absent"
    assert result.outcome == "handoff"


async def test_a_queue_without_seats_is_left_to_the_pbx(house: House) -> None:
    house.rules = QueueRules({"elsewhere": ("1",)})
    caller = house.line(*ASKS)
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
    assert result.outcome == "handoff"
    assert caller.transferred is not None
    assert caller.transferred.target == "agents"


# --- return calls ---

WANTS_A_CALL = (*ASKS, waits(9.0), presses("1"))
"""After the first announcement; the two seats are ringing in vain, or are busy, meanwhile."""


def busy(house: House) -> None:
    """Ring for so long that the caller has time to ask for a call."""
    house.settings = replace(house.settings, ring_s=25.0)
    house.rules = replace(house.rules, handling_s=400.0, retry_s=60.0)


async def test_a_promised_call_is_kept(house: House) -> None:
    busy(house)
    seat = agent(house, waits(18.0), speaks(1.0, AGENT), waits(4.0), manners=BRISK)
    citizen = house.line(waits(9.0), speaks(1.0, CALLER), waits(60.0), call_id="return")
    house.numbers = {"8001": [DialResult.NO_ANSWER], "8002": [seat], "13800138000": [citizen]}
    caller = house.line(*WANTS_A_CALL)
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
        assert result.outcome == "return_call"
        assert desk.view()["agents"].return_calls == 1
        await house.until(lambda: house.book.settled)
    assert house.named("c1")[-2:] == ["return_promised", "queue_left"]
    assert [p.phone for p in house.book.promised] == ["13800138000"]
    assert house.book.settled == [("c1", "talked")]
    assert house.book.dials == 1
    assert house.record("return", "bridged")["seat"] == "8002"
    assert hears(citizen.robot_pcm, VOICE)  # who calls, and why
    assert not hears(citizen.robot_pcm, WHISPER)
    assert part(citizen.robot_pcm, tone(1.0, AGENT))
    assert part(seat.robot_pcm, tone(1.0, CALLER))


async def test_a_citizen_who_is_not_reached_twice_gets_a_ticket(house: House) -> None:
    busy(house)
    promise = Promise("c0", "13800138000", Handoff("agents", "asked", "来电人要求人工"))
    house.book.promised = [promise]
    house.numbers = {
        "8001": [agent(house, presses("1"))],
        "8002": [agent(house, presses("1"))],
        "13800138000": [DialResult.BUSY, DialResult.NO_ANSWER],
    }
    async with house.open():
        await house.until(lambda: house.book.settled)
    assert house.book.settled == [("c0", "ticket")]
    assert house.book.dials == 2
    rung = [number for number, _ in house.rung]
    assert rung == ["8001", "13800138000", "8002", "13800138000"]


async def test_promises_from_before_a_restart_keep_their_order(house: House) -> None:
    asked = Handoff("agents", "asked", "来电人要求人工")
    lost = Promise("gone", "1", Handoff("closed", "asked", ""))
    house.book.promised = [
        Promise("old", "13800138001", asked),
        Promise("tried", "13800138003", asked, missed=2),
        lost,
        Promise("new", "13800138002", asked),
    ]
    house.rules = QueueRules({"agents": ("8001",)})
    async with house.open() as desk:
        assert desk.view()["agents"].return_calls == 2
        await house.until(lambda: len(house.rung) == 2)
    assert [info.call_id for _, info in house.rung] == ["old-8001", "old-8001"]
    assert ("tried", "ticket") in house.book.settled


async def test_an_agent_who_leaves_while_the_citizen_is_dialled(house: House) -> None:
    house.book.promised = [
        Promise("c0", "13800138000", Handoff("agents", "asked", "来电人要求人工"))
    ]
    seat = agent(house, presses("1"))
    house.numbers = {"8001": [seat]}
    async with house.open() as desk:
        await house.until(lambda: len(house.rung) == 2)
        seat.leaves_s = 0.0
        await house.until(lambda: desk.view()["agents"].seats["8001"] == "absent")
        await house.until(lambda: len(house.rung) == 3)
        assert desk.view()["agents"].return_calls == 1
    assert [number for number, _ in house.rung] == ["8001", "13800138000", "8002"]


@pytest.mark.parametrize(("broken", "number"), [(True, "13800138000"), (False, "")])
async def test_a_call_that_cannot_be_promised_is_not(
    house: House, broken: bool, number: str
) -> None:
    busy(house)
    house.book.broken = broken
    house.numbers = {"8001": [agent(house, waits(9.0), manners=BRISK)]}
    house.rules = replace(house.rules, seats={"agents": ("8002", "8001")})
    caller = house.line(*WANTS_A_CALL, caller=number)
    async with house.open() as desk:
        result = await house.phone(caller, "转人工", desk=desk)
    assert result.outcome == "handoff"  # the caller has waited on
    said = [r["prompt"] for r in house.logs["c1"].records if r["event"] == "robot_says"]
    assert "queue_no_return" in said
    assert ("queue_offer" in said) == bool(number)
