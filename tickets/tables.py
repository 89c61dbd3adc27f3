"""What is kept of tickets. Times are aware and stored as UTC."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime
from tickets.errors import TicketError


class Ticket(SQLModel, table=True):
    """One matter of one citizen. Text columns hold the values of the enums of this room."""

    __tablename__: ClassVar[Any] = "ticket"
    __table_args__: ClassVar[Any] = (Index("ix_ticket_state_due", "state", "due_at"),)

    number: str = Field(primary_key=True, max_length=21)
    query_code: str = Field(max_length=6)
    state: str = Field(max_length=24)

    channel: str = "phone"
    call_id: str = ""
    """The call it came from: its record, recording and transcript."""
    category: str = Field(max_length=8)
    matter: str = ""
    """In the caller's words."""
    matter_level_1: str = Field(default="", max_length=32, index=True)
    matter_level_2: str = Field(default="", max_length=32)
    matter_level_3: str = Field(default="", max_length=32)
    """Names in the matter tree, "" where it has no place in it."""
    urgency: str = Field(max_length=8)
    title: str
    content: str
    event_time: str = ""
    """When it happened, or since when it goes on, as a clerk writes it: "11月20日晚上"."""
    wants: str = ""
    """What the citizen wants done, in their words."""

    caller_name: str = ""
    phone: str = Field(default="", index=True)
    secret: bool = False
    callback_wanted: bool = True

    area: str = Field(max_length=6)
    district: str = Field(default="", max_length=32)
    street: str = Field(default="", max_length=64)
    community: str = Field(default="", max_length=64)
    """With the district, how well the place is located: "" for what is not known."""
    place: str = ""

    unit: str = Field(default="", index=True)
    dispatch_reason: str = ""
    dispatch_score: float = 0.0

    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    dispatch_due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sign_due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_provisional: bool = False
    completed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    archived_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    result: str = ""
    redo_round: int = 0
    """How often the citizen sent it back."""
    redo_reason: str = ""
    """The citizen's own words, of the last round."""

    rating: str = Field(default="", max_length=16)
    """satisfied, basically, unsatisfied, not_rated; "" before the citizen was asked."""
    contacted: bool | None = None
    solved: str = Field(default="", max_length=8)
    """all, part, none; "" where not said."""


class TicketEvent(SQLModel, table=True):
    """One line of the append-only log: who did what, when and why."""

    __tablename__: ClassVar[Any] = "ticket_event"

    id: int | None = Field(default=None, primary_key=True)
    ticket: str = Field(
        sa_column=Column(String(21), ForeignKey("ticket.number"), nullable=False, index=True)
    )
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str
    role: str = Field(max_length=16)
    event: str = Field(max_length=24)
    from_state: str = Field(default="", max_length=24)
    """"" for the first line, which made the ticket."""
    to_state: str = Field(max_length=24)
    reason: str = ""


class CoComplainant(SQLModel, table=True):
    """One more citizen who reports the matter of a ticket (并案)."""

    __tablename__: ClassVar[Any] = "co_complainant"

    id: int | None = Field(default=None, primary_key=True)
    ticket: str = Field(
        sa_column=Column(String(21), ForeignKey("ticket.number"), nullable=False, index=True)
    )
    phone: str = Field(default="", index=True)
    query_code: str = Field(max_length=6)
    """Of their own: nobody learns another's."""
    call_id: str = ""
    words: str
    """What they reported, in their own words."""
    callback_wanted: bool = True
    joined_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    told_round: int | None = None
    """The redo round whose result they were last told of."""


class TicketSequence(SQLModel, table=True):
    """The last sequence number given out for a day and an area."""

    __tablename__: ClassVar[Any] = "ticket_sequence"

    day: date = Field(primary_key=True)
    area: str = Field(primary_key=True, max_length=6)
    last: int


class SmsOutbox(SQLModel, table=True):
    """Text messages waiting for the SMS gateway of the site."""

    __tablename__: ClassVar[Any] = "sms_outbox"

    id: int | None = Field(default=None, primary_key=True)
    phone: str
    text: str
    ticket: str | None = Field(default=None, max_length=21, index=True)
    call_id: str = ""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


def _refuse_change(mapper: Mapper[Any], connection: Connection, target: TicketEvent) -> None:
    raise TicketError(f"the log of ticket {target.ticket} is append-only; add a line instead")


event.listen(TicketEvent, "before_update", _refuse_change)
event.listen(TicketEvent, "before_delete", _refuse_change)
