from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from callback.tables import Callback, DialAttempt
from tests.callback.world import World

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)


def _attempt(ticket: str, attempt_id: str) -> DialAttempt:
    return DialAttempt(
        attempt_id=attempt_id, ticket=ticket, redo_round=0, turn=0, phone="", started_at=NOW
    )


def _callback(ticket: str, redo_round: int) -> Callback:
    return Callback(ticket=ticket, redo_round=redo_round, state="pending", created_at=NOW)


def test_the_ledger_itself_refuses_a_second_row_for_a_turn(world: World) -> None:
    number = world.ticket()
    with pytest.raises(IntegrityError), world.database.session() as session:
        session.add_all([_attempt(number, "a"), _attempt(number, "b")])


def test_a_callback_is_of_a_ticket_that_exists(world: World) -> None:
    with pytest.raises(IntegrityError), world.database.session() as session:
        session.add(_callback("unknown", 0))


def test_one_callback_for_each_round(world: World) -> None:
    number = world.ticket()
    for redo_round in (0, 1):
        with world.database.session() as session:
            session.add(_callback(number, redo_round))
    with pytest.raises(IntegrityError), world.database.session() as session:
        session.add(_callback(number, 1))
