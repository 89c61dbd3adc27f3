"""A ticket is filed: number, unit, due dates. Synchronous, inside the caller's transaction."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from tickets.clocks import (
    Category,
    Policy,
    Urgency,
    dispatch_due,
    sign_due,
    ticket_due,
)
from tickets.dispatch import Catalogue, builtin_catalogue, dispatch, find_district
from tickets.errors import InvalidDraft
from tickets.number import NumberParts, format_number, query_code
from tickets.states import Event, State
from tickets.store import ROBOT, SYSTEM, Actor, step, write_line
from tickets.tables import Ticket

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
