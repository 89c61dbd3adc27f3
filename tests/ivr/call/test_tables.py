from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import delete, select

from ivr.call.tables import CallRecord, Turn
from ivr.database import Database

NOON = datetime(2026, 9, 18, 12, tzinfo=UTC)


def _turn(index: int) -> Turn:
    return Turn(call_id="a", index=index, at_ms=0, speaker="robot", text="您好")


def test_deleting_a_call_deletes_what_was_said_in_it(database: Database) -> None:
    call = CallRecord(
        call_id="a", direction="inbound", started_at=NOON, ended_at=NOON, outcome="answered"
    )
    with database.session() as session:
        session.add(call)
        session.flush()
        session.add_all([_turn(0), _turn(1)])
    with database.session() as session:
        session.exec(delete(CallRecord))
        assert session.exec(select(Turn)).all() == []


def test_a_turn_belongs_to_a_call(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(_turn(0))
