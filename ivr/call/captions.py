"""What is said in a call, shown to lines that have a screen."""

import structlog

from ivr.call.eventlog import EventLog, Record
from ivr.gateway.captions import Caption, Captioned
from ivr.gateway.line import Line

log = structlog.get_logger()


def caption_of(record: Record) -> Caption | None:
    """The caption of an event of the log, or None where nothing was said."""
    text = str(record.get("text", ""))
    match record["event"]:
        case "robot_says":
            return Caption("robot", text)
        case "partial":
            return Caption("caller", text, final=False)
        case "heard" if text:
            return Caption("caller", text)
    return None


def log_speech(record: Record) -> None:
    """An observer of an event log that writes what is said into the program's log."""
    caption = caption_of(record)
    if caption is not None and caption.final:
        log.info("said", speaker=caption.speaker, text=caption.text)


class CaptionFeed:
    """Shows a line what has come into the log since last time."""

    def __init__(self, line: Line, events: EventLog) -> None:
        self._screen = line if isinstance(line, Captioned) else None
        self._events = events
        self._shown = 0

    async def update(self) -> None:
        if self._screen is None:
            return
        new, self._shown = self._events.records[self._shown :], len(self._events.records)
        for record in new:
            if caption := caption_of(record):
                await self._screen.caption(caption)
