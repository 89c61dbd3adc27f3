"""Where in a call the citizen said why they are not content. [P]"""

from collections.abc import Iterator, Sequence

from ivr.call.eventlog import Record
from ivr.call.unanswered import LEAD_MS

Span = tuple[int, int]
"""Milliseconds of call time: when it begins, and how long it takes."""


def reason_span(records: Sequence[Record], words: str) -> Span | None:
    """The stretch of a survey in which its reason was said; None where there was none.

    words: of the verdict. What was said in several breaths is one stretch; of several stretches it
    is the longest, which says most.
    """
    if not words:
        return None
    stretches: list[Span] = []
    goes_on = False
    for begun, ended, text in _utterances(records):
        is_part = bool(text) and text in words
        if is_part and goes_on:
            begun = stretches.pop()[0]
        if is_part:
            stretches.append((begun, ended - begun))
        goes_on = is_part
    return max(stretches, key=lambda span: span[1], default=None)


def _utterances(records: Sequence[Record]) -> Iterator[tuple[int, int, str]]:
    """(begins, ends, what was heard), in order; "" stands for what parts two stretches."""
    spoke: list[int] = []
    stopped: list[int] = []
    for record in records:
        at = int(record["at_ms"])
        match record["event"]:
            case "caller_speaks":
                spoke.append(at)
            case "caller_stops":
                stopped.append(at)
            case "robot_says":
                yield at, at, ""
            case "heard":
                begun = max(0, (spoke.pop(0) if spoke else at) - LEAD_MS)
                yield begun, stopped.pop(0) if stopped else at, str(record["text"]).strip()
