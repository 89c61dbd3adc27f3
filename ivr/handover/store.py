"""Return calls in the database. Synchronous; each works inside the caller's transaction."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from dialog.events import Handoff
from ivr.handover.tables import ReturnCall

WAITING, TALKED, TICKET = "waiting", "talked", "ticket"


def promise(session: Session, call_id: str, phone: str, handoff: Handoff, now: datetime) -> None:
    """Write a return call down; a second promise in the same call changes nothing."""
    if session.get(ReturnCall, call_id) is not None:
        return
    session.add(
        ReturnCall(
            call_id=call_id,
            phone=phone,
            queue=handoff.queue,
            reason=handoff.reason,
            summary=handoff.summary,
            slots=json.dumps(dict(handoff.slots), ensure_ascii=False),
            state=WAITING,
            asked_at=now,
        )
    )
    session.flush()


def waiting(session: Session) -> Sequence[ReturnCall]:
    """Who is still to be called, in the order in which they asked."""
    statement = select(ReturnCall).where(ReturnCall.state == WAITING)
    return session.exec(statement.order_by(col(ReturnCall.asked_at), col(ReturnCall.call_id))).all()


def handoff_of(row: ReturnCall) -> Handoff:
    """As it was when it was promised."""
    return Handoff(row.queue, row.reason, row.summary, tuple(json.loads(row.slots).items()))


def dialled(session: Session, call_id: str) -> None:
    """The citizen is about to be dialled: counted as missed until it is settled, so that a crash
    in the middle of the call is a try, too."""
    row = session.get_one(ReturnCall, call_id)
    row.missed += 1
    session.add(row)


def settle(session: Session, call_id: str, state: str, now: datetime, ticket: str = "") -> None:
    """state: TALKED, or TICKET with its number."""
    row = session.get_one(ReturnCall, call_id)
    row.state, row.settled_at, row.ticket = state, now, ticket or None
    session.add(row)


def list_returns(session: Session, state: str = "", limit: int = 100) -> Sequence[ReturnCall]:
    """Newest first."""
    statement = select(ReturnCall)
    if state:
        statement = statement.where(ReturnCall.state == state)
    newest = statement.order_by(col(ReturnCall.asked_at).desc(), col(ReturnCall.call_id))
    return session.exec(newest.limit(limit)).all()
