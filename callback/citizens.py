"""Who is asked about a ticket: who filed it, and each of those who joined it; and what all of them
have said together. Synchronous; each function works inside the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from callback.outcome import CallbackState
from callback.tables import Callback, DoNotCall
from tickets.cases import co_complainants
from tickets.tables import Ticket

FILED = 0
"""The person who filed the ticket; the others are the ids of their `CoComplainant`."""

_CONTENT = ("satisfied", "basically")
_LEAST_CONTENT: Mapping[str, int] = {"unsatisfied": 0, "basically": 1, "satisfied": 2}
"""Ratings; whoever has none comes last."""
_OPEN = (CallbackState.PENDING, CallbackState.HUMAN)


@dataclass(frozen=True)
class Citizen:
    """person: as in `Callback`. name: as the citizen is addressed, "" where unknown."""

    person: int
    phone: str
    name: str = ""
    callback_wanted: bool = True


def citizens(session: Session, ticket: Ticket) -> tuple[Citizen, ...]:
    """All who ask for a matter, who filed it first."""
    filed = Citizen(FILED, ticket.phone, ticket.caller_name, ticket.callback_wanted)
    joined = (
        Citizen(row.id or FILED, row.phone, "", row.callback_wanted)
        for row in co_complainants(session, ticket.number)
    )
    return (filed, *joined)


def citizen(session: Session, ticket: Ticket, person: int) -> Citizen:
    return next(each for each in citizens(session, ticket) if each.person == person)


def obstacle(session: Session, asked: Citizen) -> str:
    """Why somebody is not called, "" where nothing speaks against it."""
    if not asked.callback_wanted:
        return "市民不需要回访"
    if not asked.phone:
        return "没有联系电话"
    barred = session.get(DoNotCall, asked.phone)
    return f"号码不再拨打（{barred.reason}）" if barred else ""


def to_ask(session: Session, ticket: Ticket) -> tuple[Citizen, ...]:
    """Whom to call about the result of this round, each telephone once. Who was content is not
    asked again because another was not, unless nobody else is left; where a citizen has sent the
    ticket back unasked, all are."""
    content = _content(session, ticket)
    able = [each for each in citizens(session, ticket) if not obstacle(session, each)]
    wanted = [each for each in able if each.person not in content] or able
    return tuple({each.phone: each for each in reversed(wanted)}.values())[::-1]


def _content(session: Session, ticket: Ticket) -> frozenset[int]:
    """Who need not be asked again."""
    before = session.exec(select(Callback).where(Callback.ticket == ticket.number)).all()
    last = (row for row in before if row.redo_round == ticket.redo_round - 1)
    if not any(row.rating == "unsatisfied" for row in last):
        return frozenset()
    return frozenset(row.person for row in before if row.rating in _CONTENT)


def of_round(session: Session, ticket: Ticket) -> Sequence[Callback]:
    """The callbacks of a ticket's present round, one for each who is asked."""
    statement = select(Callback).where(
        Callback.ticket == ticket.number, Callback.redo_round == ticket.redo_round
    )
    return session.exec(statement.execution_options(populate_existing=True)).all()


def all_asked(rows: Sequence[Callback]) -> bool:
    """Whether nobody is waited for any more, and no person looks after one of them."""
    return not any(row.state in _OPEN for row in rows)


def least_content(rows: Sequence[Callback]) -> Callback:
    """What the ticket is rated by: one citizen who is less content outweighs the others, and who
    has not been rated outweighs nobody."""
    return min(rows, key=lambda row: _LEAST_CONTENT.get(row.rating, len(_LEAST_CONTENT)))
