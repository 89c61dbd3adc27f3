from datetime import UTC, datetime, timedelta

from sqlmodel import select

from callback import ledger, opening
from callback.dialer import DialResult, SurveyResult
from callback.outcome import CallbackState
from callback.rows import Turn, attempts_in, attempts_of, current, list_callbacks
from callback.tables import Callback
from tests.callback.world import UNSATISFIED, World


def test_a_turn_is_current_until_another_takes_its_place(world: World) -> None:
    number = world.ticket()
    now = datetime.now(UTC)
    turn = Turn(number, 0, 0)
    with world.database.session() as session:
        opening.open_callbacks(session, now, world.rules)
        assert current(session, turn) is not None
        opening.requeue(session, turn, now)
        assert current(session, turn) is None
        session.exec(select(Callback)).one().state = CallbackState.NOT_RATED
        assert current(session, Turn(number, 0, 1)) is None


def test_attempts_by_round_and_by_ticket(world: World) -> None:
    number = world.ticket()
    for redo_round in (0, 1):
        turn = Turn(number, redo_round, 0)
        now = datetime.now(UTC)
        with world.database.session() as session:
            opening.open_callbacks(session, now, world.rules)
            later = now + timedelta(seconds=1)
            ledger.begin(session, turn, later, world.rules)
            result = SurveyResult(DialResult.ANSWERED, UNSATISFIED)
            ledger.record(session, turn, result, later)
            ledger.settle(session, turn, later, world.rules)
        world.complete_again(number)
    with world.database.session() as session:
        assert [a.attempt_id for a in attempts_in(session, turn)] == [turn.id]
        assert [a.redo_round for a in attempts_of(session, number)] == [0, 1]
        rows = list_callbacks(session)
        assert [(c.redo_round, t.number) for c, t in rows] == [(1, number), (0, number)]
        assert list_callbacks(session, CallbackState.PENDING) == []
        assert len(list_callbacks(session, limit=1)) == 1
