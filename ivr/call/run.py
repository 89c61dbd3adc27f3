"""`run_call`: one runtime for the inbound hotline and the callback survey, over any line."""

import structlog

from dialog.events import Conversation
from ivr.call.eventlog import EventLog
from ivr.call.ports import CallResult, Ear, Mouth, Services, SessionSettings, Settling
from ivr.call.recording import Recording
from ivr.call.session import Session
from ivr.gateway.line import FRAME_MS, HungUp, Line

log = structlog.get_logger()


async def run_call(
    line: Line,
    conversation: Conversation,
    ear: Ear,
    mouth: Mouth,
    services: Services,
    clock: Settling,
    events: EventLog,
    settings: SessionSettings,
    recording: Recording | None = None,
) -> CallResult:
    """Run one call to its end. Never raises for what the far end, a model or the database does;
    an error of ours ends the call with an apology and a person, and outcome 'failed'."""
    info = line.info
    events.add(
        0,
        "call_started",
        call=info.call_id,
        direction=info.direction,
        dialect=info.dialect,
        engine=ear.engine,
    )
    session = Session(line, conversation, ear, mouth, services, clock, events, settings, recording)
    try:
        outcome, reason = await session.run()
    except Exception as e:  # the one catch-all of a call
        log.exception("call_failed", call=info.call_id)
        outcome, reason = "failed", type(e).__name__
        await _apologise(line, mouth, settings)
    events.add(session.at, "call_ended", outcome=outcome, reason=reason or None)
    return CallResult(
        info.call_id, outcome, reason, session.ticket_number, session.verdict, session.at
    )


async def _apologise(line: Line, mouth: Mouth, settings: SessionSettings) -> None:
    """Say sorry and give the caller to a person, or hang up, as far as the line still can."""
    audio = bytearray()
    try:
        await mouth.stream(settings.apology.pieces, settings.apology.prompt, audio.extend)
        size = line.info.sample_rate * FRAME_MS // 1000 * 2
        for start in range(0, len(audio), size):
            if isinstance(await line.receive(), HungUp):
                return
            await line.send(bytes(audio[start : start + size]).ljust(size, b"\0"))
        if not await line.transfer(settings.fallback_queue, {"reason": "failed"}):
            await line.hang_up()
    except Exception:
        log.exception("apology_failed", call=line.info.call_id)
        await line.hang_up()
