"""`run_call`: one runtime for the inbound hotline and the callback survey, over any line."""

import structlog

from dialog.events import Conversation
from ivr.call.eventlog import EventLog
from ivr.call.ports import (
    CallResult,
    Desk,
    Ear,
    Mouth,
    SecondHearing,
    Services,
    SessionSettings,
    Settling,
)
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
    desk: Desk | None = None,
    second: SecondHearing | None = None,
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
        diverted_from=info.parameters.get("diverted_from"),
    )
    session = Session(
        line, conversation, ear, mouth, services, clock, events, settings, recording, desk, second
    )
    try:
        outcome, reason = await session.run()
    except Exception as e:  # the one catch-all of a call
        log.exception("call_failed", call=info.call_id)
        outcome, reason = "failed", type(_cause(e)).__name__
        await apologise(line, mouth, settings, events, session.at)
    events.add(session.at, "call_ended", outcome=outcome, reason=reason or None)
    return CallResult(
        info.call_id, outcome, reason, session.errands.ticket_number, session.verdict, session.at
    )


def _cause(error: Exception) -> Exception:
    """What went wrong first, out of the groups that task groups make."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


async def apologise(
    line: Line, mouth: Mouth, settings: SessionSettings, events: EventLog, at: float
) -> None:
    """Say sorry and give the caller to a person, or hang up, as far as the line still can. Never
    raises. at: when the call failed, call seconds; the log has no text where nothing was said."""
    size = line.info.sample_rate * FRAME_MS // 1000 * 2
    audio = await _spoken(mouth, settings, line.info.sample_rate)
    said = settings.apology.text if audio else None
    events.add(at, "apology", prompt=settings.apology.prompt, text=said)
    try:
        for start in range(0, len(audio), size):
            if isinstance(await line.receive(), HungUp):
                return
            await line.send(audio[start : start + size].ljust(size, b"\0"))
        if not await line.transfer(settings.fallback_queue, {"reason": "failed"}):
            await line.hang_up()
    except Exception:
        log.exception("apology_failed", call=line.info.call_id)
        await _let_go(line)


async def _let_go(line: Line) -> None:
    """Hang up a line that has already failed once."""
    try:
        await line.hang_up()
    except Exception as e:  # there is nothing left to try: the call ends with its records
        log.error("hang_up_failed", call=line.info.call_id, error=str(e))


async def _spoken(mouth: Mouth, settings: SessionSettings, rate: int) -> bytes:
    """The apology as PCM; empty where the voice is what broke: the caller still gets a person."""
    try:
        said = mouth.stream(settings.apology.pieces, rate, settings.apology.prompt)
        return b"".join([pcm async for pcm in said])
    except Exception as e:
        log.error("speech_failed", prompt=settings.apology.prompt, error=str(e))
        return b""
