"""What callers asked and the robot could not answer well, and what editors made of it. Times are
aware and stored as UTC."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime


class GapDecision(SQLModel, table=True):
    """What an editor decided about a cluster of utterances."""

    __tablename__: ClassVar[Any] = "kb_gap_decision"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str = Field(max_length=64)
    verdict: str = Field(max_length=8)
    """accepted or rejected."""
    reason: str = Field(default="", max_length=16)
    """Of a rejection: one of `knowledge.review.REASONS`."""
    entry: str = ""
    """Which got the texts as variants; "" where a new entry was asked for."""
    texts: str = "[]"
    """Variants accepted, as a JSON list."""
    change: str = ""
    """Draft change that was made of it, "" for none."""
    count: int
    """Utterances that it settled."""


class LedgerUtterance(SQLModel, table=True):
    """One thing a caller asked. Numbers that identify people are masked in it."""

    __tablename__: ClassVar[Any] = "kb_utterance"
    __table_args__: ClassVar[Any] = (UniqueConstraint("call_id", "turn"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: str
    turn: int
    """Index of the turn in its call."""
    said_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    at_ms: int
    """Where its sound begins in the recording."""
    duration_ms: int
    text: str
    syllables: str = ""
    """Toneless pinyin, a blank between two."""
    kind: str = Field(max_length=12)
    """unanswered, uncertain or corrected."""
    reason: str = Field(default="", max_length=16)
    """The matcher's, as in `knowledge.matcher.Match`."""
    score: float | None = None
    candidates: str = "[]"
    """JSON list of [entry id, score], best first."""
    answered: str = ""
    """Entry that the robot answered with, or offered first."""
    chosen: str = ""
    """Entry that the caller chose in the end."""
    meant: str = ""
    """Words after mishearings were put right; "" before it was clustered."""
    cluster: int | None = Field(default=None, index=True)
    """Id of the first utterance that asks the same; None before it was clustered."""
    decision: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("kb_gap_decision.id"), index=True),
    )
