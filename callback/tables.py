"""What is kept of callbacks. Times are aware and stored as UTC."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime


class Callback(SQLModel, table=True):
    """The asking of one citizen about one result: one per ticket, redo round and person."""

    __tablename__: ClassVar[Any] = "callback"

    ticket: str = Field(sa_column=Column(String(21), ForeignKey("ticket.number"), primary_key=True))
    redo_round: int = Field(primary_key=True)
    person: int = Field(default=0, primary_key=True)
    """0: who filed the ticket; else the id of the `CoComplainant` who joined it."""
    state: str = Field(max_length=16, index=True)
    """A `callback.outcome.CallbackState`."""
    turn: int = 0
    """The turn of the workflow that is next: each turn dials at most once."""
    queued: bool = False
    """That turn has been handed to the durable queue."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the citizen is dialled next; None when it is over."""
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    reason: str = ""
    rating: str = Field(default="", max_length=16)
    """Of this citizen: satisfied, basically, unsatisfied, not_rated; "" before it is known."""
    contacted: bool | None = None
    solved: str = Field(default="", max_length=8)
    """all, part, none; "" where not said."""


class DialAttempt(SQLModel, table=True):
    """The dial ledger. A row is committed before dialling, so that a crash never dials twice."""

    __tablename__: ClassVar[Any] = "dial_attempt"
    __table_args__: ClassVar[Any] = (UniqueConstraint("ticket", "redo_round", "person", "turn"),)

    attempt_id: str = Field(primary_key=True, max_length=64)
    ticket: str = Field(sa_column=Column(String(21), ForeignKey("ticket.number"), nullable=False))
    redo_round: int
    person: int = 0
    turn: int
    phone: str
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    result: str = Field(default="", max_length=16)
    """A `DialResult`; "" while dialling, and for ever where a crash hid how it ended."""
    call_id: str = ""
    verdict: str = ""
    """The `Verdict` as JSON, "" where none was reached."""
    reason_at_ms: int | None = None
    """Where in the call's recording the citizen said why they are not content; None where they did
    not. It is heard as long as the recording is kept."""
    reason_ms: int | None = None


class DoNotCall(SQLModel, table=True):
    """Numbers that are never dialled again. reason: do_not_call or wrong_number."""

    __tablename__: ClassVar[Any] = "do_not_call"

    phone: str = Field(primary_key=True)
    reason: str = Field(max_length=16)
    ticket: str = Field(default="", max_length=21)
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
