"""Which entries a call was answered from, and what the caller did next: from its event log."""

from collections.abc import Sequence

from ivr.call.eventlog import Record
from knowledge.usage import Use

ANSWER = "kb:"
"""How the prompt of a spoken entry begins, see `dialog.events.Say`."""


def uses(records: Sequence[Record]) -> tuple[Use, ...]:
    """In the order in which they were spoken. Parts of a long answer and repetitions are one use;
    what follows belongs to the last entry before it, until another one is spoken."""
    found: list[Use] = []
    for record in records:
        spoken = _entry(record)
        if spoken and (not found or found[-1].entry != spoken):
            found.append(Use(spoken))
        elif found and not found[-1].then and (then := _outcome(record)):
            found[-1] = Use(found[-1].entry, then)
    return tuple(found)


def _entry(record: Record) -> str:
    said = record["event"] == "robot_says" and str(record["prompt"])
    return said.removeprefix(ANSWER) if said and said.startswith(ANSWER) else ""


def _outcome(record: Record) -> str:
    """As in `knowledge.usage.Use`; "" where the record tells nothing of it."""
    match record["event"]:
        case "handoff":
            return "handed_over"
        case "ticket_filed":
            return "ticketed"
        case "decision" if record["kind"] == "intent":
            contented = record["detail"].partition(":")[0] in ("no_more", "goodbye", "enough")
            return "helped" if contented else ""
    return ""
