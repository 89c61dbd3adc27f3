"""What the caller says in a call, on its way from the ear to the floor: written into the event log
as it is heard, or withheld from it (`Listen.secret`).
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from asr.errors import AsrError, RecognitionFailed
from asr.recognizer import Transcript
from dialog.events import Listen
from ivr.call import floor
from ivr.call.eventlog import EventLog
from ivr.call.ports import Ear

WITHHELD = "（查询码）"
"""Stands in the log for words that nobody may read there."""


@dataclass(frozen=True)
class Result:
    """Of the recogniser, for one utterance. error: why nobody knows what was said."""

    words: Transcript
    error: str | None = None
    secret: bool = False


class Utterances:
    """Of one call. now: call time, seconds."""

    def __init__(self, ear: Ear, events: EventLog, now: Callable[[], float]) -> None:
        self._ear, self._events, self._now = ear, events, now
        self._asks_secret = False
        self._is_secret = False
        """Whether a secret was asked for when the utterance began that is being heard."""

    def expect(self, listen: Listen) -> None:
        """What the caller is asked for from now on."""
        self._ear.expect(listen)
        self._asks_secret = listen.secret

    def keyed(self, digit: str) -> None:
        self._events.add(self._now(), "keyed", digit="" if self._asks_secret else digit)

    def begin(self) -> None:
        self._events.add(self._now(), "caller_speaks")
        self._is_secret = self._asks_secret
        self._ear.start()

    def end(self) -> Coroutine[None, None, Result]:
        """What was said, once the recogniser knows; to be given to `note` then."""
        self._events.add(self._now(), "caller_stops")
        return _understood(self._ear.finish(), self._is_secret)

    def partial(self) -> Transcript | None:
        """What has been heard so far, once."""
        heard = self._ear.partial()
        if heard is not None:
            shown = WITHHELD if self._is_secret else heard.text or " ".join(heard.syllables)
            self._events.add(self._now(), "partial", text=shown)
        return heard

    def note(self, result: Result) -> None:
        words, secret = result.words, result.secret
        self._events.add(
            self._now(),
            "heard",
            text=WITHHELD if secret and words.text else words.text,
            syllables="" if secret else " ".join(words.syllables),
            confidence=None if words.confidence is None else round(words.confidence, 3),
            error=result.error,
        )


async def _understood(words: "asyncio.Future[Transcript]", secret: bool) -> Result:
    await asyncio.wait([words])
    if words.cancelled():  # the floor waits for this utterance: it must hear of it
        gone = RecognitionFailed("the recogniser has given this utterance up")
        return Result(floor.NOTHING, str(gone), secret)
    try:
        return Result(words.result(), None, secret)
    except AsrError as e:
        return Result(floor.NOTHING, str(e), secret)
