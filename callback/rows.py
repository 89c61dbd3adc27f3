"""The rows of a callback: how a turn names them, finds them and hands them on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from callback.outcome import CallbackState
from callback.schedule import CallbackPolicy
from callback.tables import Callback, DialAttempt
from tickets.clocks import Policy
from tickets.tables import Ticket


@dataclass(frozen=True)
class Turn:
    """One turn of a callback's workflow: it dials at most once. person: as in `Callback`."""

    ticket: str
    redo_round: int
    turn: int
    person: int = 0

    @property
    def id(self) -> str:
        whose = f"-{self.person}" if self.person else ""
        return f"{self.ticket}-{self.redo_round}-{self.turn}{whose}"


@dataclass(frozen=True)
class Rules:
    """Everything that the loop is told about when and what. sms_signature: who text messages are
    from."""

    callback: CallbackPolicy
    clocks: Policy
    sms_signature: str = "重庆12345"


def turn_of(row: Callback) -> Turn:
    return Turn(row.ticket, row.redo_round, row.turn, row.person)


def current(session: Session, turn: Turn) -> Callback | None:
    """The callback, locked; None where it is over or another turn has taken its place."""
    statement = (
        select(Callback)
        .where(
            Callback.ticket == turn.ticket,
            Callback.redo_round == turn.redo_round,
            Callback.person == turn.person,
            Callback.turn == turn.turn,
            Callback.state == CallbackState.PENDING,
        )
        .with_for_update()
    )
    return session.exec(statement.execution_options(populate_existing=True)).first()


def put_off(row: Callback, until: datetime) -> None:
    """Hand over to the next turn, which the loop's poll puts into the durable queue."""
    row.turn, row.queued, row.next_at = row.turn + 1, False, until


def attempts_in(session: Session, turn: Turn) -> Sequence[DialAttempt]:
    statement = select(DialAttempt).where(
        DialAttempt.ticket == turn.ticket,
        DialAttempt.redo_round == turn.redo_round,
        DialAttempt.person == turn.person,
    )
    return session.exec(statement.order_by(col(DialAttempt.turn))).all()


def attempts_of(session: Session, ticket: str) -> Sequence[DialAttempt]:
    """The ledger of a ticket, over all its redo rounds, oldest first."""
    statement = select(DialAttempt).where(DialAttempt.ticket == ticket)
    return session.exec(
        statement.order_by(
            col(DialAttempt.redo_round), col(DialAttempt.person), col(DialAttempt.turn)
        )
    ).all()


def list_callbacks(
    session: Session, state: CallbackState | None = None, limit: int = 100
) -> Sequence[tuple[Callback, Ticket]]:
    """Newest first, each with its ticket."""
    statement = select(Callback, Ticket).where(Callback.ticket == Ticket.number)
    if state is not None:
        statement = statement.where(Callback.state == state)
    newest = statement.order_by(col(Callback.created_at).desc()).limit(limit)
    return session.exec(newest).all()
