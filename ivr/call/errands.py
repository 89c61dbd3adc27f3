"""What a call has done for it by the rest of the product: tickets and messages.

Each errand handles its own failures and may end after the caller has left; what came of it is
written down at once, for nobody may be there to be told.
"""

from collections.abc import Callable

import structlog

from dialog.events import Failed, FileTicket, TicketFiled
from dialog.reheard import rewritten
from ivr.call.eventlog import EventLog
from ivr.call.ports import SecondHearing, Services
from ivr.gateway.line import LineInfo

log = structlog.get_logger()


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
        )
        return filed

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
