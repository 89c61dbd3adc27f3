from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from ivr.database import Database
from tickets.clocks import Policy
from tickets.errors import TicketError
from tickets.filing import TicketDraft, file_ticket
from tickets.tables import TicketEvent


def _filed(database: Database) -> None:
    with database.session() as session:
        draft = TicketDraft(category="求助", content="路灯坏了", area="500000")
        file_ticket(session, draft, datetime(2026, 9, 18, 12, tzinfo=UTC), Policy())


def _change(session: Session) -> None:
    session.exec(select(TicketEvent)).first().reason = "nothing happened"  # type: ignore[union-attr]
    session.flush()


def _delete(session: Session) -> None:
    session.delete(session.exec(select(TicketEvent)).first())
    session.flush()


@pytest.mark.parametrize("work", [_change, _delete])
async def test_the_log_is_append_only(database: Database, work: object) -> None:
    _filed(database)
    with pytest.raises(TicketError, match="append-only"):
        await database.run(work)  # type: ignore[arg-type]
