"""The REST API of tickets, the redo list and calls. Every request needs the bearer token.

Completing a ticket is all it takes to have the citizen called back: the callback loop finds
completed tickets by itself.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from console import exchange_api, gaps_api, knowledge_api
from console.answering import answering, sound
from console.views import CallView, StepView, TicketDetail, TicketView, TurnView
from ivr.call import store as calls
from ivr.clips import reason_clip
from ivr.database import Database
from ivr.settings import Settings
from tickets import store
from tickets.states import State

Limit = Annotated[int, Query(ge=1, le=500, description="Rows at most.")]


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
            return TicketDetail.found(session, number)

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
            return sound(reason_clip(session, attempt, settings.call.recordings_dir))

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
