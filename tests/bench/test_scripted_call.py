from datetime import UTC, datetime
from pathlib import Path

from bench.call_scripts import CallScript
from bench.reactive import Done, ReactiveCaller
from bench.scripted_call import Line, as_dict, judged, records, turned
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database, open_database

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


def test_a_handoff_and_a_ticket_are_events_too(tmp_path: Path) -> None:
    found = records(record(handoff_reason="anger"), TURNS, None)
    assert {"event": "handoff", "reason": "anger"} in found
    assert found[-1] == {"event": "call_ended", "outcome": "answered"}


def test_what_is_heard_belongs_to_what_was_said_before_it() -> None:
    done = (Done("a", "一", 1.0), Done("b", "二", 5.0), Done("c", "三", 9.0))
    heard = (said("caller", "衣", 2000), said("caller", "儿", 6000), said("caller", "耳", 7000))
    assert [turn.heard for turn in turned(done, heard)] == ["衣", "儿｜耳", ""]
    assert turned((), heard) == ()
