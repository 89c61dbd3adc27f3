"""Calls in the database. Synchronous; each function works inside the caller's transaction."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from ivr.call.tables import CallRecord, Turn


def save_call(session: Session, record: CallRecord, turns: Iterable[Turn]) -> None:
    """Keep a finished call with its turns; they get the call's id and their order as index."""
    session.add(record)
    session.flush()
    for index, turn in enumerate(turns):
        turn.call_id, turn.index = record.call_id, index
        session.add(turn)
    session.flush()


def get_call(session: Session, call_id: str) -> CallRecord | None:
    return session.get(CallRecord, call_id)


def turns_of(session: Session, call_id: str) -> Sequence[Turn]:
    """What was said, in order."""
    return session.exec(select(Turn).where(Turn.call_id == call_id).order_by(col(Turn.index))).all()


def list_calls(
    session: Session, *, direction: str = "", outcome: str = "", limit: int = 100
) -> Sequence[CallRecord]:
    """Newest first."""
    statement = select(CallRecord)
    if direction:
        statement = statement.where(CallRecord.direction == direction)
    if outcome:
        statement = statement.where(CallRecord.outcome == outcome)
    newest = statement.order_by(col(CallRecord.started_at).desc(), col(CallRecord.call_id))
    return session.exec(newest.limit(limit)).all()


def calls_about(session: Session, ticket: str) -> Sequence[CallRecord]:
    """Every call that made or asked about a ticket, oldest first."""
    statement = select(CallRecord).where(CallRecord.ticket == ticket)
    return session.exec(statement.order_by(col(CallRecord.started_at))).all()
