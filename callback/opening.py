"""Opening callbacks and handing them to the queue. Synchronous; each function works inside the
caller's transaction, and is safe to repeat after a crash.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select

from callback.citizens import citizens, obstacle, to_ask
from callback.errors import NothingPending
from callback.outcome import CallbackState
from callback.rows import Rules, Turn, current, put_off, turn_of
from callback.schedule import first_attempt
from callback.tables import Callback, DoNotCall
from tickets.joining import tell_joined
from tickets.states import Event, State
from tickets.store import SYSTEM, transition
from tickets.tables import Ticket


def open_callbacks(session: Session, now: datetime, rules: Rules, limit: int = 200) -> int:
    """Open callbacks for each completed ticket, one for each citizen who asks for it; where nobody
    may be called it is archived.

    Returns how many tickets were moved. The sweep at start and the poll are this same function,
    so a crash between completing and queueing loses nothing.
    """
    completed = select(Ticket).where(Ticket.state == State.COMPLETED).limit(limit)
    found = session.exec(completed.with_for_update(skip_locked=True)).all()
    for ticket in found:
        _open(session, ticket, now, rules)
    return len(found)


def _open(session: Session, ticket: Ticket, now: datetime, rules: Rules) -> None:
    """Those who joined it get the result as a message, too."""
    barred = partial(_is_barred, session)
    tell_joined(session, ticket, now, barred, rules.sms_signature)
    asked = to_ask(session, ticket)
    if not asked:
        filed, *_ = citizens(session, ticket)
        why = f"不回访：{obstacle(session, filed)}"
        ticket.rating = "not_rated"
        transition(session, ticket.number, Event.ARCHIVE, SYSTEM, now, why)
        return
    transition(session, ticket.number, Event.CALL_BACK, SYSTEM, now)
    for each in asked:
        session.add(
            Callback(
                ticket=ticket.number,
                redo_round=ticket.redo_round,
                person=each.person,
                state=CallbackState.PENDING,
                created_at=now,
                next_at=first_attempt(ticket.completed_at or now, rules.callback),
            )
        )
    session.flush()


def _is_barred(session: Session, phone: str) -> bool:
    return session.get(DoNotCall, phone) is not None


def to_queue(session: Session, limit: int = 200) -> Sequence[tuple[Turn, datetime]]:
    """Turns that the durable queue does not know yet, and when they are due."""
    statement = (
        select(Callback)
        .where(Callback.state == CallbackState.PENDING, col(Callback.queued).is_(False))
        .order_by(col(Callback.next_at))
        .limit(limit)
    )
    return [(turn_of(row), row.next_at or row.created_at) for row in session.exec(statement)]


def mark_queued(session: Session, turn: Turn) -> None:
    row = current(session, turn)
    if row is not None:
        row.queued = True


def overdue(session: Session, before: datetime) -> Sequence[Turn]:
    """Queued turns that should have dialled before a moment: lost, or waiting for a free line."""
    statement = select(Callback).where(
        Callback.state == CallbackState.PENDING,
        col(Callback.queued).is_(True),
        col(Callback.next_at) < before,
    )
    return [turn_of(row) for row in session.exec(statement)]


def requeue(session: Session, turn: Turn, now: datetime) -> None:
    """Start a new turn in place of this one, with the same due time."""
    row = current(session, turn)
    if row is not None:
        put_off(row, row.next_at or now)


def dial_soon(session: Session, ticket: str, now: datetime) -> None:
    """An operator's wish: dial all who wait as soon as calling hours allow.

    Raises NothingPending where no callback of this ticket is waiting.
    """
    statement = select(Callback).where(
        Callback.ticket == ticket, Callback.state == CallbackState.PENDING
    )
    rows = session.exec(statement.with_for_update()).all()
    if not rows:
        raise NothingPending(f"no callback of ticket {ticket} is waiting; see `callbacks list`")
    for row in rows:
        put_off(row, now)
