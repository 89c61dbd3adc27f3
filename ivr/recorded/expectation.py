"""What must have happened in a recorded call, checked against its event log.

The `expect` of a sidecar may name:

outcome: of the call. answers: ids of knowledge entries that were spoken, in this order.
prompts: ids of prompts that were said, in this order, others between them allowed.
never: ids of prompts that must not be said. handoff: reason. label: of the survey's verdict.
ticket: a mapping of ticket field to a text it must contain (place, matter, category, unit).
words: texts of which each must stand in something that was heard.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ivr.call.eventlog import Record
from ivr.errors import SidecarError

Check = Callable[[Any, Sequence[Record]], Iterable[str]]


def failures(expect: Mapping[str, Any], records: Sequence[Record]) -> tuple[str, ...]:
    """One line for each expectation that was not met; empty for a call as it should be.

    Raises SidecarError for an expectation that is not known.
    """
    unknown = expect.keys() - CHECKS.keys()
    if unknown:
        raise SidecarError(f"unknown expectation {sorted(unknown)}; known: {sorted(CHECKS)}")
    if single := [name for name in LISTS & expect.keys() if not isinstance(expect[name], list)]:
        raise SidecarError(f"expectation {sorted(single)} must be a list")
    return tuple(line for name in expect for line in CHECKS[name](expect[name], records))


def _values(records: Sequence[Record], event: str, field: str) -> list[str]:
    return [str(r[field]) for r in records if r["event"] == event and field in r]


def _outcome(wanted: str, records: Sequence[Record]) -> Iterable[str]:
    got = _values(records, "call_ended", "outcome")
    if got != [wanted]:
        yield f"outcome {wanted!r} wanted, got {got}"


def _in_order(what: str, wanted: Sequence[str], got: Sequence[str]) -> Iterable[str]:
    rest = iter(got)
    for item in wanted:
        if item not in rest:
            yield f"{what} {item!r} wanted, got {list(got)}"
            return


def _prompts(wanted: Sequence[str], records: Sequence[Record]) -> Iterable[str]:
    return _in_order("prompt", wanted, _values(records, "robot_says", "prompt"))


def _answers(wanted: Sequence[str], records: Sequence[Record]) -> Iterable[str]:
    said = [p[3:] for p in _values(records, "robot_says", "prompt") if p.startswith("kb:")]
    return _in_order("answer", wanted, said)


def _never(unwanted: Sequence[str], records: Sequence[Record]) -> Iterable[str]:
    said = _values(records, "robot_says", "prompt")
    return (f"prompt {name!r} must not be said" for name in unwanted if name in said)


def _handoff(reason: str, records: Sequence[Record]) -> Iterable[str]:
    got = _values(records, "handoff", "reason")
    if got != [reason]:
        yield f"handoff {reason!r} wanted, got {got}"


def _label(label: str, records: Sequence[Record]) -> Iterable[str]:
    got = _values(records, "verdict", "label")
    if got != [label]:
        yield f"verdict {label!r} wanted, got {got}"


def _ticket(wanted: Mapping[str, str], records: Sequence[Record]) -> Iterable[str]:
    filed = [r for r in records if r["event"] == "ticket_filed"]
    if len(filed) != 1:
        yield f"one ticket wanted, got {len(filed)}"
        return
    for field, part in wanted.items():
        if part not in str(filed[0].get(field, "")):
            yield f"ticket {field} with {part!r} wanted, got {filed[0].get(field)!r}"


def _words(wanted: Sequence[str], records: Sequence[Record]) -> Iterable[str]:
    heard = _values(records, "heard", "text")
    return (f"{part!r} wanted, heard {heard}" for part in wanted if not _within(part, heard))


def _within(part: str, heard: Sequence[str]) -> bool:
    return any(part in text for text in heard)


CHECKS: Mapping[str, Check] = {
    "outcome": _outcome,
    "prompts": _prompts,
    "answers": _answers,
    "never": _never,
    "handoff": _handoff,
    "label": _label,
    "ticket": _ticket,
    "words": _words,
}

LISTS = frozenset({"prompts", "answers", "never", "words"})
"""Checks that take a list; a bare text would be taken for its letters, of which none is said."""
