"""What only the agent hears: the telephone has been picked up, and the caller still hears music."""

import asyncio
from enum import Enum

import structlog

from dialog.events import Say
from ivr.call.playback import Playback
from ivr.call.ports import Mouth
from ivr.call.speaking import speak
from ivr.gateway.line import Digit, Frame, HungUp, Line
from ivr.gateway.pacing import frame_bytes

log = structlog.get_logger()

ACCEPT, REFUSE = "1", "*"

LIFT_S = 0.5
"""Silence first: a handset on its way to the ear."""


class Answer(Enum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CALLER_GONE = "caller_gone"


async def whisper(line: Line, mouth: Mouth, say: Say, caller_gone: asyncio.Event) -> Answer:
    """Speak to the agent. Key 1, or hearing it to the end, accepts the call; the key * or hanging
    up refuses it. A voice that breaks down connects at once: the caller must not pay for it."""
    playback = Playback(frame_bytes(line.info.sample_rate))
    silence = playback.enqueue("", False)
    playback.feed(silence, bytes(2 * round(LIFT_S * line.info.sample_rate)))
    playback.complete(silence)
    ticket = playback.enqueue(say.prompt, False)
    speaking = asyncio.create_task(speak(mouth, say, line.info.sample_rate, playback, ticket))
    try:
        while playback.head is not None:
            if caller_gone.is_set():
                return Answer.CALLER_GONE
            match await line.receive():
                case Frame():
                    await line.send(playback.next_frame() or bytes(playback.frame_bytes))
                case Digit(digit) if digit == ACCEPT:
                    await line.flush()
                    return Answer.ACCEPTED
                case Digit(digit) if digit == REFUSE:
                    return Answer.REFUSED
                case HungUp():
                    return Answer.REFUSED
        return Answer.ACCEPTED
    finally:
        speaking.cancel()


async def tell(line: Line, mouth: Mouth, say: Say) -> None:
    """Say something to the agent that needs no answer."""
    await line.flush()
    await whisper(line, mouth, say, asyncio.Event())


async def keep(line: Line) -> None:
    """Keep an agent's line alive, silent, until it is lost or this is cancelled."""
    silence = bytes(frame_bytes(line.info.sample_rate))
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Frame):
            await line.send(silence)
