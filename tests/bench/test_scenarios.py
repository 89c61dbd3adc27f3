import asyncio
from pathlib import Path

import pytest

from bench import scenarios
from bench.call_scripts import Answer, CallScript
from bench.scenarios import seeded, server_settings
from bench.scripted_call import Line
from ivr.demo.server import Server
from ivr.errors import DemoFailed
from ivr.settings import load_settings
from tests.bench.test_scripted_call import NOW, database, line
from tickets.store import list_tickets


async def test_a_server_that_refuses_fails_the_call_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refused(server: Server, line: Line) -> None:
        raise DemoFailed("the server refused")

    monkeypatch.setattr(scenarios, "_phoned", refused)
    broken, over = line(), []
    server = Server("http", "ws", "", "", Path("log"))
    await scenarios._held(server, broken, asyncio.Semaphore(1), over.append)
    assert (broken.trouble, over) == ("the server refused", ["a"])


def test_what_a_caller_reported_before_is_filed_for_them(tmp_path: Path) -> None:
    kept = database(tmp_path)
    script = CallScript(
        "b",
        "x",
        "13800139071",
        "zm_yunxi",
        {"kb": (Answer("好"),)},
        {},
        callback={"title": "停水"},
        tickets=({"title": "路灯不亮", "place": "渝北区"},),
    )
    with kept.session() as session:
        number = seeded(session, script, NOW)
        tickets = {ticket.number: ticket for ticket in list_tickets(session)}
    assert {ticket.title for ticket in tickets.values()} == {"路灯不亮", "停水"}
    assert {ticket.phone for ticket in tickets.values()} == {script.caller}
    assert tickets[number].title == "停水"
    kept.close()


def test_the_server_gets_the_engine_and_enough_lines() -> None:
    told = server_settings(load_settings(), 4)
    assert int(told["HOTLINE_ASR__MAX_CALLS"]) >= 4
    assert told["HOTLINE_ASR__ENGINE"] == load_settings().asr.engine
