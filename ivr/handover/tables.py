"""What is kept of return calls. Times are aware and stored as UTC."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime


class ReturnCall(SQLModel, table=True):
    """A call promised to somebody who would not wait for a person (回电)."""

    __tablename__: ClassVar[Any] = "return_call"

    call_id: str = Field(primary_key=True)
    """Of the call in which it was promised."""
    phone: str
    queue: str = Field(max_length=64)
    reason: str = Field(max_length=24)
    summary: str
    slots: str = "{}"
    """What was learnt, as JSON."""
    state: str = Field(max_length=16, index=True)
    """waiting, talked, or ticket where nobody was reached."""
    missed: int = 0
    """How often the citizen was dialled and not reached."""
    ticket: str | None = Field(default=None, max_length=21)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
