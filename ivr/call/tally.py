"""How often things happened that an operator should hear of, since the server started.

An observer of event logs: each call's hearing may step down to a cheaper engine, to keys, to a
person, to a call back, and each step is counted.
"""

from collections import Counter

from ivr.call.eventlog import Record


class Tally:
    """Call it with every record; `counts` by name, as the monitor shows them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def __call__(self, record: Record) -> None:
        if name := counted(record):
            self.counts[name] += 1


def counted(record: Record) -> str:
    """Under which name a record counts; "" for those that do not."""
    match record:
        case {"event": "hearing_step", "target": str(target), "reason": str(reason)}:
            return f"hearing_{reason}_{target or 'nobody'}"
        case {"event": "robot_says", "prompt": "hearing_keys" | "offer_keys"}:
            return "asked_for_keys"
        case {"event": "handoff", "reason": "hearing"}:
            return "handed_over_unheard"
        case {"event": "return_promised" | "speech_failed" | "apology" | "handoff_failed" as event}:
            return str(event)
    return ""
