"""Tickets in the database. Synchronous; each function works inside the caller's transaction.

The shell opens a session, passes `now` (aware) and commits; see `ivr.database`.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from tickets.clocks import (
    Category,
    Policy,
    Urgency,
    dispatch_due,
    redo_due,
    sign_due,
    ticket_due,
)
from tickets.dispatch import Catalogue, builtin_catalogue, dispatch, find_district
from tickets.errors import InvalidDraft, UnknownTicket
from tickets.number import NumberParts, format_number, query_code
from tickets.states import Event, Role, State, completion_steps
from tickets.states import transition as next_state
from tickets.tables import SmsOutbox, Ticket, TicketEvent

log = logging.getLogger(__name__)

_TITLE_CHARS = 30


@dataclass(frozen=True)
class TicketDraft:
    """What a call, a form or an agent learnt. category and urgency: values of the enums.

    title: as it is said in the callback; "" takes the beginning of the content.
    area: six digits, for the number. phone: where the citizen can be reached. event_time: as it is
    written. matter_path: names of up to three levels of the matter tree. areas: names of district,
    street and community, as far as they are known.
    """

    category: str
    content: str
    area: str
    matter: str = ""
    place: str = ""
    title: str = ""
    caller_name: str = ""
    phone: str = ""
    urgency: str = Urgency.NORMAL
    secret: bool = False
    callback_wanted: bool = True
    channel: str = "phone"
    call_id: str = ""
    event_time: str = ""
    wants: str = ""
    matter_path: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Actor:
    """Who acts. name: 'robot', an agent's or a unit's name."""

    name: str
    role: Role


ROBOT = Actor("robot", Role.ROBOT)
SYSTEM = Actor("system", Role.SYSTEM)


def _next_sequence(session: Session, day: date, area: str) -> int:
    """One atomic statement, so that two calls never get the same number on either database."""
    row = session.connection().execute(
        text(
            "INSERT INTO ticket_sequence (day, area, last) VALUES (:day, :area, 1) "
            "ON CONFLICT (day, area) DO UPDATE SET last = ticket_sequence.last + 1 RETURNING last"
        ),
        {"day": day.isoformat() if _is_sqlite(session) else day, "area": area},
    )
    return int(row.scalar_one())


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _checked(draft: TicketDraft) -> tuple[Category, Urgency]:
    if not draft.content.strip():
        raise InvalidDraft("a ticket needs content: say what happened")
    try:
        category = Category(draft.category)
    except ValueError:
        able = " ".join(Category)
        raise InvalidDraft(f"unknown category '{draft.category}'; use one of: {able}") from None
    try:
        return category, Urgency(draft.urgency)
    except ValueError:
        able = " ".join(Urgency)
        raise InvalidDraft(f"unknown urgency '{draft.urgency}'; use one of: {able}") from None


def _title(draft: TicketDraft) -> str:
    title = draft.title.strip() or draft.content.strip().splitlines()[0]
    return title[:_TITLE_CHARS].rstrip("，。、；,. ")


_AS_TOLD = (
    "channel", "call_id", "matter", "event_time", "wants", "caller_name", "phone", "secret",
    "callback_wanted", "area", "place",
)  # fmt: skip
"""Fields that a draft and a ticket have in common."""
_LEVELS = ("matter_level_1", "matter_level_2", "matter_level_3")
_BELOW_DISTRICT = ("street", "community")


def _as_told(draft: TicketDraft) -> dict[str, Any]:
    """The columns of a ticket that the citizen's words decide alone."""
    return {
        **{name: getattr(draft, name) for name in _AS_TOLD},
        **dict(zip(_LEVELS, draft.matter_path, strict=False)),
        **dict(zip(_BELOW_DISTRICT, draft.areas[1:], strict=False)),
        "title": _title(draft),
        "content": draft.content.strip(),
    }


def district_of(draft: TicketDraft, catalogue: Catalogue) -> str:
    """The one that the place names, else the one of the area table; "" where neither is known."""
    return find_district(draft.place, catalogue.districts) or next(iter(draft.areas), "")


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


def file_ticket(
    session: Session,
    draft: TicketDraft,
    now: datetime,
    policy: Policy,
    *,
    actor: Actor = ROBOT,
    catalogue: Catalogue | None = None,
    randbelow: Callable[[int], int] = secrets.randbelow,
) -> Ticket:
    """Number, dispatch, due dates and log in one transaction; the ticket ends up `dispatched`.

    Raises InvalidDraft, or InvalidNumber for an area code that is not six digits.
    """
    category, urgency = _checked(draft)
    catalogue = catalogue or builtin_catalogue()
    found = dispatch(draft.matter, draft.content, draft.place, catalogue, draft.matter_path)
    due = ticket_due(category, urgency, now, policy)
    day = now.astimezone(policy.zone).date()
    parts = NumberParts(day, draft.area, _next_sequence(session, day, draft.area))
    ticket = Ticket(
        **_as_told(draft),
        number=format_number(parts),
        query_code=query_code(randbelow),
        state=State.ACCEPTED,
        category=category,
        urgency=urgency,
        district=district_of(draft, catalogue),
        unit=found.unit,
        dispatch_reason=found.reason,
        dispatch_score=found.score,
        created_at=now,
        dispatch_due_at=dispatch_due(urgency, found.utility, now, policy).at,
        sign_due_at=sign_due(now, policy).at,
        due_at=due.at,
        due_provisional=due.provisional,
    )
    session.add(ticket)
    session.flush()
    write_line(session, ticket, "file", "", actor, "", now)
    step(session, ticket, Event.SUBMIT, actor, now, "")
    step(session, ticket, Event.DISPATCH, SYSTEM, now, f"{found.unit}：{found.reason}")
    return ticket


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
