"""A request's transaction, and what goes wrong in it as an HTTP answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi import HTTPException, Response
from sqlmodel import Session

from ivr.database import Database, DatabaseError
from ivr.errors import ClipGone, UnknownAttempt, UnknownGap
from knowledge.errors import ChangeRefused, FileTooBig, KnowledgeError, UnknownChange, UnknownEntry
from tickets.errors import TicketError, TransitionRefused, UnknownTicket

FAULTS: Mapping[type[Exception], int] = {
    UnknownAttempt: 404,
    UnknownChange: 404,
    UnknownEntry: 404,
    UnknownGap: 404,
    UnknownTicket: 404,
    ClipGone: 410,
    ChangeRefused: 409,
    TransitionRefused: 409,
    FileTooBig: 413,
    KnowledgeError: 422,
    TicketError: 422,
    DatabaseError: 503,
}
"""HTTP status by what went wrong, the first that fits; the detail is the error's one line."""


def sound(wav: bytes) -> Response:
    """A citizen's voice, which no browser or proxy may keep."""
    return Response(wav, media_type="audio/wav", headers={"Cache-Control": "no-store"})


@contextmanager
def telling() -> Iterator[None]:
    """Errors become HTTP answers."""
    try:
        yield
    except tuple(FAULTS) as e:
        status = next(code for kind, code in FAULTS.items() if isinstance(e, kind))
        raise HTTPException(status, str(e)) from None


@contextmanager
def answering(database: Database) -> Iterator[Session]:
    """One transaction whose errors become HTTP answers."""
    with telling(), database.session() as session:
        yield session
