"""One turn of a callback, and the dial ledger. Synchronous; each function works inside the
caller's transaction, and is safe to repeat after a crash: what was done is found, not done again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from callback.citizens import Citizen, all_asked, citizen, least_content, of_round
from callback.dialer import DialResult, SurveyRequest, SurveyResult
from callback.outcome import (
    Archive,
    CallbackState,
    Decision,
    Escalate,
    GiveUp,
    Human,
    Redo,
    StopForGood,
    TryAgain,
    WrongNumber,
    decide,
)
from callback.rows import Rules, Turn, attempts_in, current, put_off
from callback.schedule import CallbackPolicy, after_our_fault, next_attempt, open_from
from callback.tables import Callback, DialAttempt, DoNotCall
from dialog.events import Verdict
from tickets.cases import note
from tickets.states import UNDERWAY, Event, Note, State
from tickets.store import ROBOT, escalate, held, send_to_redo, transition
from tickets.tables import Ticket

NO_RESULT = ""
"""`DialAttempt.result` while dialling; it stays where the program died in the middle."""


class Next(StrEnum):
    """What a turn does when it must not dial now."""

    STOP = "stop"
    """It is over, or it was put off to a later turn."""
    SETTLE = "settle"
    """The program died during this very call: nobody is dialled, the try counts."""


def begin(session: Session, turn: Turn, now: datetime, rules: Rules) -> SurveyRequest | Next:
    """Whom to dial now. The attempt stands in the ledger when this transaction is committed."""
    row = current(session, turn)
    if row is None:
        return Next.STOP
    if session.get(DialAttempt, turn.id) is not None:
        return Next.SETTLE
    ticket = held(session, turn.ticket)
    if _gone_on(ticket, turn):
        _close(row, CallbackState.CANCELLED, now, f"工单已转为 {ticket.state}")
        return Next.STOP
    asked = citizen(session, ticket, turn.person)
    if session.get(DoNotCall, asked.phone):
        _settle_row(session, row, asked.phone, StopForGood(), now)
        _move(session, row, ticket, StopForGood(), now, rules)
        return Next.STOP
    opens = _opens(row, now, rules.callback)
    if opens > now:
        put_off(row, opens)
        return Next.STOP
    return _reserve(session, turn, ticket, asked, now)


def _gone_on(ticket: Ticket, turn: Turn) -> bool:
    """Whether the ticket is not being asked about any more: another citizen has sent it back, or
    somebody has archived it."""
    return ticket.state != State.CALLBACK or ticket.redo_round != turn.redo_round


def _opens(row: Callback, now: datetime, policy: CallbackPolicy) -> datetime:
    """When calling hours allow this callback. A queue may run late, and a server may be down."""
    due = row.next_at or now
    # The due day itself is right, even one that is not worked: the citizen may have asked for it.
    return open_from(max(now, due), policy, also=due.astimezone(policy.zone).date())


def _reserve(
    session: Session, turn: Turn, ticket: Ticket, asked: Citizen, now: datetime
) -> SurveyRequest:
    session.add(
        DialAttempt(
            attempt_id=turn.id,
            ticket=turn.ticket,
            redo_round=turn.redo_round,
            person=turn.person,
            turn=turn.turn,
            phone=asked.phone,
            started_at=now,
        )
    )
    return SurveyRequest(
        attempt_id=turn.id,
        ticket_number=ticket.number,
        phone=asked.phone,
        name=asked.name,
        unit=ticket.unit,
        title=ticket.title,
        redo_round=turn.redo_round,
    )


def record(session: Session, turn: Turn, result: SurveyResult, now: datetime) -> None:
    """Write how an attempt ended."""
    attempt = session.get(DialAttempt, turn.id)
    if attempt is None or attempt.result != NO_RESULT:
        return
    attempt.ended_at, attempt.result, attempt.call_id = now, result.result, result.call_id
    if result.reason is not None:
        attempt.reason_at_ms, attempt.reason_ms = result.reason
    if result.verdict is not None:
        attempt.verdict = json.dumps(asdict(result.verdict), ensure_ascii=False)


def settle(session: Session, turn: Turn, now: datetime, rules: Rules) -> None:
    """Decide on an attempt and carry the decision out, once."""
    row = current(session, turn)
    if row is None:
        return
    ticket = held(session, turn.ticket)
    phone = citizen(session, ticket, turn.person).phone
    result, verdict = outcome_of(session.get(DialAttempt, turn.id))
    if verdict is not None:
        row.contacted, row.solved = verdict.contacted, verdict.solved or ""
        if verdict.do_not_call:
            _bar(session, turn.ticket, phone, CallbackState.DO_NOT_CALL, now)
    decision = decide(result, verdict, turn.redo_round, rules.callback.max_redo)
    gone_on = _gone_on(ticket, turn)
    if isinstance(decision, TryAgain) and not gone_on:
        due = _next(session, turn, ticket, decision, now, rules.callback)
        if due is not None:
            put_off(row, due)
            return
        decision = GiveUp("多次未接通")
    _settle_row(session, row, phone, decision, now)
    if gone_on:
        _note(session, ticket, decision, now)
    else:
        _move(session, row, ticket, decision, now, rules)


def outcome_of(attempt: DialAttempt | None) -> tuple[DialResult | None, Verdict | None]:
    """How an attempt ended; (None, None) where nobody knows."""
    if attempt is None or attempt.result == NO_RESULT:
        return None, None
    verdict = Verdict(**json.loads(attempt.verdict)) if attempt.verdict else None
    return DialResult(attempt.result), verdict


def _next(
    session: Session,
    turn: Turn,
    ticket: Ticket,
    decision: TryAgain,
    now: datetime,
    policy: CallbackPolicy,
) -> datetime | None:
    attempts = attempts_in(session, turn)
    failed = [a for a in attempts if a.result == DialResult.FAILED]
    if decision.our_fault:
        return after_our_fault(len(failed), now, policy)
    counted = [a.started_at for a in attempts if a.result != DialResult.FAILED]
    return next_attempt(
        counted, ticket.completed_at or now, now, policy, decision.wish, decision.at
    )


_STATE: Mapping[type[Decision], CallbackState] = {
    Archive: CallbackState.ARCHIVED,
    Redo: CallbackState.REDO,
    Escalate: CallbackState.ESCALATED,
    GiveUp: CallbackState.NOT_RATED,
    StopForGood: CallbackState.DO_NOT_CALL,
    WrongNumber: CallbackState.WRONG_NUMBER,
    Human: CallbackState.HUMAN,
}


def _move(
    session: Session,
    row: Callback,
    ticket: Ticket,
    decision: Decision,
    now: datetime,
    rules: Rules,
) -> None:
    """The ticket: at once where the citizen is not content, else when everybody has been asked."""
    match decision:
        case Redo(reason):
            send_to_redo(session, ticket.number, reason, ROBOT, now, rules.clocks)
            ticket.contacted, ticket.solved = row.contacted, row.solved
        case Escalate(reason):
            escalate(session, ticket.number, reason, ROBOT, now)
            ticket.contacted, ticket.solved = row.contacted, row.solved
        case _:
            _archive(session, ticket, now)


def _settle_row(
    session: Session, row: Callback, phone: str, decision: Decision, now: datetime
) -> None:
    """Close one citizen's callback, with how content they are. phone: that was dialled."""
    rating, reason = row.rating, ""
    match decision:
        case Archive(rating):
            pass
        case Human(reason):
            pass
        case Redo(reason) | Escalate(reason):
            rating = "unsatisfied"
        case GiveUp(reason):
            rating = "not_rated"
        case StopForGood() | WrongNumber():
            rating = "not_rated"
    state = _STATE.get(type(decision), CallbackState.CANCELLED)
    if state in (CallbackState.DO_NOT_CALL, CallbackState.WRONG_NUMBER):
        _bar(session, row.ticket, phone, state, now)
    row.rating = rating
    _close(row, state, now, reason)


