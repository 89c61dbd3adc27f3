"""The desk as the settings want it."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path

from dialog.events import Handoff
from ivr.app import Robot
from ivr.gateway.clock import Clock
from ivr.gateway.line import Line
from ivr.gateway.wav import read_audio
from ivr.handover.book import DatabaseBook
from ivr.handover.desk import DeskSettings, PeopleDesk, RingLine
from ivr.handover.music import soft_music, softened
from ivr.handover.queue import QueueRules, Queues
from ivr.handover.returning import Prepared, ReturnCalls
from ivr.sections import Handover
from ivr.services import DatabaseServices

COMMON_RATES = (8000, 16000)


def people_desk(
    robot: Robot,
    services: DatabaseServices,
    clock: Clock,
    ring: RingLine,
    hold: Callable[[Line, Handoff, Prepared], Awaitable[None]],
) -> PeopleDesk | None:
    """None where no queue has seats. ring, hold: of the switchboard, for seats and return calls.

    Raises AudioFileError where the music cannot be read.
    """
    asked = robot.settings.handover
    if not asked.seats:
        return None
    music = music_of(asked.music)
    for rate in COMMON_RATES:
        music(rate)
    settings = DeskSettings(robot.settings.service.number, asked.ring_s, asked.announce_s, music)
    returns = ReturnCalls(DatabaseBook(services), ring, hold)
    return PeopleDesk(Queues(rules_of(asked)), ring, robot.speaker, clock, settings, returns)


def rules_of(asked: Handover) -> QueueRules:
    return QueueRules(
        seats=asked.seats,
        max_wait_s=asked.max_wait_s,
        rest_s=asked.rest_s,
        handling_s=asked.handling_s,
        retry_s=asked.retry_s,
    )


def music_of(path: Path | None) -> Callable[[int], bytes]:
    """PCM16 at a rate, made or read once for each. Raises AudioFileError."""

    @lru_cache
    def music(rate: int) -> bytes:
        return soft_music(rate) if path is None else softened(read_audio(path, rate))

    return music
