import asyncio
import json
from pathlib import Path

from ivr.demo.server_log import OUTBOUND, ServerLog, followed
from ivr.gateway.captions import Caption

NUMBER, MASKED = "13800138001", "138****8001"


def line(event: str, call: str, **fields: object) -> str:
    return json.dumps({"event": event, "call": call, **fields}, ensure_ascii=False)


def started(call: str, caller: str = MASKED, direction: str = "inbound") -> str:
    return line("call_started", call, caller=caller, direction=direction)


def test_what_is_said_goes_to_whoever_waits_for_the_call() -> None:
    log, heard = ServerLog(), list[Caption]()
    with log.call(NUMBER, heard.append) as call:
        log.read("no json")
        log.read('"not a record"')
        log.read(line("said", "c1", speaker="robot", text="太早"))
        log.read(started("other", "138****9999"))
        log.read(started("c1"))
        log.read(line("said", "c1", speaker="robot", text="您好"))
        log.read(line("said", "other", speaker="robot", text="别人"))
        log.read(line("said", "c1", speaker="caller", text="转人工"))
        assert not call.over.is_set()
        log.read(line("call_ended", "c1", outcome="handoff"))
    assert call.over.is_set()
    assert call.captions == heard == [Caption("robot", "您好"), Caption("caller", "转人工")]


def test_a_callback_is_known_by_its_direction() -> None:
    log = ServerLog()
    with log.call(OUTBOUND, lambda _: None) as call:
        log.read(started("t-0-0", "12345", "outbound"))
        log.read(line("said", "t-0-0", speaker="robot", text="回访"))
    assert [caption.text for caption in call.captions] == ["回访"]


def test_a_call_that_nobody_waits_for_any_more_is_passed_over() -> None:
    log = ServerLog()
    with log.call(NUMBER, lambda _: None) as call:
        pass
    log.read(started("c1"))
    log.read(line("said", "c1", speaker="robot", text="您好"))
    assert call.captions == []


async def test_a_log_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    path.write_text(started("old") + "\n", "utf-8")
    async with followed(path) as log:
        with log.call(NUMBER, lambda _: None) as call, path.open("a", encoding="utf-8") as out:
            await asyncio.sleep(0)
            text = started("c1") + "\n" + line("said", "c1", speaker="robot", text="您好")
            out.write(text[:-5])
            out.flush()
            await asyncio.sleep(0.2)
            out.write(text[-5:] + "\n" + line("call_ended", "c1") + "\n")
            out.flush()
            async with asyncio.timeout(10):
                await call.over.wait()
    assert [caption.text for caption in call.captions] == ["您好"]
