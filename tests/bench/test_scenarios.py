import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import scenarios
from bench.call_scripts import Answer, CallScript
from bench.reactive import Done, ReactiveCaller
from bench.scenarios import Line, as_dict, judged, records, seeded, server_settings, turned
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database, open_database
from ivr.demo.server import Server
from ivr.errors import DemoFailed
from ivr.settings import load_settings
from tickets.store import list_tickets

SCRIPT = CallScript(
    "a",
    "x",
    "13800139011",
    "zm_yunxi",
    {},
    {"outcome": "answered", "prompts": ["greeting_open", "goodbye"], "handoff": "asked"},
)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def line(script: CallScript = SCRIPT, *done: Done) -> Line:
    caller = ReactiveCaller(script, lambda answer: b"", ())
    caller.done += done
    return Line(script, caller)


def database(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path / 'hotline.db'}")


def said(speaker: str, text: str, at_ms: int, prompt: str = "") -> Turn:
    return Turn(call_id="", index=0, at_ms=at_ms, speaker=speaker, text=text, prompt=prompt)


TURNS = (
    said("robot", "请直接说", 0, "greeting_open"),
    said("caller", "路等坏了", 3000),
    said("robot", "再见", 9000, "goodbye"),
)


def record(**more: str) -> CallRecord:
    made = {"call_id": "c", "direction": "inbound", "caller": SCRIPT.caller, "outcome": "answered"}
    return CallRecord(**made | more, started_at=NOW, ended_at=NOW)


def test_a_call_is_judged_by_what_the_server_kept(tmp_path: Path) -> None:
    kept = database(tmp_path)
    with kept.session() as session:
        save_call(session, record(), TURNS)
    held = judged(kept, line(SCRIPT, Done("greeting_open", "路灯坏了", 2.0)))
    assert [turn.heard for turn in held.turns] == ["路等坏了"]
    assert held.prompts == ("greeting_open", "goodbye")
    assert held.faults == ("handoff 'asked' wanted, got []",)
    assert not held.passed
    assert as_dict(held)["turns"] == [
        {"prompt": "greeting_open", "said": "路灯坏了", "heard": "路等坏了"}
    ]
    kept.close()


def test_a_call_that_never_was_fails(tmp_path: Path) -> None:
    kept = database(tmp_path)
    broken = line()
    broken.trouble = "did not end"
    assert judged(kept, broken).faults == ("did not end",)
    assert judged(kept, line()).faults == ("no call was recorded",)
    kept.close()


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
        number = seeded(session, script)
        tickets = {ticket.number: ticket for ticket in list_tickets(session)}
    assert {ticket.title for ticket in tickets.values()} == {"路灯不亮", "停水"}
    assert {ticket.phone for ticket in tickets.values()} == {script.caller}
    assert tickets[number].title == "停水"
    kept.close()


def test_a_handoff_and_a_ticket_are_events_too(tmp_path: Path) -> None:
    found = records(record(handoff_reason="anger"), TURNS, None)
    assert {"event": "handoff", "reason": "anger"} in found
    assert found[-1] == {"event": "call_ended", "outcome": "answered"}


def test_what_is_heard_belongs_to_what_was_said_before_it() -> None:
    done = (Done("a", "一", 1.0), Done("b", "二", 5.0), Done("c", "三", 9.0))
    heard = (said("caller", "衣", 2000), said("caller", "儿", 6000), said("caller", "耳", 7000))
    assert [turn.heard for turn in turned(done, heard)] == ["衣", "儿｜耳", ""]
    assert turned((), heard) == ()


def test_the_server_gets_the_engine_and_enough_lines() -> None:
    told = server_settings(load_settings(), 4)
    assert int(told["HOTLINE_ASR__MAX_CALLS"]) >= 4
    assert told["HOTLINE_ASR__ENGINE"] == load_settings().asr.engine
