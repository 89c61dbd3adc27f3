"""The REST API of what callers asked in vain, and of trying drafts on their calls.

`console.api` includes it, and asks for the token.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from console.answering import answering, sound, telling
from ivr.asked import asked_since
from ivr.commands.kb_shadow import as_data as shadow_data
from ivr.database import Database
from ivr.drafts import draft_matcher, in_progress
from ivr.gaps import Gap, accept, candidates, clip_of, gap, gaps, refresh, reject
from ivr.in_force import InForce
from ivr.settings import Settings
from knowledge import ledger
from knowledge.approval import Actor, Role
from knowledge.drafts import TO_WRITE
from knowledge.ledger_tables import GapDecision, LedgerUtterance
from knowledge.review import NEW, REASONS
from knowledge.shadow import shadow

Text = Annotated[str, Field(min_length=1, max_length=100)]


class UtteranceView(BaseModel):
    """One utterance; its sound is at /api/kb/gaps/utterances/ID/clip."""

    id: int
    call_id: str
    said_at: datetime
    duration_ms: int
    text: str
    kind: str
    score: float | None
    candidates: list[tuple[str, float]]
    """Entry and score, best first, as the robot saw them."""

    @classmethod
    def of(cls, row: LedgerUtterance) -> "UtteranceView":
        shown = row.model_dump(include=set(cls.model_fields) - {"candidates"})
        return cls(**shown, candidates=candidates(row))


class GapView(BaseModel):
    """A cluster. texts: variants that accepting would add to `entry`; entry "" is a new one."""

    cluster: int
    open: int
    settled: int
    first: datetime
    last: datetime
    text: str
    texts: list[str]
    kinds: dict[str, int]
    proposal: Literal["variant", "entry", "noise", "answered"]
    entry: str
    question: str
    unit: str
    score: float

    @classmethod
    def of(cls, found: Gap) -> "GapView":
        tally, proposal = found.tally, found.proposal
        return cls(
            cluster=tally.cluster,
            open=tally.open,
            settled=tally.settled,
            first=tally.first,
            last=tally.last,
            text=found.text,
            texts=list(found.texts),
            kinds=found.kinds,
            proposal=proposal.kind,
            entry=proposal.entry,
            question=proposal.question,
            unit=proposal.unit,
            score=proposal.score,
        )


class GapDetail(GapView):
    """A cluster with its utterances, oldest first."""

    utterances: list[UtteranceView]


class Deciding(BaseModel):
    """Who decides."""

    actor: str = Field(min_length=1, max_length=64)


class Acceptance(Deciding):
    """texts: variants, the proposed ones where left out. entry: which gets them, "new" for a new
    one, the proposed one where left out. unit: the actor's, owner of a new entry."""

    role: Role = Role.SUPERVISOR
    unit: str = ""
    texts: list[Text] | None = Field(default=None, min_length=1, max_length=20)
    entry: str | None = None


class Rejection(Deciding):
    """reason: one of `knowledge.review.REASONS`."""

    reason: str = Field(pattern=f"^({'|'.join(REASONS)})$")


class DecisionView(BaseModel):
    """What was decided. change: number of the draft, "" for a rejection. count: utterances that
    it settled."""

    at: datetime
    actor: str
    verdict: str
    reason: str
    entry: str
    texts: list[str]
    change: str
    count: int

    @classmethod
    def of(cls, decision: GapDecision) -> "DecisionView":
        shown = decision.model_dump(include=set(cls.model_fields) - {"texts"})
        return cls(**shown, texts=json.loads(decision.texts))


def _accept(session: Session, found: Gap, given: Acceptance, now: datetime) -> GapDecision:
    texts = found.item.texts if given.texts is None else tuple(dict.fromkeys(given.texts))
    entry = found.item.entry if given.entry is None else given.entry or NEW
    item = replace(found.item, texts=texts, entry=entry)
    unit = given.unit or found.proposal.unit or TO_WRITE
    actor = Actor(given.actor, given.role, given.unit)
    return accept(session, item, found.text, unit, actor, now)


def routes(settings: Settings, database: Database) -> APIRouter:
    """Everything under /kb that concerns what callers asked in vain."""
    api = APIRouter(prefix="/kb")
    known = InForce(settings, database, lambda: datetime.now(UTC))
    _reading(api, database, known, settings.call.recordings_dir)
    _deciding(api, database, known)
    _trying(api, database, known)
    return api


def _reading(api: APIRouter, database: Database, known: InForce, recordings: Path) -> None:
    @api.get("/gaps")
    def list_gaps(
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        everything: Annotated[bool, Query(alias="all")] = False,
    ) -> list[GapView]:
        """Clusters to decide on, the most frequent first. all: also what needs nothing."""
        with telling():
            matcher = known.matcher()
            refresh(database, matcher)
            return [GapView.of(each) for each in gaps(database, matcher, limit, everything)]

    @api.get("/gaps/decisions")
    def list_decisions(
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[DecisionView]:
        """Who accepted and rejected what, the newest first."""
        with answering(database) as session:
            return [DecisionView.of(each) for each in ledger.decisions(session, limit)]

    @api.get("/gaps/{cluster}")
    def show_gap(cluster: int) -> GapDetail:
        with telling():
            found = gap(database, known.matcher(), cluster)
        said = [UtteranceView.of(row) for row in found.utterances]
        return GapDetail(**GapView.of(found).model_dump(), utterances=said)

    @api.get("/gaps/utterances/{utterance}/clip", response_class=Response)
    def utterance_clip(utterance: int) -> Response:
        """Its sound, audio/wav; 410 where there is none any more."""
        with answering(database) as session:
            return sound(clip_of(session, utterance, recordings))


def _deciding(api: APIRouter, database: Database, known: InForce) -> None:
    @api.post("/gaps/{cluster}/accept")
    def accept_gap(cluster: int, given: Acceptance) -> DecisionView:
        """Draft a change of it: as proposed, or with other texts or for another entry."""
        with telling():
            found = gap(database, known.matcher(), cluster)
            with database.session() as session:
                return DecisionView.of(_accept(session, found, given, datetime.now(UTC)))

    @api.post("/gaps/{cluster}/reject")
    def reject_gap(cluster: int, given: Rejection) -> DecisionView:
        with answering(database) as session:
            now = datetime.now(UTC)
            return DecisionView.of(reject(session, cluster, given.reason, given.actor, now))


def _trying(api: APIRouter, database: Database, known: InForce) -> None:
    @api.get("/shadow")
    def shadow_changes(
        change: Annotated[list[int] | None, Query()] = None,
        days: Annotated[int, Query(ge=1, le=366)] = 7,
    ) -> dict[str, Any]:
        """What callers of the last days would hear otherwise, if these changes were published;
        without any, all that are on their way."""
        with telling():
            current = known.matcher()
            with database.session() as session:
                draft = draft_matcher(current, in_progress(session, change))
                asked = asked_since(session, datetime.now(UTC) - timedelta(days=days))
            return shadow_data(shadow(current, draft, asked))
