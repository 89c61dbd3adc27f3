"""What a call has done for it by the rest of the product: tickets and messages.

Each errand handles its own failures and may end after the caller has left; what came of it is
written down at once, for nobody may be there to be told.
"""

import asyncio
from collections.abc import Callable, Coroutine

import structlog

from dialog.events import (
    ChangeTicket,
    Event,
    Failed,
    FileTicket,
    FindTickets,
    SendSms,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from dialog.reheard import rewritten
from ivr.call.eventlog import EventLog
from ivr.call.ports import SecondHearing, Services
from ivr.gateway.line import LineInfo

log = structlog.get_logger()

LOOKUP_S = 5.0
"""Longest that a look-up may take; later nobody needs its answer."""

Errand = FileTicket | FindTickets | ChangeTicket | SendSms


class Errands:
    """Of one call. now: call time, seconds. second: hears the words of tickets again, where there
    is a better engine for it. ticket_number: of the last ticket filed, or ''."""

    def __init__(
        self,
        info: LineInfo,
        services: Services,
        events: EventLog,
        now: Callable[[], float],
        second: SecondHearing | None = None,
    ) -> None:
        self._info = info
        self._services = services
        self._events = events
        self._now = now
        self._second = second
        self.ticket_number = ""

    def run(self, errand: Errand) -> Coroutine[None, None, Event | None]:
        """Begin; what comes of it, None where nobody is to be told."""
        match errand:
            case FileTicket():
                return self.file_ticket(errand)
            case FindTickets():
                return self.find_tickets(errand)
            case ChangeTicket():
                return self.change_ticket(errand)
            case SendSms(text):
                self._events.add(self._now(), "sms", text=text)
                return self.send_sms(text)

    async def file_ticket(self, request: FileTicket) -> TicketFiled | Failed:
        call = self._info.call_id
        request = await self._heard_again(request)
        try:
            filed = await self._services.file_ticket(call, request)
        except Exception as e:  # whatever the store does, the caller gets an answer
            log.error("file_ticket_failed", call=call, error=str(e))
            self._events.add(self._now(), "file_ticket_failed", error=type(e).__name__)
            return Failed("file_ticket", str(e))
        self.ticket_number = filed.number
        self._events.add(
            self._now(),
            "ticket_filed",
            number=filed.number,
            unit=filed.unit,
            category=request.category,
            matter=request.matter,
            place=request.place,
            joined=filed.joined or None,
        )
        return filed

    async def find_tickets(self, request: FindTickets) -> TicketsFound | Failed:
        """The log tells how many, and never which: nor a query code."""
        call = self._info.call_id
        try:
            async with asyncio.timeout(LOOKUP_S):
                found = await self._services.find_tickets(call, request)
        except Exception as e:  # the call goes on as for somebody who has no ticket
            log.error("find_tickets_failed", call=call, error=type(e).__name__)
            self._events.add(self._now(), "find_tickets_failed", error=type(e).__name__)
            return Failed("find_tickets", type(e).__name__)
        if found.tickets:
            self._events.add(self._now(), "tickets_found", count=len(found.tickets))
        return found

    async def change_ticket(self, request: ChangeTicket) -> TicketChanged | Failed:
        call = self._info.call_id
        try:
            changed = await self._services.change_ticket(call, request)
        except Exception as e:
            log.error("change_ticket_failed", call=call, error=str(e))
            self._events.add(self._now(), "change_ticket_failed", error=type(e).__name__)
            return Failed("change_ticket", str(e))
        self._events.add(
            self._now(),
            "ticket_changed",
            number=changed.number,
            change=changed.change,
            done=changed.done,
        )
        return changed

    async def _heard_again(self, request: FileTicket) -> FileTicket:
        if self._second is None:
            return request
        better = await self._second.hear(request.words)
        for first, new in better.items():
            self._events.add(self._now(), "heard_again", first=first, text=new)
        return rewritten(request, better)

    async def send_sms(self, text: str) -> None:
        """To the caller's number."""
        try:
            await self._services.send_sms(self._info.call_id, self._info.caller, text)
        except Exception as e:  # the caller has heard it anyway
            log.error("send_sms_failed", call=self._info.call_id, error=str(e))
