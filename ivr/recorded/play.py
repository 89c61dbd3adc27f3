"""Play a recording as a telephone call, on any clock, against a scratch database."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from dialog.events import Conversation
from ivr.app import Robot, services
from ivr.call.eventlog import EventLog, Observer
from ivr.call.ports import CallResult
from ivr.database import Database, open_database
from ivr.gateway.clock import Clock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.gateway.phone import Keys, Manners, Pause, ScriptedCaller, Segment, Speech
from ivr.gateway.wav import read_audio
from ivr.recorded.sidecar import Sidecar, Span, Turn, check_spans
from ivr.recorded.sound import RATE

REPLAY_TIME = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
"""When replayed calls take place (Monday, 10:00 in China), so that dates stay the same."""

MARGIN_S = 0.1
"""Kept around a turn cut from a recording, so that no consonant is lost."""


@contextmanager
def scratch_database() -> Iterator[Database]:
    """An empty database that is gone afterwards."""
    with TemporaryDirectory(prefix="hotline-") as folder:
        database = open_database(f"sqlite:///{folder}/scratch.db")
        try:
            yield database
        finally:
            database.close()


def caller_of(
    sidecar: Sidecar, wav: Path, spans: tuple[Span, ...], manners: Manners
) -> ScriptedCaller:
    """The recorded citizen. Raises AudioFileError, and SidecarError where spans are out of date."""
    check_spans(sidecar, spans)
    audio = read_audio(wav, RATE) if spans else b""
    spoken = iter(spans)
    return ScriptedCaller([_segment(turn, audio, spoken) for turn in sidecar.turns], RATE, manners)


def recorded_line(sidecar: Sidecar, wav: Path, spans: tuple[Span, ...], clock: Clock) -> FileLine:
    """The recorded caller on a line. Raises AudioFileError, SidecarError."""
    direction: Literal["inbound", "outbound"] = (
        "outbound" if sidecar.conversation == "survey" else "inbound"
    )
    info = LineInfo(sidecar.name, sidecar.caller, "12345", direction, RATE, "file")
    return FileLine(caller_of(sidecar, wav, spans, Manners()), info, clock)


def _segment(turn: Turn, audio: bytes, spoken: Iterator[Span]) -> Segment:
    if turn.keys:
        return Segment(Keys(turn.keys), turn.when)
    if turn.pause_s:
        return Segment(Pause(turn.pause_s), turn.when)
    span, margin = next(spoken), int(MARGIN_S * RATE)
    return Segment(
        Speech(audio[max(0, span.start - margin) * 2 : (span.end + margin) * 2]), turn.when
    )


def conversation_of(sidecar: Sidecar, robot: Robot) -> Conversation:
    if sidecar.conversation == "hotline":
        return robot.hotline()
    about = sidecar.subject
    return robot.survey(
        name=about.get("name", ""),
        unit=about["unit"],
        title=about["title"],
        ticket_number=about.get("ticket_number", ""),
    )


async def play(
    robot: Robot,
    line: FileLine,
    conversation: Conversation,
    clock: Clock,
    database: Database,
    *observers: Observer,
) -> tuple[CallResult, EventLog]:
    """Hold the call. Query codes come from a seed, so that the log is the same every time."""
    desk = services(robot.settings, database, robot.now, random.Random(0).randrange)
    return await robot.converse(line, conversation, desk, clock, *observers)
