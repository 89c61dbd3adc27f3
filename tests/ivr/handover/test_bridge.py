import pytest

from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.gateway.phone import Manners, ScriptedCaller, Segment
from ivr.handover.bridge import Parted, bridge
from tests.ivr.handover.conftest import (
    AGENT,
    CALLER,
    PATIENT,
    House,
    PressedLine,
    Time,
    hears,
    presses,
    speaks,
    tone,
    waits,
)


async def bridged(
    caller: PressedLine, agent: PressedLine, time: Time
) -> tuple[Parted, list[tuple[bytes, bytes]]]:
    ticks: list[tuple[bytes, bytes]] = []
    async with time.passing():
        parted = await bridge(caller, agent, lambda *sides: ticks.append(sides))
    return parted, ticks


async def test_what_is_said_arrives_unchanged_and_is_told_tick_by_tick(house: House) -> None:
    caller = house.line(speaks(1.0, CALLER), waits(2.0), leaves_s=4.0)
    agent = house.line(waits(1.5), speaks(1.0, AGENT))
    parted, ticks = await bridged(caller, agent, house.time)
    assert parted == Parted("caller", "caller")
    assert tone(1.0, CALLER) in agent.robot_pcm
    assert tone(1.0, AGENT) in caller.robot_pcm
    assert b"".join(said for said, _ in ticks) == caller.caller_pcm[: 320 * len(ticks)]
    assert tone(1.0, AGENT) in b"".join(heard for _, heard in ticks)
    assert 4.0 <= len(ticks) * 0.02 + 0.02 <= 4.1


async def test_keys_pass_both_ways(house: House) -> None:
    caller = house.line(presses("12"), leaves_s=2.0)
    agent = house.line(presses("*9"))
    await bridged(caller, agent, house.time)
    assert (caller.pressed, agent.pressed) == ("*9", "12")


async def test_a_line_that_cannot_press_keys_goes_without(house: House) -> None:
    info = LineInfo("a", "", "", "outbound", 8000, "file")
    agent = FileLine(ScriptedCaller([waits(1.0)], 8000, PATIENT), info, house.time)
    caller = house.line(presses("1"), leaves_s=1.0)
    parted, _ = await bridged(caller, agent, house.time)  # type: ignore[arg-type]
    assert parted.by == "caller"


@pytest.mark.parametrize("reason", ["caller", "peer lost"])
async def test_the_agent_leaves(house: House, reason: str) -> None:
    agent = house.line(leaves_s=1.0)
    agent.leaves_because = reason
    parted, _ = await bridged(house.line(), agent, house.time)
    assert parted == Parted("agent", reason)


@pytest.mark.parametrize(("ours", "theirs"), [(8000, 16000), (16000, 8000)])
async def test_lines_of_other_rates_hear_each_other(house: House, ours: int, theirs: int) -> None:
    def line(rate: int, *segments: Segment) -> PressedLine:
        info = LineInfo("x", "", "", "inbound", rate, "file")
        return PressedLine(ScriptedCaller(segments, rate, Manners(patience=1.0)), info, house.time)

    caller, agent = line(ours, waits(3.0)), line(theirs, waits(0.5), speaks(2.0, AGENT))
    _, ticks = await bridged(caller, agent, house.time)
    assert all(len(heard) == len(said) == ours // 50 * 2 for said, heard in ticks)
    # the tone is made for 8000 Hz: at another rate it is that much higher
    assert hears(caller.robot_pcm, AGENT * theirs // 8000 * 8000 // ours)
