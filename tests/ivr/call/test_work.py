import asyncio

import pytest
from structlog.testing import capture_logs

from ivr.call.work import Work


async def after(gate: asyncio.Event, result: str) -> str:
    await gate.wait()
    return result


async def let_tasks_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_results_are_handed_out_in_the_order_of_the_beginning() -> None:
    first, second, got = asyncio.Event(), asyncio.Event(), list[str]()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(first, "first"), got.append)
        work.start(after(second, "second"), got.append)
        second.set()
        first.set()
        await let_tasks_run()
        assert got == []
        work.collect()
    assert got == ["first", "second"]


async def test_what_is_not_finished_does_not_hold_up_the_rest() -> None:
    slow, quick, got = asyncio.Event(), asyncio.Event(), list[str]()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(slow, "slow"), got.append)
        work.start(after(quick, "quick"), got.append)
        quick.set()
        await let_tasks_run()
        work.collect()
        assert got == ["quick"]
        assert len(work.tasks) == 1
        slow.set()
        await let_tasks_run()
        work.collect()
    assert got == ["quick", "slow"]
    assert work.tasks == []


async def test_a_result_is_handed_out_once() -> None:
    gate, got = asyncio.Event(), list[str]()
    gate.set()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(gate, "only"), got.append)
        await let_tasks_run()
        work.collect()
        work.collect()
    assert got == ["only"]


async def test_work_may_begin_more_work_when_it_reports() -> None:
    gate, got = asyncio.Event(), list[str]()
    gate.set()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(gate, "a"), lambda _: work.start(after(gate, "b"), got.append))
        await let_tasks_run()
        work.collect()
        assert len(work.tasks) == 1
        await let_tasks_run()
        work.collect()
    assert got == ["b"]


async def test_finishing_waits_for_what_is_left() -> None:
    gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(gate, "saved"))
        asyncio.get_running_loop().call_soon(gate.set)
        with capture_logs() as logged:
            await work.finish(at_most_s=60)
        assert [task.result() for task in work.tasks] == ["saved"]
        assert logged == []


async def test_finishing_gives_up_what_takes_too_long() -> None:
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(asyncio.Event(), "never"))
        task = work.tasks[0]
        with capture_logs() as logged:
            await work.finish(at_most_s=0)
    assert task.cancelled()
    assert [(r["event"], r["log_level"], r["work"]) for r in logged] == [
        ("work_given_up", "warning", "after")
    ]


async def test_work_that_was_cancelled_has_no_result_and_holds_up_nothing() -> None:
    gate, got = asyncio.Event(), list[str]()
    gate.set()
    async with asyncio.TaskGroup() as group:
        work = Work(group)
        work.start(after(asyncio.Event(), "cancelled"), got.append)
        work.start(after(gate, "done"), got.append)
        work.tasks[0].cancel()
        await let_tasks_run()
        with capture_logs() as logged:
            work.collect()
    assert got == ["done"]
    assert work.tasks == []
    assert [(r["event"], r["log_level"], r["work"]) for r in logged] == [
        ("work_cancelled", "warning", "after")
    ]


async def test_finishing_with_nothing_to_do() -> None:
    async with asyncio.TaskGroup() as group:
        await Work(group).finish(at_most_s=60)


async def test_what_work_raises_comes_out_of_the_group() -> None:
    async def broken() -> None:
        raise RuntimeError("flush")

    async def call() -> None:
        async with asyncio.TaskGroup() as group:
            Work(group).start(broken())
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as raised:
        await call()
    assert [str(e) for e in raised.value.exceptions] == ["flush"]
