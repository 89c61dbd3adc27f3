"""The REST API of the knowledge: entries, changes on their way, publication, audit, expiry.

`console.api` includes it, and asks for the token.
"""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from sqlmodel import Session

from console.answering import answering, telling
from console.knowledge_views import (
    AuditView,
    ChangeDetail,
    ChangeView,
    DifferenceView,
    Draft,
    EntryDetail,
    EntryRow,
    ExpiringView,
    NoticeView,
    Publication,
    Published,
    Reasoned,
    UseView,
    VersionView,
    as_fields,
)
from ivr.database import Database
from ivr.in_force import Newest
from ivr.loading import load_entries
from ivr.settings import Settings
from knowledge import store
from knowledge.approval import UNDER_WAY, Event, State
from knowledge.audit import trail
from knowledge.entries import Entry
from knowledge.errors import UnknownEntry
from knowledge.expiry import expiring, notices
from knowledge.plain import unchecked
from knowledge.published import content, version, versions
from knowledge.publishing import publish_what_may
from knowledge.usage import Counts, counts, days
from knowledge.versions import differences

Limit = Annotated[int, Query(ge=1, le=500, description="Rows at most.")]
Step = Literal["submit", "approve", "reject", "withdraw"]

COUNTED = timedelta(days=90)
"""How far back use is counted."""


def routes(settings: Settings, database: Database) -> APIRouter:
    """Everything under /kb that concerns entries and changes."""
    api = APIRouter(prefix="/kb")
    zone, newest = settings.service.zone, Newest(settings, database)
    _reading(api, database, newest, zone)
    _changing(api, database)
    _publishing(api, settings, database)
    _expiring(api, settings, database, newest, zone)
    return api


def _reading(api: APIRouter, database: Database, newest: Newest, zone: ZoneInfo) -> None:
    @api.get("/entries")
    def list_entries(
        q: str = "",
        unit: str = "",
        field: str = "",
        tag: str = "",
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 100,
    ) -> list[EntryRow]:
        """In force, by id. q: in the id, a question, a variant or the answer; unit: in its name;
        tag: by question, business or audience."""
        with telling():
            held = newest.known().entries.values()
        fitting = [entry for entry in held if _fits(entry, q, unit, field, tag)]
        shown = sorted(fitting, key=lambda e: e.id)[offset : offset + limit]
        with answering(database) as session:
            used = counts(session, [entry.id for entry in shown], _today(zone) - COUNTED)
            return [EntryRow.of(entry, used[entry.id]) for entry in shown]

    @api.get("/entries/{entry}")
    def show_entry(entry: str) -> EntryDetail:
        """Also where it is retired: then as it was last."""
        with telling():
            held = newest.known().entries.get(entry)
        with answering(database) as session:
            return _detail(session, entry, held, _today(zone) - COUNTED)

    @api.get("/entries/{entry}/diff")
    def compare_versions(
        entry: str, old: Annotated[int, Query(ge=0)], new: Annotated[int, Query(ge=1)]
    ) -> list[DifferenceView]:
        """Between two versions; 0 is before the first."""
        with answering(database) as session:
            before = content(version(session, entry, old)) if old else None
            after = content(version(session, entry, new))
            return DifferenceView.of(differences(before, after))

    @api.get("/audit")
    def audit_trail(entry: str = "", limit: Limit = 100) -> list[AuditView]:
        """The newest lines first."""
        with answering(database) as session:
            return [AuditView.of(line) for line in trail(session, entry, limit)]


