"""Consultations that were answered well: what other callers may be told, see
`knowledge.precedents`. Synchronous; works inside the caller's transaction.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from knowledge.precedents import Precedent
from tickets.clocks import Category
from tickets.privacy import mask_text
from tickets.states import State
from tickets.tables import Ticket

CONTENT = ("satisfied", "basically")
"""Ratings of a citizen who took the result for an answer."""

MOST = 1000
"""Tickets that are looked at, the newest."""


def answered(session: Session, since: datetime, zone: ZoneInfo) -> tuple[Precedent, ...]:
    """Consultations completed since then, archived with a content citizen; not those that are kept
    secret, nor any with a telephone or identity number in it. zone: of the day they were told."""
    found = session.exec(
        select(Ticket)
        .where(
            Ticket.state == State.ARCHIVED,
            Ticket.category == Category.CONSULTATION,
            col(Ticket.rating).in_(CONTENT),
            col(Ticket.secret).is_(False),
            Ticket.result != "",
            col(Ticket.completed_at) >= since,
        )
        .order_by(col(Ticket.completed_at).desc(), col(Ticket.number).desc())
        .limit(MOST)
    )
    return tuple(
        Precedent(
            ticket.number,
            ticket.unit,
            ticket.matter or ticket.title,
            ticket.result,
            ticket.completed_at.astimezone(zone).date(),
            (ticket.title,),
        )
        for ticket in found
        if ticket.completed_at is not None
        and not any(map(_is_personal, (ticket.matter, ticket.title, ticket.result)))
    )


def _is_personal(text: str) -> bool:
    return mask_text(text) != text
