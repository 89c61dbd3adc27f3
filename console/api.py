"""The REST API of tickets, the redo list and calls. Every request needs the bearer token.

Telephone numbers are masked. Completing a ticket is all it takes to have the citizen called back:
the callback loop finds completed tickets by itself.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from sqlmodel import Session

from console import exchange_api, gaps_api, knowledge_api
from console.answering import answering
from ivr.call import store as calls
from ivr.call.tables import CallRecord, Turn
from ivr.clips import reason_clip
from ivr.database import Database
from ivr.settings import Settings
from tickets import cases, store
from tickets.privacy import mask_phone, mask_text
from tickets.states import Note, State
from tickets.tables import CoComplainant, Ticket, TicketEvent

Limit = Annotated[int, Query(ge=1, le=500, description="Rows at most.")]


WORDS = ("title", "content", "event_time", "wants", "place", "redo_reason", "result")
"""Fields of a ticket in people's own words, in which numbers may stand."""


class TicketView(BaseModel):
    """A ticket as the API shows it."""

    number: str
    state: str
    category: str
    matter_level_1: str
    matter_level_2: str
    matter_level_3: str
    title: str
    content: str
    event_time: str
    wants: str
    street: str
    community: str
    place: str
    unit: str
    phone: str
    secret: bool
    callback_wanted: bool
    created_at: datetime
    due_at: datetime
    redo_round: int
    redo_reason: str
    result: str

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketView":
        masked = {name: mask_text(getattr(ticket, name)) for name in WORDS}
        shown = ticket.model_dump(include=set(cls.model_fields) - {"phone"})
        return cls(**shown | masked, phone=mask_phone(ticket.phone))


class CoComplainantView(BaseModel):
    """One more citizen with the matter of a ticket."""

    phone: str
    words: str
    callback_wanted: bool
    joined_at: datetime
    told_round: int | None

    @classmethod
    def of(cls, row: CoComplainant) -> "CoComplainantView":
        shown = row.model_dump(include=set(cls.model_fields) - {"phone", "words"})
        return cls(**shown, phone=mask_phone(row.phone), words=mask_text(row.words))


class NoteView(BaseModel):
    """What a citizen said of a ticket later."""

    at: datetime
    words: str

    @classmethod
    def of(cls, line: TicketEvent) -> "NoteView":
        return cls(at=line.at, words=mask_text(line.reason))


class TicketDetail(TicketView):
    """One ticket with what citizens have done to it since: hurried it, added to it, joined it."""

    urges: list[NoteView]
    supplements: list[NoteView]
    co_complainants: list[CoComplainantView]


def _detail(session: Session, number: str) -> TicketDetail:
    ticket = TicketView.of(store.get(session, number))
    urges, supplements = (
        [NoteView.of(line) for line in cases.notes(session, number, kind)]
        for kind in (Note.URGE, Note.SUPPLEMENT)
    )
    others = [CoComplainantView.of(row) for row in cases.co_complainants(session, number)]
    return TicketDetail(
        **ticket.model_dump(), urges=urges, supplements=supplements, co_complainants=others
    )


class StepView(BaseModel):
    """One line of a ticket's log."""

    at: datetime
    actor: str
    event: str
    from_state: str
    to_state: str
    reason: str

    @classmethod
    def of(cls, step: TicketEvent) -> "StepView":
        shown = step.model_dump(include=set(cls.model_fields) - {"reason"})
        return cls(**shown, reason=mask_text(step.reason))


class CallView(BaseModel):
    """A call as the API shows it."""

    call_id: str
    direction: str
    caller: str
    started_at: datetime
    ended_at: datetime
    outcome: str
    ticket: str | None
    handoff_reason: str

    @classmethod
    def of(cls, call: CallRecord) -> "CallView":
        return cls(
            **call.model_dump(include=set(cls.model_fields) - {"caller"}),
            caller=mask_phone(call.caller),
        )


class TurnView(BaseModel):
    """One thing said in a call."""

    at_ms: int
    speaker: str
    text: str
    prompt: str
    decision: str
    score: float | None

    @classmethod
    def of(cls, turn: Turn) -> "TurnView":
        shown = turn.model_dump(include=set(cls.model_fields) - {"text", "decision"})
        return cls(**shown, text=mask_text(turn.text), decision=mask_text(turn.decision))


class Completion(BaseModel):
    """What the unit did. actor: who enters it."""

    result: str = Field(min_length=1, max_length=2000)
    actor: str = Field(min_length=1, max_length=64)


def _guard(settings: Settings) -> Callable[[HTTPAuthorizationCredentials | None], None]:
    """Lets in who knows `http.api_token`; without one configured, nobody."""
    configured = settings.http.api_token
    bearer = HTTPBearer(auto_error=False)

    def check(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        if configured is None:
            raise HTTPException(503, "the API is off: set http.api_token")
        token = configured.get_secret_value().encode()
        if given is None or not secrets.compare_digest(given.credentials.encode(), token):
            raise HTTPException(401, "wrong or missing token", {"WWW-Authenticate": "Bearer"})

    return check


def routes(settings: Settings, database: Database) -> APIRouter:
    """Entry point of the group `hotline.http`."""
    guard = Depends(_guard(settings))
    api = APIRouter(prefix="/api", tags=["console"], dependencies=[guard])

    @api.get("/tickets")
    def list_tickets(
        state: State | None = None, unit: str = "", limit: Limit = 100
    ) -> list[TicketView]:
        with answering(database) as session:
            found = store.list_tickets(session, state=state, unit=unit, limit=limit)
            return [TicketView.of(ticket) for ticket in found]

    @api.get("/tickets/{number}")
    def show_ticket(number: str) -> TicketDetail:
        with answering(database) as session:
            return _detail(session, number)

    @api.get("/tickets/{number}/log")
    def ticket_log(number: str) -> list[StepView]:
        with answering(database) as session:
            store.get(session, number)
            return [StepView.of(step) for step in store.events(session, number)]

    @api.post("/tickets/{number}/complete")
    def complete_ticket(number: str, done: Completion) -> TicketView:
        with answering(database) as session:
            now = datetime.now(UTC)
            return TicketView.of(store.complete(session, number, done.result, done.actor, now))

    @api.get("/redo")
    def redo_list(limit: Limit = 100) -> list[TicketView]:
        """Tickets that citizens have sent back, the most urgent first, with their words."""
        with answering(database) as session:
            return [TicketView.of(ticket) for ticket in store.redo_list(session, limit=limit)]

    @api.get("/callbacks/attempts/{attempt}/clip", response_class=Response)
    def reason_of(attempt: str) -> Response:
        """The reason a citizen gave, audio/wav; 410 where there is none, or none any more."""
        with answering(database) as session:
            sound = reason_clip(session, attempt, settings.call.recordings_dir)
        return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    @api.get("/calls")
    def list_calls(limit: Limit = 100) -> list[CallView]:
        with answering(database) as session:
            return [CallView.of(call) for call in calls.list_calls(session, limit=limit)]

    @api.get("/calls/{call_id}/turns")
    def call_turns(call_id: str) -> list[TurnView]:
        with answering(database) as session:
            if calls.get_call(session, call_id) is None:
                raise HTTPException(404, f"no call {call_id}")
            return [TurnView.of(turn) for turn in calls.turns_of(session, call_id)]

    api.include_router(exchange_api.routes(settings, database))
    api.include_router(gaps_api.routes(settings, database))
    api.include_router(knowledge_api.routes(settings, database))
    return api
