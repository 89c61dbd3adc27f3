import asyncio

import pytest

from ivr.gateway.clock import RealClock, Ticker, VirtualClock


class HandClock:
    """A clock set by the test; sleeping is noted and takes no time beyond its deadline."""

    def __init__(self) -> None:
        self.time = 0.0
        self.deadlines: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep_until(self, t: float) -> None:
        self.deadlines.append(t)
        self.time = max(self.time, t)

    async def settle(self, pending: object) -> None:
        return


async def test_virtual_time_passes_only_by_being_waited_for() -> None:
    clock = VirtualClock()
    await asyncio.sleep(0)
    assert clock.now() == 0.0
    await clock.sleep_until(3600.0)
    assert clock.now() == 3600.0
    await clock.sleep_until(10.0)
    assert clock.now() == 3600.0


async def test_virtual_time_stands_still_while_work_is_done() -> None:
    clock = VirtualClock()
    done: list[str] = []

    async def work() -> None:
        for _ in range(9):
            await asyncio.sleep(0)
        done.append("work")

    await clock.settle(work)
    assert done == ["work"]
    assert clock.now() == 0.0


async def test_a_real_clock_does_not_wait_for_work() -> None:
    begun: list[str] = []

    async def work() -> None:
        begun.append("work")

    await RealClock().settle(work)
    assert begun == []


async def test_speed_makes_call_time_of_wall_time() -> None:
    wall = 100.0
    clock = RealClock(4.0, monotonic=lambda: wall)
    assert clock.now() == 0.0
    wall = 101.5
    assert clock.now() == 6.0


async def test_clocks_tick_together_in_four_groups_a_frame() -> None:
    begun = [7.0 + n / 997 for n in range(60)]
    clocks = [RealClock(monotonic=lambda at=at: at) for at in begun]  # type: ignore[misc]
    assert all(0 <= clock.now() < 0.005 for clock in clocks)
    phases = {
        round((at - clock.now()) * 1000) % 20 for at, clock in zip(begun, clocks, strict=True)
    }
    assert phases == {0, 5, 10, 15}


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_a_clock_cannot_stand_still_or_run_backwards(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        RealClock(speed)


async def test_ticks_do_not_drift() -> None:
    clock = HandClock()
    ticker = Ticker(clock)
    for _ in range(50_000):
        await ticker.tick()
        clock.time += 0.003  # work after each tick must not push the next one back
    assert clock.deadlines[-1] == pytest.approx(1000.0, abs=1e-9)
    assert (ticker.late, ticker.skipped) == (0, 0)


async def test_a_short_stall_is_caught_up_in_full() -> None:
    clock = HandClock()
    ticker = Ticker(clock, burst=10)
    await ticker.tick()
    clock.time += 0.11
    for _ in range(5):
        await ticker.tick()
    assert clock.deadlines[1:] == pytest.approx([0.04, 0.06, 0.08, 0.10, 0.12])
    assert ticker.skipped == 0
    assert ticker.late == 4


async def test_after_a_long_stall_no_more_than_the_bound_come_at_once() -> None:
    clock = HandClock()
    ticker = Ticker(clock, burst=10)
    await ticker.tick()
    clock.time = 10.001
    at_once = 0
    while await ticker.tick() <= 10.001:
        at_once += 1
    assert at_once == 10 + 1
    assert ticker.skipped + at_once == 499
