from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ivr.call.store import calls_about, get_call, list_calls, save_call, turns_of
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database

NOON = datetime(2026, 9, 18, 12, tzinfo=UTC)


def _call(call_id: str, minutes: int = 0, **more: str) -> CallRecord:
    started = NOON + timedelta(minutes=minutes)
    return CallRecord(
        **{
            "call_id": call_id,
            "direction": "inbound",
            "started_at": started,
            "ended_at": started + timedelta(seconds=30),
            "outcome": "answered",
            **more,
        }
    )


def _turn(text: str, speaker: str = "robot", **more: object) -> Turn:
    return Turn(call_id="", index=0, at_ms=0, speaker=speaker, text=text, **more)


def test_a_call_is_kept_with_its_turns_in_order(database: Database) -> None:
    said = [
        _turn("您好", prompt="greeting"),
        _turn("公积金怎么提取", "caller"),
        _turn("您可以……", decision="answer:kb-1", score=0.93),
    ]
    with database.session() as session:
        save_call(session, _call("a", engine="sherpa:x"), said)
    with database.session() as session:
        found = get_call(session, "a")
        assert found is not None
        assert (found.engine, found.ended_at - found.started_at) == (
            "sherpa:x",
            timedelta(seconds=30),
        )
        turns = turns_of(session, "a")
        assert [turn.text for turn in turns] == ["您好", "公积金怎么提取", "您可以……"]
        assert [turn.index for turn in turns] == [0, 1, 2]
        assert (turns[2].decision, turns[2].score) == ("answer:kb-1", 0.93)


def test_an_unknown_call(database: Database) -> None:
    with database.session() as session:
        assert get_call(session, "a") is None
        assert turns_of(session, "a") == []


def test_a_call_is_kept_once(database: Database) -> None:
    with database.session() as session:
        save_call(session, _call("a"), [])
    with pytest.raises(IntegrityError), database.session() as session:
        save_call(session, _call("a"), [])


def test_lists_are_newest_first_and_filtered(database: Database) -> None:
    with database.session() as session:
        save_call(session, _call("a", 0), [])
        save_call(session, _call("b", 1, outcome="ticket", ticket="1"), [])
        save_call(session, _call("c", 2, direction="outbound", outcome="survey", ticket="1"), [])
    with database.session() as session:
        assert [c.call_id for c in list_calls(session)] == ["c", "b", "a"]
        assert [c.call_id for c in list_calls(session, direction="inbound")] == ["b", "a"]
        assert [c.call_id for c in list_calls(session, outcome="ticket", limit=5)] == ["b"]
        assert [c.call_id for c in list_calls(session, limit=1)] == ["c"]
        assert [c.call_id for c in calls_about(session, "1")] == ["b", "c"]
