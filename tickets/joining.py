"""A report that somebody has made already becomes part of that ticket (并案). Synchronous; each
function works inside the caller's transaction.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tickets.cases import co_complainants, note
from tickets.clocks import Policy
from tickets.dispatch import builtin_catalogue
from tickets.duplicates import TOGETHER, Reported, find_duplicate
from tickets.filing import TicketDraft, district_of, file_ticket
from tickets.number import query_code
from tickets.states import UNDERWAY, Note
from tickets.store import ROBOT, Actor, queue_sms
from tickets.tables import CoComplainant, Ticket

LOOKED_AT = 200
"""Open tickets of a district, the newest, that a report is compared with."""


@dataclass(frozen=True)
class Filed:
    """query_code: of this citizen. people: who ask for it, this citizen among them; 1 where the
    ticket is new."""

    ticket: Ticket
    query_code: str
    people: int = 1

    @property
    def joined(self) -> bool:
        return self.people > 1


def file_or_join(
    session: Session,
    draft: TicketDraft,
    now: datetime,
    policy: Policy,
    within: timedelta,
    *,
    actor: Actor = ROBOT,
    randbelow: Callable[[int], int] = secrets.randbelow,
) -> Filed:
    """A new ticket, or the open one of the same matter that was filed within so long; 0 joins none.

    Raises as `tickets.filing.file_ticket` does.
    """
    same = find_same(session, draft, now, within)
    if same is None:
        ticket = file_ticket(session, draft, now, policy, actor=actor, randbelow=randbelow)
        return Filed(ticket, ticket.query_code)
    row = join(session, same.number, draft, now, actor=actor, randbelow=randbelow)
    return Filed(same, row.query_code, 1 + len(co_complainants(session, same.number)))


def find_same(
    session: Session, draft: TicketDraft, now: datetime, within: timedelta
) -> Ticket | None:
    """The open ticket of another citizen that is of the same matter, see `tickets.duplicates`."""
    district = district_of(draft, builtin_catalogue())
    if not within or not district or draft.secret or draft.category not in TOGETHER:
        return None
    statement = select(Ticket).where(
        Ticket.district == district,
        Ticket.created_at >= now - within,
        col(Ticket.state).in_(UNDERWAY),
        col(Ticket.secret).is_(False),
    )
    if draft.phone:  # whoever says again what they have reported themselves wants another ticket
        joined = select(CoComplainant.ticket).where(CoComplainant.phone == draft.phone)
        of_others = col(Ticket.number).not_in(joined)
        statement = statement.where(Ticket.phone != draft.phone, of_others)
    newest = statement.order_by(col(Ticket.created_at).desc()).limit(LOOKED_AT)
    others = session.exec(newest).all()
    at = find_duplicate(_of_draft(draft, district, now), map(_of_ticket, others), within)
    return None if at is None else others[at]


def _of_draft(draft: TicketDraft, district: str, now: datetime) -> Reported:
    return Reported(
        draft.category,
        f"{draft.title}，{draft.matter}",
        draft.place,
        district,
        now,
        draft.urgency,
        draft.secret,
        draft.content,
        draft.matter_path,
    )


def _of_ticket(ticket: Ticket) -> Reported:
    return Reported(
        ticket.category,
        f"{ticket.title}，{ticket.matter}",
        ticket.place,
        ticket.district,
        ticket.created_at,
        ticket.urgency,
        ticket.secret,
        ticket.content,
        (ticket.matter_level_1, ticket.matter_level_2, ticket.matter_level_3),
    )


def join(
    session: Session,
    number: str,
    draft: TicketDraft,
    now: datetime,
    *,
    actor: Actor = ROBOT,
    randbelow: Callable[[int], int] = secrets.randbelow,
) -> CoComplainant:
    """One more citizen with a ticket's matter; their words go into its log, where the unit reads
    them. Raises UnknownTicket or TransitionRefused."""
    note(session, number, Note.JOIN, actor, now, draft.content.strip())
    row = CoComplainant(
        ticket=number,
        phone=draft.phone,
        query_code=query_code(randbelow),
        call_id=draft.call_id,
        words=draft.content.strip(),
        callback_wanted=draft.callback_wanted,
        joined_at=now,
    )
    session.add(row)
    session.flush()
    return row


def tell_joined(
    session: Session,
    ticket: Ticket,
    now: datetime,
    barred: Callable[[str], bool],
    signature: str,
) -> Sequence[CoComplainant]:
    """Send the result of a completed ticket to those who joined it and want to hear of it, once a
    round. barred: numbers that are left in peace. signature: who the message is from. Returns who
    was told."""
    told = [
        row
        for row in co_complainants(session, ticket.number)
        if row.phone
        and row.callback_wanted
        and row.told_round != ticket.redo_round
        and not barred(row.phone)
    ]
    for row in told:
        row.told_round = ticket.redo_round
        queue_sms(session, row.phone, _result(ticket, signature), now, ticket=ticket.number)
    return told


def _result(ticket: Ticket, signature: str) -> str:
    return (
        f"【{signature}】您反映的“{ticket.title}”已办结，工单号{ticket.number}：{ticket.result}。"
        "如不满意，请拨打12345，报工单号和查询码，我们会退回重办。"
    )
