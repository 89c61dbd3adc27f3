"""What citizens may learn of their own tickets and do to them. Synchronous; each function works
inside the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import compare_digest
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tickets.clocks import Policy
from tickets.errors import InvalidDraft, InvalidNumber
from tickets.number import parse_number
from tickets.states import Event, Note, State, may_note, redone_enough
from tickets.store import Actor, escalate, held, send_to_redo, step, write_line
from tickets.tables import CoComplainant, Ticket, TicketEvent

MOST = 5
"""Tickets of a caller who is recognised by the telephone: more cannot be told apart by ear."""

WRONG_CODES = 5
"""Wrong query codes for one ticket on one day, from which on none opens it until the next."""


@dataclass(frozen=True)
class Owned:
    """A ticket and the citizen's part in it. joined: the row of one who joined it later, None for
    who filed it. urged_today: on the local day."""

    ticket: Ticket
    joined: CoComplainant | None
    urges: int
    urged_today: bool


def own_tickets(
    session: Session, phone: str, since: datetime, now: datetime, zone: ZoneInfo
) -> Sequence[Owned]:
    """Tickets that a number filed or joined since then, newest first. Whoever calls from a
    telephone may not be who reported in secret: such tickets are left out."""
    if not phone:
        return ()
    open_to_all = col(Ticket.secret).is_(False)
    filed = session.exec(
        select(Ticket).where(Ticket.phone == phone, Ticket.created_at >= since, open_to_all)
    )
    joined = session.exec(
        select(Ticket, CoComplainant)
        .join(CoComplainant, col(CoComplainant.ticket) == col(Ticket.number))
        .where(CoComplainant.phone == phone, CoComplainant.joined_at >= since, open_to_all)
    )
    dated: list[tuple[datetime, Ticket, CoComplainant | None]] = [
        *((ticket.created_at, ticket, None) for ticket in filed),
        *((row.joined_at, ticket, row) for ticket, row in joined),
    ]
    dated.sort(key=lambda each: (each[0], each[1].number), reverse=True)
    return [_owned(session, ticket, row, now, zone) for _, ticket, row in dated[:MOST]]


def by_code(
    session: Session, number: str, code: str, actor: Actor, now: datetime, zone: ZoneInfo
) -> Owned | Literal["number", "code"]:
    """The ticket of a number for who knows a query code of it, or what is wrong: the number cannot
    be one, or the code does not fit. A number that nobody has is not told from a wrong code, nor
    is a ticket that takes no code any more today. Wrong codes are noted."""
    try:
        parse_number(number)
    except InvalidNumber:
        return "number"
    ticket = session.get(Ticket, number)
    wrong = notes(session, number, Note.WRONG_CODE)
    if not code or ticket is None or len(_of_today(wrong, now, zone)) >= WRONG_CODES:
        return "code"
    fits = compare_digest(ticket.query_code, code)
    joined = next((row for row in co_complainants(session, number) if _opens(row, code)), None)
    if not fits and joined is None:
        note(session, number, Note.WRONG_CODE, actor, now)
        return "code"
    return _owned(session, ticket, None if fits else joined, now, zone)


def _opens(row: CoComplainant, code: str) -> bool:
    return compare_digest(row.query_code, code)


def _owned(
    session: Session, ticket: Ticket, row: CoComplainant | None, now: datetime, zone: ZoneInfo
) -> Owned:
    urges = notes(session, ticket.number, Note.URGE)
    return Owned(ticket, row, len(urges), bool(_of_today(urges, now, zone)))


def _of_today(lines: Sequence[TicketEvent], now: datetime, zone: ZoneInfo) -> Sequence[TicketEvent]:
    today = now.astimezone(zone).date()
    return [line for line in lines if line.at.astimezone(zone).date() == today]


def co_complainants(session: Session, number: str) -> Sequence[CoComplainant]:
    """Those who joined a ticket, in their order."""
    statement = select(CoComplainant).where(CoComplainant.ticket == number)
    return session.exec(statement.order_by(col(CoComplainant.id))).all()


def notes(session: Session, number: str, kind: Note) -> Sequence[TicketEvent]:
    """Lines of the log of one kind, oldest first."""
    statement = select(TicketEvent).where(TicketEvent.ticket == number, TicketEvent.event == kind)
    return session.exec(statement.order_by(col(TicketEvent.id))).all()


def note(
    session: Session, number: str, kind: Note, actor: Actor, now: datetime, words: str = ""
) -> Ticket:
    """Add a line that does not move the ticket. Raises UnknownTicket or TransitionRefused."""
    ticket = _open_to(session, number, kind, actor)
    write_line(session, ticket, kind, ticket.state, actor, words, now)
    session.flush()
    return ticket


def _open_to(session: Session, number: str, kind: Note, actor: Actor) -> Ticket:
    """The ticket, held, if such a line may be added to it."""
    ticket = held(session, number)
    may_note(State(ticket.state), kind, actor.role)
    return ticket


def urge(
    session: Session, number: str, actor: Actor, now: datetime, zone: ZoneInfo, words: str = ""
) -> bool:
    """Ask the unit for haste (催办), once a local day. False: it was asked today already.

    Raises UnknownTicket or TransitionRefused.
    """
    _open_to(session, number, Note.URGE, actor)
    if _of_today(notes(session, number, Note.URGE), now, zone):
        return False
    note(session, number, Note.URGE, actor, now, words)
    return True


def supplement(session: Session, number: str, words: str, actor: Actor, now: datetime) -> Ticket:
    """Add to what was reported (补充), verbatim.

    Raises InvalidDraft for no words, UnknownTicket or TransitionRefused.
    """
    if not words.strip():
        raise InvalidDraft("a supplement needs words: say what is to be added")
    return note(session, number, Note.SUPPLEMENT, actor, now, words.strip())


def withdraw(
    session: Session, number: str, reason: str, actor: Actor, now: datetime, joined: int = 0
) -> Ticket:
    """End one citizen's part in a ticket (撤回). joined: the row of one who joined it, 0 for who
    filed it. Where others ask for the same, the ticket goes on for them; otherwise it is withdrawn.

    Raises UnknownTicket or TransitionRefused.
    """
    ticket = held(session, number)
    others = co_complainants(session, number)
    if not others:
        step(session, ticket, Event.WITHDRAW, actor, now, reason)
        return ticket
    own = next((row for row in others if row.id == joined), None)
    if own is not None:
        own.callback_wanted = False
        session.add(own)
    else:
        ticket.callback_wanted = False
        session.add(ticket)
    words = f"一位市民撤回，其他市民仍在反映：{reason}"
    return note(session, number, Note.SUPPLEMENT, actor, now, words)


def send_back(
    session: Session,
    number: str,
    words: str,
    actor: Actor,
    now: datetime,
    policy: Policy,
    max_redo: int,
) -> Ticket:
    """A citizen is not content with a result that they were not asked about yet: to the redo list
    (再办清单), or to a supervisor after so many rounds, as a callback would have it.

    Raises UnknownTicket or TransitionRefused.
    """
    ticket = held(session, number)
    if ticket.state == State.COMPLETED:
        step(session, ticket, Event.CALL_BACK, actor, now, "市民来电")
    if redone_enough(ticket.redo_round, max_redo):
        return escalate(session, number, words, actor, now)
    return send_to_redo(session, number, words, actor, now, policy)
