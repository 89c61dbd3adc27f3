"""What is kept of calls. Times are aware and stored as UTC."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime


class CallRecord(SQLModel, table=True):
    """One call, in or out."""

    __tablename__: ClassVar[Any] = "call_record"

    call_id: str = Field(primary_key=True)
    direction: str = Field(max_length=8)
    """inbound or outbound."""
    caller: str = Field(default="", index=True)
    called: str = ""
    dialect: str = ""
    engine: str = ""
    """Recogniser and model that heard the call."""
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    ended_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    outcome: str = Field(max_length=24)
    """As in `dialog.events.HangUp`, or 'handoff', 'failed'."""
    ticket: str | None = Field(default=None, max_length=21, index=True)
    handoff_queue: str = ""
    handoff_reason: str = ""
    seat: str = ""
    """That took the call over."""
    waited_s: float | None = None
    """In a queue, until a person answered or the caller left it; None where there was no queue."""
    talked_s: float | None = None
    """With that person."""
    recording: str = ""
    """File name inside the recordings folder."""


class Turn(SQLModel, table=True):
    """One thing said in a call, by the robot or the caller."""

    __tablename__: ClassVar[Any] = "call_turn"

    call_id: str = Field(
        sa_column=Column(ForeignKey("call_record.call_id", ondelete="CASCADE"), primary_key=True)
    )
    index: int = Field(primary_key=True)
    at_ms: int
    """Since the call began."""
    speaker: str = Field(max_length=8)
    """robot or caller."""
    text: str
    prompt: str = ""
    decision: str = ""
    score: float | None = None
