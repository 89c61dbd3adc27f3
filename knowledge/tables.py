"""What is kept of the knowledge: versions, changes, the audit trail, use, notices.

Times are aware and stored as UTC. Entries are kept as `knowledge.plain.to_json` writes them.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from knowledge.columns import UtcDateTime
from knowledge.errors import AppendOnly


class KbVersion(SQLModel, table=True):
    """One published version of an entry; the highest number is in force. Append-only."""

    __tablename__: ClassVar[Any] = "kb_version"
    __table_args__: ClassVar[Any] = (UniqueConstraint("entry", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    entry: str = Field(max_length=128)
    number: int
    """1 for the first."""
    generation: int = Field(index=True)
    """The publication it came with, see KbGeneration."""
    retired: bool = False
    """From this version on the entry is not spoken any more; its content is the last one."""
    unit: str
    content: str = Field(sa_column=Column(Text, nullable=False))
    maker: str
    checker: str
    """Who approved it."""
    why: str = ""
    published_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class KbGeneration(SQLModel, table=True):
    """How often something was published; one row. Whoever publishes holds it until the end of the
    transaction, so that one publication follows another."""

    __tablename__: ClassVar[Any] = "kb_generation"

    id: int = Field(primary_key=True)
    number: int


class KbChange(SQLModel, table=True):
    """A change on its way to publication. Text columns hold values of `knowledge.approval`."""

    __tablename__: ClassVar[Any] = "kb_change"
    __table_args__: ClassVar[Any] = (Index("ix_kb_change_state_unit", "state", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    entry: str = Field(max_length=128, index=True)
    kind: str = Field(max_length=8)
    state: str = Field(max_length=16)
    unit: str
    """Who must check it: the owner of the present version, of the new one where there is none."""
    base: int
    """The version that it was made on, 0 where there is none."""
    content: str = Field(sa_column=Column(Text, nullable=False))
    maker: str
    checker: str = ""
    """Who approved it, "" before; of a rejected change, who rejected it."""
    why: str = ""
    """The maker's words."""
    answer: str = ""
    """The checker's words, of the last rejection."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    published: int | None = None
    """The version that came of it."""


class KbAudit(SQLModel, table=True):
    """One line of the append-only audit trail: who did what to which entry, when and why."""

    __tablename__: ClassVar[Any] = "kb_audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str
    role: str = Field(max_length=16)
    unit: str = ""
    """The actor's."""
    action: str = Field(max_length=16)
    """propose, seed, or an event of `knowledge.approval`."""
    entry: str = Field(max_length=128, index=True)
    change: int | None = Field(
        default=None, sa_column=Column(ForeignKey("kb_change.id"), index=True)
    )
    version: int | None = None
    """Of the entry, where one was published."""
    why: str = ""


class KbUse(SQLModel, table=True):
    """How often an entry was spoken on a day, and what the caller did next."""

    __tablename__: ClassVar[Any] = "kb_use"

    entry: str = Field(primary_key=True, max_length=128)
    day: date = Field(primary_key=True)
    """Local."""
    spoken: int = 0
    helped: int = 0
    """The caller needed nothing more."""
    handed_over: int = 0
    """A person was wanted or needed next."""
    ticketed: int = 0
    """A ticket was filed next."""


class KbNotice(SQLModel, table=True):
    """Tells a unit once that an entry of theirs expires, and once that it has expired."""

    __tablename__: ClassVar[Any] = "kb_notice"
    __table_args__: ClassVar[Any] = (UniqueConstraint("entry", "valid_until", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    entry: str = Field(max_length=128)
    question: str
    valid_until: date
    kind: str = Field(max_length=8)
    """expires or expired."""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


def _refuse_version(mapper: Mapper[Any], connection: Connection, target: KbVersion) -> None:
    raise AppendOnly(
        f"version {target.number} of {target.entry} is published; publish another instead"
    )


def _refuse_line(mapper: Mapper[Any], connection: Connection, target: KbAudit) -> None:
    raise AppendOnly(f"the audit trail of {target.entry} is append-only; add a line instead")


for _change in ("before_update", "before_delete"):
    event.listen(KbVersion, _change, _refuse_version)
    event.listen(KbAudit, _change, _refuse_line)