def _note(session: Session, ticket: Ticket, decision: Decision, now: datetime) -> None:
    """A ticket that has gone on is not moved again; whoever works on it reads what this citizen
    misses."""
    if isinstance(decision, Redo | Escalate) and ticket.state in UNDERWAY:
        words = f"另一位市民回访也不满意：{decision.reason}"
        note(session, ticket.number, Note.SUPPLEMENT, ROBOT, now, words)


def _archive(session: Session, ticket: Ticket, now: datetime) -> None:
    """Once everybody has been asked. Who waits for a person keeps the ticket in `callback`."""
    session.flush()
    rows = of_round(session, ticket)
    if not all_asked(rows):
        return
    least = least_content(rows)
    ticket.rating, ticket.contacted, ticket.solved = least.rating, least.contacted, least.solved
    asked = least.state == CallbackState.ARCHIVED
    why = f"回访：{least.rating}" if asked else f"未评价：{least.reason}"
    transition(session, ticket.number, Event.ARCHIVE, ROBOT, now, why)


def _close(row: Callback, state: CallbackState, now: datetime, reason: str) -> None:
    row.state, row.settled_at, row.reason, row.next_at = state, now, reason, None


def _bar(session: Session, ticket: str, phone: str, why: CallbackState, now: datetime) -> None:
    if session.get(DoNotCall, phone) is None:
        session.add(DoNotCall(phone=phone, reason=why, ticket=ticket, since=now))
        session.flush()
