"""A better engine hears again what was kept, and the call never waits for it for long."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from asr.fake import ScriptedEngine
from asr.pool import RecognitionPool
from ivr.call import second_pass
from ivr.call.second_pass import SecondPass

AUDIO = bytes(32_000)


@pytest.fixture
async def pool() -> AsyncIterator[RecognitionPool]:
    async with RecognitionPool(ScriptedEngine(("路灯坏了", "三天了")), 1, 1) as pool:
        yield pool


async def freed(pool: RecognitionPool) -> bool:
    """The place of an ended call is freed by a task of the pool, a moment later."""
    for _ in range(100):
        if pool.open_calls == 0:
            return True
        await asyncio.sleep(0)
    return False


async def test_what_was_kept_is_heard_again(pool: RecognitionPool) -> None:
    second = SecondPass(pool, wait_s=10)
    second.keep("路等坏了", AUDIO)
    second.keep("你好", AUDIO)
    second.keep("三天勒", AUDIO)
    assert await second.hear(["路等坏了", "三天勒", "没有留下"]) == {
        "路等坏了": "路灯坏了",
        "三天勒": "三天了",
    }
    assert await freed(pool)


async def test_only_the_last_minute_is_kept(pool: RecognitionPool) -> None:
    second = SecondPass(pool, wait_s=10)
    second.keep("路等坏了", bytes(second_pass.KEPT_BYTES - len(AUDIO)))
    second.keep("三天勒", AUDIO)
    second.keep("好", AUDIO)
    assert await second.hear(["路等坏了", "三天勒"]) == {"三天勒": "路灯坏了"}


async def test_without_room_the_first_hearing_will_do(pool: RecognitionPool) -> None:
    second = SecondPass(pool, wait_s=10)
    second.keep("路等坏了", AUDIO)
    other = pool.open()
    with capture_logs() as logs:
        assert await second.hear(["路等坏了"]) == {}
    other.close()
    assert [entry["event"] for entry in logs] == ["second_pass_incomplete"]


async def test_what_takes_too_long_is_not_waited_for(
    pool: RecognitionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = SecondPass(pool, wait_s=0.01)
    second.keep("路等坏了", AUDIO)
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr("asr.hearing.Hearing.finish", lambda self: never)
    with capture_logs() as logs:
        assert await second.hear(["路等坏了"]) == {}
    assert logs[0]["event"] == "second_pass_incomplete"
