"""A request's transaction, and what goes wrong in it as an HTTP answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi import HTTPException
from sqlmodel import Session

from ivr.database import Database, DatabaseError
from knowledge.errors import ChangeRefused, KnowledgeError, UnknownChange, UnknownEntry

FAULTS: Mapping[type[Exception], int] = {
    UnknownChange: 404,
    UnknownEntry: 404,
    ChangeRefused: 409,
    KnowledgeError: 422,
    DatabaseError: 503,
}
"""HTTP status by what went wrong, the first that fits; the detail is the error's one line."""


@contextmanager
def answering(database: Database) -> Iterator[Session]:
    """One transaction whose errors become HTTP answers."""
    try:
        with database.session() as session:
            yield session
    except tuple(FAULTS) as e:
        status = next(code for kind, code in FAULTS.items() if isinstance(e, kind))
        raise HTTPException(status, str(e)) from None