def _changing(api: APIRouter, database: Database) -> None:
    @api.get("/changes")
    def list_changes(
        state: Annotated[list[State] | None, Query()] = None,
        unit: str = "",
        entry: str = "",
        limit: Limit = 100,
    ) -> list[ChangeView]:
        """The newest first; those under way, where no state is asked for."""
        with answering(database) as session:
            found = store.list_changes(session, state or UNDER_WAY, unit, entry, limit)
            return [ChangeView.of(change) for change in found]

    @api.get("/changes/{number}")
    def show_change(number: int) -> ChangeDetail:
        with answering(database) as session:
            change = store.get(session, number)
            return ChangeDetail.with_text(change, store.compare(session, change))

    @api.post("/changes", status_code=201)
    def draft_change(given: Draft) -> ChangeView:
        """A new entry, or another version of one: by the id that stands in it."""
        with answering(database) as session:
            entry, now = unchecked(given.entry), datetime.now(UTC)
            return ChangeView.of(
                store.propose(session, entry, given.person, now, given.why, given.base)
            )

    @api.put("/changes/{number}")
    def edit_change(number: int, given: Draft) -> ChangeView:
        with answering(database) as session:
            entry, now = unchecked(given.entry), datetime.now(UTC)
            return ChangeView.of(
                store.edit(session, number, entry, given.person, now, given.why, given.base)
            )

    @api.post("/entries/{entry}/retire", status_code=201)
    def draft_retirement(entry: str, given: Reasoned) -> ChangeView:
        with answering(database) as session:
            now = datetime.now(UTC)
            return ChangeView.of(
                store.propose_retirement(session, entry, given.person, now, given.why)
            )

    @api.post("/changes/{number}/{step}")
    def take_step(number: int, step: Step, given: Reasoned) -> ChangeView:
        with answering(database) as session:
            now = datetime.now(UTC)
            return ChangeView.of(
                store.step(session, number, Event(step), given.person, now, given.why)
            )


def _publishing(api: APIRouter, settings: Settings, database: Database) -> None:
    @api.post("/publish")
    def publish_changes(given: Publication) -> Published:
        """Bring approved changes into force. The first publication takes over the entries that have
        held so far. Servers that run find it by themselves."""
        with answering(database) as session:
            now = datetime.now(UTC)
            done = publish_what_may(
                session, given.changes, lambda: load_entries(settings), given.person, now
            )
            return Published(**asdict(done))


def _expiring(
    api: APIRouter, settings: Settings, database: Database, newest: Newest, zone: ZoneInfo
) -> None:
    @api.get("/expiring")
    def list_expiring(
        unit: str = "", within: Annotated[int | None, Query(ge=0, alias="days")] = None
    ) -> list[ExpiringView]:
        """By unit, the most urgent first. days: ahead, as in the settings where left out."""
        ahead = settings.knowledge.expiry_days if within is None else within
        with telling():
            found = expiring(newest.known().entries.values(), _today(zone), ahead)
        return [ExpiringView(**asdict(each)) for each in found if unit in each.unit]

    @api.get("/notices")
    def list_notices(unit: str = "", limit: Limit = 100) -> list[NoticeView]:
        """What units were told of their entries, the newest first. unit: its name."""
        with answering(database) as session:
            return [NoticeView.of(notice) for notice in notices(session, unit, limit)]


def _today(zone: ZoneInfo) -> date:
    return datetime.now(zone).date()


def _fits(entry: Entry, q: str, unit: str, field: str, tag: str) -> bool:
    texts = (entry.id, *entry.phrasings, entry.answer)
    return (
        unit in entry.unit
        and field in ("", entry.field)
        and (not tag or tag in (*entry.tags, *entry.business, *entry.audience))
        and any(q in text for text in texts)
    )


def _detail(session: Session, name: str, held: Entry | None, since: date) -> EntryDetail:
    """held: what is in force of it. Raises UnknownEntry."""
    kept = versions(session, name)
    past = [VersionView.of(each) for each in kept]
    entry = held or (unchecked(past[0].entry) if past else None)
    if entry is None:
        raise UnknownEntry(f"没有条目 {name}：编号写对了吗？")
    used = counts(session, [name], since).get(name, Counts())
    return EntryDetail(
        **EntryRow.of(entry, used).model_dump(),
        version=past[0].number if past else 0,
        text=as_fields(entry),
        versions=past,
        changes=[ChangeView.of(change) for change in store.list_changes(session, entry=name)],
        days=[UseView.of(use) for use in days(session, name, since)],
    )
