"""A prompt spoken into the playback, piece by piece as the voice makes it."""

from contextlib import aclosing

import structlog

from dialog.events import Say
from ivr.call.playback import Playback
from ivr.call.ports import Mouth

log = structlog.get_logger()


async def speak(mouth: Mouth, say: Say, rate: int, playback: Playback, ticket: int) -> bool:
    """Feed the playback what it still wants, at `rate` Hz. Never raises: a prompt that cannot be
    spoken must not end the call; False then."""
    try:
        stream = mouth.stream(say.pieces, rate, say.recording, pace=say.pace, gain_db=say.gain_db)
        async with aclosing(stream) as spoken:
            async for pcm in spoken:
                playback.feed(ticket, pcm)
                if not playback.wants(ticket):  # dropped: the rest need not be spoken
                    return True
    except Exception as e:
        log.error("speech_failed", prompt=say.prompt, error=str(e))
        return False
    finally:
        playback.complete(ticket)
    return True
