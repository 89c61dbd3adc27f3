"""What goes with a call that is handed to a person."""

from collections.abc import Mapping
from dataclasses import replace

from dialog.events import Handoff
from ivr.call.eventlog import EventLog

SPEAKERS = {"heard": "市民", "robot_says": "机器人"}
LAST_LINES = 20
"""Lines of transcript that go along; what a person can read while picking up."""


def handoff_context(handoff: Handoff, events: EventLog) -> Mapping[str, str]:
    """What the person who takes the call sees: reason, summary, slots and what was said."""
    said = [
        f"{SPEAKERS[str(r['event'])]}：{r['text']}"
        for r in events.records
        if r["event"] in SPEAKERS and r["text"]
    ]
    return {
        "reason": handoff.reason,
        "summary": handoff.summary,
        "transcript": "\n".join(said[-LAST_LINES:]),
        **{f"slot.{name}": value for name, value in handoff.slots},
    }


def with_ticket(handoff: Handoff, number: str) -> Handoff:
    """The same with the number of a ticket that was filed while it was being said, "" for none."""
    known = any(name == "ticket" for name, _ in handoff.slots)
    if not number or known:
        return handoff
    return replace(handoff, slots=(*handoff.slots, ("ticket", number)))
