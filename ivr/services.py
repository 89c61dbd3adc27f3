"""What a conversation may ask of the database: file a ticket, queue a message, keep the call."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from dialog.events import (
    ChangeTicket,
    FileTicket,
    FindTickets,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from ivr.call.eventlog import Record
from ivr.call.ports import CallResult
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.call.unanswered import Unanswered, unanswered
from ivr.call.uses import uses
from ivr.database import Database
from ivr.gateway.line import LineInfo
from ivr.own_tickets import OwnRules, as_said, changed, found
from knowledge import ledger, usage
from knowledge.ledger_tables import LedgerUtterance
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.joining import Filed, file_or_join
from tickets.store import queue_sms

Now = Callable[[], datetime]

log = structlog.get_logger()


@dataclass(frozen=True)
class DatabaseServices:
    """Implements `ivr.call.ports.Services`.

    area: six digits, for ticket numbers. now: the time, aware. randbelow: for query codes.
    unsure_below: score of an answer, 0 to 1, under which it goes into the ledger.
    """

    database: Database
    area: str
    zone: ZoneInfo
    now: Now
    policy: Policy = field(default_factory=Policy)
    randbelow: Callable[[int], int] = secrets.randbelow
    unsure_below: float = 0.5
    own: OwnRules = field(default_factory=OwnRules)

    async def file_ticket(self, call_id: str, request: FileTicket) -> TicketFiled:
        draft = TicketDraft(
            category=request.category,
            content=request.content,
            area=self.area,
            matter=request.matter,
            place=request.place,
            title=request.title,
            phone=request.contact,
            urgency=request.urgency,
            secret=request.secret,
            call_id=call_id,
            caller_name=request.caller_name,
            callback_wanted=request.callback_wanted,
            event_time=request.when,
            wants=request.wants,
            matter_path=request.matter_path,
            areas=request.areas,
        )
        filed = await self.database.run(self._file, draft)
        return TicketFiled(
            filed.ticket.number,
            filed.query_code,
            filed.ticket.unit,
            as_said(filed.ticket.due_at, self.policy),
            filed.joined,
            filed.people,
        )

    def _file(self, session: Session, draft: TicketDraft) -> Filed:
        now, within = self.now(), self.own.within
        return file_or_join(session, draft, now, self.policy, within, randbelow=self.randbelow)

    async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound:
        return await self.database.run(found, request, self.own, self.now(), self.policy)

    async def change_ticket(self, call_id: str, request: ChangeTicket) -> TicketChanged:
        return await self.database.run(changed, request, self.own, self.now(), self.policy)

    async def send_sms(self, call_id: str, phone: str, text: str) -> None:
        if phone:
            await self.database.run(_queue_sms, phone, text, self.now(), call_id)

    async def save(
        self,
        info: LineInfo,
        engine: str,
        started_at: datetime,
        result: CallResult,
        records: list[Record],
        recording: str,
        ticket: str = "",
    ) -> None:
        """Keep a finished call and what was said in it. ticket: what it is about, where it is not
        one that the call filed."""
        handoff = next((r for r in records if r["event"] == "handoff"), {})
        waits = [r["waited_s"] for r in records if "waited_s" in r]
        bridged = next((r for r in records if r["event"] == "bridged"), {})
        talked = next((r for r in records if r["event"] == "bridge_ended"), {})
        record = CallRecord(
            call_id=info.call_id,
            direction=info.direction,
            caller=info.caller,
            called=info.called,
            dialect=info.dialect,
            engine=engine,
            started_at=started_at,
            ended_at=self.now(),
            outcome=result.outcome,
            ticket=result.ticket_number or ticket or None,
            handoff_queue=str(handoff.get("queue", "")),
            handoff_reason=str(handoff.get("reason", "")),
            seat=str(bridged.get("seat", "")),
            waited_s=round(sum(waits), 3) if waits else None,
            talked_s=talked.get("talked_s"),
            recording=recording,
        )
        await self.database.run(save_call, record, turns(records))
        await self._note_unanswered(info.call_id, started_at, records)
        await self._count_uses(started_at, records)

    async def _note_unanswered(
        self, call_id: str, started_at: datetime, records: list[Record]
    ) -> None:
        """In a transaction of its own: what editors may learn from a call is worth less than its
        record."""
        try:
            found = unanswered(call_id, started_at, records, self.unsure_below)
            await self.database.run(ledger.note, [_ledger_row(each) for each in found])
        except Exception as e:
            log.error("ledger_not_written", error=str(e))

    async def _count_uses(self, started_at: datetime, records: list[Record]) -> None:
        try:
            if spoken := uses(records):
                day = started_at.astimezone(self.zone).date()
                await self.database.run(usage.count, spoken, day)
        except Exception as e:
            log.error("uses_not_counted", error=str(e))


def _queue_sms(session: Session, phone: str, text: str, now: datetime, call_id: str) -> None:
    queue_sms(session, phone, text, now, call_id=call_id)


def _ledger_row(found: Unanswered) -> LedgerUtterance:
    candidates = json.dumps(found.candidates, ensure_ascii=False)
    return LedgerUtterance(**asdict(found) | {"candidates": candidates})


def turns(records: list[Record]) -> list[Turn]:
    """The said things of an event log, each robot turn with the decision that led to it."""
    said: list[Turn] = []
    decision: Record = {}
    for record in records:
        match record["event"]:
            case "decision":
                decision = record
            case "heard":
                said.append(_turn(record, "caller"))
            case "robot_says":
                said.append(_turn(record, "robot", decision))
                decision = {}
    return said


def _turn(record: Record, speaker: str, decision: Record | None = None) -> Turn:
    """call_id and index are given by the store."""
    return Turn(
        call_id="",
        index=0,
        at_ms=record["at_ms"],
        speaker=speaker,
        text=record["text"],
        prompt=record.get("prompt", ""),
        decision=f"{decision['kind']}:{decision['detail']}" if decision else "",
        score=decision.get("score") if decision else None,
    )
