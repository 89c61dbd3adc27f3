"""The caller's own tickets, between the words of a conversation and the rows of the database.

Synchronous; each function works inside the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from dialog.events import ChangeTicket, FindTickets, OwnTicket, TicketChanged, TicketsFound
from tickets import cases
from tickets.cases import Owned
from tickets.clocks import Policy
from tickets.errors import TransitionRefused
from tickets.standing import STAGES, days_left, phase
from tickets.states import State
from tickets.store import ROBOT, get


@dataclass(frozen=True)
class OwnRules:
    """own_days: how long a caller is recognised by their tickets; duplicate_days: how long the same
    matter joins an open ticket; 0 never. max_redo: rounds after which a supervisor decides."""

    own_days: int = 180
    duplicate_days: int = 7
    max_redo: int = 3

    @property
    def within(self) -> timedelta:
        return timedelta(days=self.duplicate_days)


def found(
    session: Session, request: FindTickets, rules: OwnRules, now: datetime, policy: Policy
) -> TicketsFound:
    """Those of a telephone, or the one of a number whose query code was said."""
    if not request.number:
        since = now - timedelta(days=rules.own_days)
        own = cases.own_tickets(session, request.phone, since, now, policy.zone)
        return TicketsFound(tuple(_own_ticket(each, now, policy) for each in own))
    one = cases.by_code(session, request.number, request.code, ROBOT, now, policy.zone)
    if isinstance(one, Owned):
        return TicketsFound((_own_ticket(one, now, policy),), number=request.number)
    return TicketsFound((), one, request.number)


def changed(
    session: Session, request: ChangeTicket, rules: OwnRules, now: datetime, policy: Policy
) -> TicketChanged:
    """Raises UnknownTicket, or InvalidDraft where words are wanted and there are none."""
    number = request.number
    try:
        done = _carry_out(session, request, rules, now, policy)
    except TransitionRefused:
        return TicketChanged(number, request.change, "refused")
    ticket = get(session, number)
    redone = request.change == "redo" and ticket.state == State.REDO
    due = as_said(ticket.due_at, policy) if redone else ""
    return TicketChanged(number, request.change, done, due)


def _carry_out(
    session: Session, request: ChangeTicket, rules: OwnRules, now: datetime, policy: Policy
) -> Literal["done", "already"]:
    number, words = request.number, request.words
    match request.change:
        case "urge":
            fresh = cases.urge(session, number, ROBOT, now, policy.zone, words)
            return "done" if fresh else "already"
        case "supplement":
            cases.supplement(session, number, words, ROBOT, now)
        case "withdraw":
            cases.withdraw(session, number, words, ROBOT, now, request.joined)
        case "redo":
            cases.send_back(session, number, words, ROBOT, now, policy, rules.max_redo)
    return "done"


def _own_ticket(own: Owned, now: datetime, policy: Policy) -> OwnTicket:
    ticket, today = own.ticket, now.astimezone(policy.zone).date()
    due = ticket.due_at.astimezone(policy.zone).date()
    state = State(ticket.state)
    return OwnTicket(
        number=ticket.number,
        title=ticket.title,
        category=ticket.category,
        matter=ticket.matter,
        place=ticket.place,
        unit=ticket.unit,
        stage=STAGES[state],
        phase=phase(state),
        filed=ticket.created_at.astimezone(policy.zone).date(),
        due=due,
        days_left=days_left(today, due, policy.calendar),
        result=ticket.result,
        urges=own.urges,
        urged_today=own.urged_today,
        secret=ticket.secret,
        joined=own.joined.id or 0 if own.joined else 0,
    )


def as_said(moment: datetime, policy: Policy) -> str:
    """A day as it is spoken: "12月14日"."""
    day = moment.astimezone(policy.zone)
    return f"{day.month}月{day.day}日"
