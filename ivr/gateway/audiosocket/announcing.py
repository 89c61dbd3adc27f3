"""Where a dialplan announces its AudioSocket calls, over HTTP."""

import logging
import time
import uuid

from fastapi import APIRouter, HTTPException
from starlette.requests import Request

from ivr.gateway.audiosocket.announced import Announced, Parties
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.websocket.shell import knows_token

log = logging.getLogger(__name__)

MAX_NUMBER = 64


def announcing_router(announced: Announced, *, token: str) -> APIRouter:
    """`POST /media/audiosocket/<uuid>?caller=…&called=…`, answered 204.

    token: as for the media routes, `Authorization: Bearer` or ?token=; must not be empty.
    """
    if not token:
        raise ValueError("announcements need a token; without one anybody could name the caller")
    routes = APIRouter(prefix="/media/audiosocket", tags=["gateway"])

    @routes.post("/{call_id}", status_code=204)
    def announce(request: Request, call_id: uuid.UUID, caller: str = "", called: str = "") -> None:
        if not knows_token(request, token):
            log.warning("audiosocket: announcement refused: wrong or missing token")
            raise HTTPException(403, "wrong or missing token")
        if max(len(caller), len(called)) > MAX_NUMBER:
            raise HTTPException(422, f"a number is longer than {MAX_NUMBER} characters")
        parties = Parties(subscriber_digits(caller), subscriber_digits(called))
        announced.add(str(call_id), parties, time.monotonic())

    return routes
