"""Tickets in the database, once they are filed (`tickets.filing`). Synchronous; each function works
inside the caller's transaction.

The shell opens a session, passes `now` (aware) and commits; see `ivr.database`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tickets.clocks import Policy, redo_due
from tickets.errors import InvalidDraft, UnknownTicket
from tickets.states import Event, Role, State, completion_steps
from tickets.states import transition as next_state
from tickets.tables import SmsOutbox, Ticket, TicketEvent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Actor:
    """Who acts. name: 'robot', an agent's or a unit's name."""

    name: str
    role: Role


ROBOT = Actor("robot", Role.ROBOT)
SYSTEM = Actor("system", Role.SYSTEM)


def write_line(
    session: Session,
    ticket: Ticket,
    event: str,
    before: str,
    actor: Actor,
    reason: str,
    at: datetime,
) -> None:
    """Add to the log. before: the state it was in, "" for a ticket that is new."""
    session.add(
        TicketEvent(
            ticket=ticket.number,
            at=at,
            actor=actor.name,
            role=actor.role,
            event=event,
            from_state=before,
            to_state=ticket.state,
            reason=reason,
        )
    )


def step(
    session: Session, ticket: Ticket, event: Event, actor: Actor, now: datetime, reason: str
) -> None:
    """Move a ticket that is held for update, and write the line."""
    before = State(ticket.state)
    ticket.state = next_state(before, event, actor.role)
    session.add(ticket)
    write_line(session, ticket, event, before, actor, reason, now)
    session.flush()


def held(session: Session, number: str) -> Ticket:
    """The ticket, locked until the transaction ends."""
    statement = select(Ticket).where(Ticket.number == number).with_for_update()
    found = session.exec(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise UnknownTicket(f"no ticket {number}; `hotline tickets list` shows them")
    return found


def transition(
    session: Session, number: str, event: Event, actor: Actor, now: datetime, reason: str = ""
) -> Ticket:
    """Take one step of the life of a ticket and log it.

    Raises UnknownTicket or TransitionRefused; nothing is changed then.
    """
    ticket = held(session, number)
    step(session, ticket, event, actor, now, reason)
    if event is Event.ARCHIVE:
        ticket.archived_at = now
    return ticket


def complete(session: Session, number: str, result: str, actor: str, now: datetime) -> Ticket:
    """Enter a unit's result in one go: every stage up to `completed` is taken and logged.

    actor: the name of who entered it; each line bears the role that its stage belongs to.
    Raises InvalidDraft for an empty result, UnknownTicket, or TransitionRefused.
    """
    if not result.strip():
        raise InvalidDraft("a result needs words: say what was done")
    ticket = held(session, number)
    for event, role in completion_steps(State(ticket.state)):
        step(session, ticket, event, Actor(actor, role), now, "")
    ticket.result = result.strip()
    ticket.completed_at = now
    return ticket


def send_to_redo(
    session: Session, number: str, words: str, actor: Actor, now: datetime, policy: Policy
) -> Ticket:
    """Put a ticket on the redo list with the citizen's words and a new clock."""
    ticket = held(session, number)
    step(session, ticket, Event.REDO, actor, now, words)
    due = redo_due(now, policy)
    ticket.rating = "unsatisfied"
    ticket.redo_round += 1
    ticket.redo_reason = words
    ticket.due_at, ticket.due_provisional = due.at, due.provisional
    return ticket


def escalate(session: Session, number: str, words: str, actor: Actor, now: datetime) -> Ticket:
    """Give a ticket that was redone often enough to a supervisor, with the citizen's words."""
    ticket = held(session, number)
    reason = f"重新办理{ticket.redo_round}次，市民仍不满意，转督办：{words}"
    step(session, ticket, Event.ESCALATE, actor, now, reason)
    ticket.rating = "unsatisfied"
    ticket.redo_reason = words
    log.warning("ticket %s waits for a supervisor: redone %d times", number, ticket.redo_round)
    return ticket


def get(session: Session, number: str) -> Ticket:
    """Raises UnknownTicket."""
    found = session.get(Ticket, number)
    if found is None:
        raise UnknownTicket(f"no ticket {number}; `hotline tickets list` shows them")
    return found


def events(session: Session, number: str) -> Sequence[TicketEvent]:
    """The log of a ticket, oldest first."""
    return session.exec(
        select(TicketEvent).where(TicketEvent.ticket == number).order_by(col(TicketEvent.id))
    ).all()


def list_tickets(
    session: Session, state: State | None = None, unit: str = "", limit: int = 100
) -> Sequence[Ticket]:
    """Newest first. unit: part of its name."""
    statement = select(Ticket)
    if state is not None:
        statement = statement.where(Ticket.state == state)
    if unit:
        statement = statement.where(col(Ticket.unit).contains(unit, autoescape=True))
    newest = statement.order_by(col(Ticket.created_at).desc(), col(Ticket.number).desc())
    return session.exec(newest.limit(limit)).all()


def redo_list(session: Session, limit: int = 100) -> Sequence[Ticket]:
    """The redo list (再办清单): sent back by citizens, the most urgent clock first."""
    statement = select(Ticket).where(Ticket.state == State.REDO)
    return session.exec(statement.order_by(col(Ticket.due_at)).limit(limit)).all()


def queue_sms(
    session: Session,
    phone: str,
    body: str,
    now: datetime,
    *,
    ticket: str | None = None,
    call_id: str = "",
) -> SmsOutbox:
    """Put a text message into the outbox; sent where the transaction commits."""
    message = SmsOutbox(phone=phone, text=body, ticket=ticket, call_id=call_id, created_at=now)
    session.add(message)
    session.flush()
    return message
