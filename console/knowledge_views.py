"""What the REST API of the knowledge takes and gives. People's own words come masked."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from knowledge.approval import Actor, Event, Kind, Role, State, allowed
from knowledge.entries import Entry
from knowledge.plain import plain, recall
from knowledge.store import standing
from knowledge.tables import KbAudit, KbChange, KbNotice, KbUse, KbVersion
from knowledge.usage import Counts
from knowledge.versions import Difference
from tickets.privacy import mask_text

Fields = dict[str, Any]
"""An entry as YAML holds it, see knowledge/entries.py; days as texts."""


class Acting(BaseModel):
    """Who acts. unit: theirs; a supervisor needs none."""

    actor: str = Field(min_length=1, max_length=64)
    role: Role
    unit: str = ""

    @property
    def person(self) -> Actor:
        return Actor(self.actor, self.role, self.unit)


class Reasoned(Acting):
    """why: needed to reject and to retire."""

    why: str = Field("", max_length=2000)


class Draft(Reasoned):
    """entry: all its fields. base: the version that was looked at, to be told of another one."""

    entry: Fields
    base: int | None = Field(None, ge=0)


class Publication(Acting):
    """changes: numbers; without any, all approved ones that this person may publish."""

    changes: list[int] = Field([], max_length=100_000)


class Published(BaseModel):
    """generation: of this publication, as it was before where nothing was published. taken_over:
    entries of the folder that became first versions. held_back: why, by number of the change."""

    generation: int
    published: list[int]
    held_back: dict[int, str]
    taken_over: int


class CountsView(BaseModel):
    """Calls of the last days. successes: needed neither a person nor a ticket afterwards."""

    spoken: int
    helped: int
    handed_over: int
    ticketed: int
    successes: int

    @classmethod
    def of(cls, counts: Counts) -> "CountsView":
        return cls(**asdict(counts), successes=counts.successes)


class EntryRow(BaseModel):
    """An entry in a list."""

    id: str
    field: str
    unit: str
    question: str
    kind: str
    secrecy: str
    valid_from: date | None
    valid_until: date | None
    counts: CountsView

    @classmethod
    def of(cls, entry: Entry, counts: Counts) -> "EntryRow":
        own = {name: getattr(entry, name) for name in set(cls.model_fields) - {"counts"}}
        return cls(**own, counts=CountsView.of(counts))


class VersionView(BaseModel):
    """A published version. retired: from it on the entry is not spoken."""

    number: int
    retired: bool
    maker: str
    checker: str
    why: str
    published_at: datetime
    entry: Fields

    @classmethod
    def of(cls, kept: KbVersion) -> "VersionView":
        shown = kept.model_dump(include=set(cls.model_fields) - {"entry", "why"})
        return cls(**shown, why=mask_text(kept.why), entry=as_fields(recall(kept.content)))


class UseView(BaseModel):
    """A day on which an entry was spoken."""

    day: date
    spoken: int
    helped: int
    handed_over: int
    ticketed: int

    @classmethod
    def of(cls, use: KbUse) -> "UseView":
        return cls(**use.model_dump(include=set(cls.model_fields)))


class ChangeView(BaseModel):
    """A change. kind: new, edit or retire. base: version that it was made on, 0 for none. answer:
    why it was rejected. published: the version that came of it."""

    id: int
    entry: str
    kind: Kind
    state: State
    unit: str
    base: int
    maker: str
    checker: str
    why: str
    answer: str
    created_at: datetime
    changed_at: datetime
    published: int | None

    @classmethod
    def of(cls, change: KbChange) -> "ChangeView":
        words = {name: mask_text(getattr(change, name)) for name in ("why", "answer")}
        return cls(**change.model_dump(include=set(cls.model_fields)) | words)


class DifferenceView(BaseModel):
    """One field that differs, see `knowledge.versions.Difference`."""

    class Span(BaseModel):
        kind: Literal["same", "removed", "added"]
        text: str

    field: str
    old: str
    new: str
    spans: list[Span]
    removed: list[str]
    added: list[str]

    @classmethod
    def of(cls, differing: Iterable[Difference]) -> "list[DifferenceView]":
        return [cls(**asdict(each)) for each in differing]


class ChangeDetail(ChangeView):
    """With the text that it would publish, and what differs from the version it was made on.
    allowed: what each role of the owning unit may do now who is not the maker, and the maker."""

    text: Fields
    differences: list[DifferenceView]
    allowed: dict[Role | Literal["maker"], list[Event]]

    @classmethod
    def with_text(cls, change: KbChange, differing: Iterable[Difference]) -> "ChangeDetail":
        now = standing(change)
        may: dict[Role | Literal["maker"], list[Event]] = {
            role: list(allowed(now, Actor(f"not {change.maker}", role, change.unit)))
            for role in Role
        }
        may["maker"] = list(allowed(now, Actor(change.maker, Role.EDITOR, change.unit)))
        return cls(
            **ChangeView.of(change).model_dump(),
            text=as_fields(recall(change.content)),
            differences=DifferenceView.of(differing),
            allowed=may,
        )


class EntryDetail(EntryRow):
    """An entry with everything there is about it. version: 0 before the first publication."""

    version: int
    text: Fields
    versions: list[VersionView]
    changes: list[ChangeView]
    days: list[UseView]


class AuditView(BaseModel):
    """Who did what. action: propose, seed, or an event of a change."""

    at: datetime
    actor: str
    role: str
    unit: str
    action: str
    entry: str
    change: int | None
    version: int | None
    why: str

    @classmethod
    def of(cls, line: KbAudit) -> "AuditView":
        shown = line.model_dump(include=set(cls.model_fields) - {"why"})
        return cls(**shown, why=mask_text(line.why))


class ExpiringView(BaseModel):
    """An entry near its end (kind expires) or past it (expired: it is not spoken)."""

    unit: str
    entry: str
    question: str
    valid_until: date
    kind: str


class NoticeView(ExpiringView):
    """What a unit was told, once."""

    at: datetime

    @classmethod
    def of(cls, notice: KbNotice) -> "NoticeView":
        return cls(**notice.model_dump(include=set(cls.model_fields)))


def as_fields(entry: Entry) -> Fields:
    """For JSON: days as texts."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in plain(entry).items()
    }
