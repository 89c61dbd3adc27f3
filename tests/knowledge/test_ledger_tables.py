from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from ivr.database import Database
from knowledge.ledger_tables import GapDecision, LedgerUtterance

IN_CHINA = datetime(2026, 9, 18, 12, 0, tzinfo=timezone(timedelta(hours=8)))


def row(**more: object) -> LedgerUtterance:
    fields = {"call_id": "c1", "turn": 1, "said_at": IN_CHINA, "at_ms": 0, "duration_ms": 1}
    return LedgerUtterance(**fields | {"text": "甲", "kind": "unanswered"} | more)


def test_moments_come_back_in_utc(database: Database) -> None:
    decided = GapDecision(at=IN_CHINA, actor="张三", verdict="rejected", count=1)
    with database.session() as session:
        session.add(decided)
        session.flush()
        session.add(row(decision=decided.id))
    with database.session() as session:
        (found,) = session.exec(select(LedgerUtterance)).all()
        assert (found.said_at, found.said_at.utcoffset()) == (IN_CHINA, timedelta(0))
        assert (found.candidates, found.answered, found.cluster) == ("[]", "", None)


def test_a_decision_that_is_not_there_settles_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(row(decision=7))


def test_a_turn_stands_once(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add_all([row(), row()])
