"""The log of one call: what happened, when in call time, as flat records.

The same audio on the virtual clock gives the same log, byte for byte: so it holds call time only,
and nothing that depends on the machine, the day or chance unless the caller of the log gave it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from dialog.events import Decision

Record = Mapping[str, Any]
Observer = Callable[[Record], None]


class EventLog:
    """Append-only; observers see each record as it is written."""

    def __init__(self, *observers: Observer) -> None:
        self.records: list[Record] = []
        self._observers = observers

    def add(self, at: float, event: str, **fields: object) -> None:
        """at: seconds of call time, kept in whole milliseconds. Fields that are None stay out."""
        record = {"at_ms": round(at * 1000), "event": event}
        record |= {name: value for name, value in fields.items() if value is not None}
        self.records.append(record)
        for observer in self._observers:
            observer(record)

    def jsonl(self) -> str:
        """One JSON object a line, UTF-8 characters as they are."""
        return "".join(json_line(record) + "\n" for record in self.records)


def json_line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=False)


def decided(decision: Decision, state: str) -> Record:
    """The fields of a decision. state: of the conversation that took it."""
    return {
        "state": state,
        "kind": decision.kind,
        "detail": decision.detail,
        "score": None if decision.score is None else round(decision.score, 3),
        "candidates": [[what, round(score, 3)] for what, score in decision.candidates] or None,
    }
