"""The calls of `bench.scenarios` on the virtual clock, as fast as the machine allows.

Callers, hearing, conversations and tickets are the same. There is no gateway, nothing comes late,
nobody waits for a recogniser: what fails here fails by what was heard or said.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from bench.scenarios import HOTLINE_AREA, seeded
from bench.scripted_call import Held, Line, judged
from callback import ledger, opening
from callback.dialer import DialResult, SurveyRequest, SurveyResult
from callback.rows import Rules, Turn
from dialog.events import Conversation
from ivr.app import Robot, open_robot, services
from ivr.call.captions import caption_of
from ivr.call.eventlog import Record
from ivr.call.ports import CallResult
from ivr.database import Database
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.recorded.play import REPLAY_TIME, scratch_database
from ivr.recorded.sound import RATE
from ivr.settings import Settings
from ivr.web import callback_rules
from tickets.store import complete


async def hold_virtually(
    settings: Settings, lines: Sequence[Line], told: Callable[[str], None]
) -> list[Held]:
    """Every call, one after the other, each with a database of its own. told: each name, when it
    begins. Raises AsrError, SpeechError, KnowledgeError or DialogError where something is missing.
    """
    at_area = settings.service.model_copy(update={"area_code": HOTLINE_AREA})
    there = settings.model_copy(update={"service": at_area})
    held = []
    async with open_robot(there, lambda: REPLAY_TIME) as robot:
        for line in lines:
            told(line.script.name)
            with scratch_database() as database:
                line.number = await database.run(seeded, line.script, REPLAY_TIME)
                hold = _called_back if line.script.callback else _phoned
                await hold(robot, line, database)
                held.append(judged(database, line))
    return held


async def _phoned(robot: Robot, line: Line, database: Database) -> None:
    await _converse(robot, line, robot.hotline(), database)


async def _called_back(robot: Robot, line: Line, database: Database) -> None:
    """What `callback.workflow` does in a turn, without its queue."""
    rules = callback_rules(robot.settings)
    turn, due, request = await database.run(_completed, line.number, rules)
    conversation = robot.survey(
        name=request.name,
        unit=request.unit,
        title=request.title,
        ticket_number=request.ticket_number,
        phone=request.phone,
    )
    result = await _converse(robot, line, conversation, database)
    answered = SurveyResult(DialResult.ANSWERED, result.verdict, result.call_id)
    await database.run(_settled, turn, answered, due, rules)


async def _converse(
    robot: Robot, line: Line, conversation: Conversation, database: Database
) -> CallResult:
    script = line.script
    outbound = bool(script.callback)
    info = LineInfo(
        call_id=script.name,
        caller="12345" if outbound else script.caller,
        called=script.caller if outbound else "12345",
        direction="outbound" if outbound else "inbound",
        sample_rate=RATE,
        dialect="file",
    )
    clock, desk = VirtualClock(), services(robot.settings, database, robot.now)

    def show(record: Record) -> None:
        if caption := caption_of(record):
            line.caller.on_caption(caption)

    result, events = await robot.converse(
        FileLine(line.caller, info, clock), conversation, desk, clock, show
    )
    await desk.save(info, robot.engine, robot.now(), result, events.records, "", line.number)
    return result


def _completed(session: Session, number: str, rules: Rules) -> tuple[Turn, datetime, SurveyRequest]:
    """The unit completes the ticket; the callback, when it is due, and whom to ask."""
    complete(session, number, "已派人处理。", "承办单位", REPLAY_TIME)
    opening.open_callbacks(session, REPLAY_TIME, rules)
    ((turn, due),) = opening.to_queue(session)
    request = ledger.begin(session, turn, due, rules)
    if not isinstance(request, SurveyRequest):
        raise RuntimeError(f"the callback of {number}, due {due}, is not dialled: {request}")
    return turn, due, request


def _settled(
    session: Session, turn: Turn, result: SurveyResult, now: datetime, rules: Rules
) -> None:
    ledger.record(session, turn, result, now)
    ledger.settle(session, turn, now, rules)
