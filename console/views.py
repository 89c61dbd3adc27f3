"""What the REST API gives of tickets and calls. Telephone numbers come masked, and people's own
words too.
"""

from datetime import datetime

from pydantic import BaseModel
from sqlmodel import Session

from ivr.call.tables import CallRecord, Turn
from tickets import cases, store
from tickets.privacy import mask_phone, mask_text
from tickets.shown import citizen_row, line_row, ticket_row
from tickets.states import Note
from tickets.tables import CoComplainant, Ticket, TicketEvent


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
        return cls(**ticket_row(ticket))


class CoComplainantView(BaseModel):
    """One more citizen with the matter of a ticket."""

    phone: str
    words: str
    callback_wanted: bool
    joined_at: datetime
    told_round: int | None

    @classmethod
    def of(cls, joined: CoComplainant) -> "CoComplainantView":
        return cls(**citizen_row(joined))


class StepView(BaseModel):
    """One line of a ticket's log."""

    at: datetime
    actor: str
    event: str
    from_state: str
    to_state: str
    reason: str

    @classmethod
    def of(cls, line: TicketEvent) -> "StepView":
        return cls(**line_row(line))


class NoteView(BaseModel):
    """What a citizen said of a ticket later."""

    at: datetime
    words: str

    @classmethod
    def of(cls, line: TicketEvent) -> "NoteView":
        return cls(at=line.at, words=line_row(line)["reason"])


class TicketDetail(TicketView):
    """One ticket with what citizens have done to it since: hurried it, added to it, joined it."""

    urges: list[NoteView]
    supplements: list[NoteView]
    co_complainants: list[CoComplainantView]

    @classmethod
    def found(cls, session: Session, number: str) -> "TicketDetail":
        """Raises UnknownTicket."""
        ticket = store.get(session, number)
        urges, supplements = (
            [NoteView.of(line) for line in cases.notes(session, number, kind)]
            for kind in (Note.URGE, Note.SUPPLEMENT)
        )
        others = [CoComplainantView.of(row) for row in cases.co_complainants(session, number)]
        return cls(
            **ticket_row(ticket), urges=urges, supplements=supplements, co_complainants=others
        )


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
        return cls(**call.model_dump() | {"caller": mask_phone(call.caller)})


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
        masked = {"text": mask_text(turn.text), "decision": mask_text(turn.decision)}
        return cls(**turn.model_dump() | masked)
