"""What follows from a callback [P]: how the dialling ended and what was said → one decision.

The rules, first match wins, are `RULES`; no answer counts as not rated, never as satisfied, and
"态度很好但是没解决" goes to redo. Source: the shared domain notes,
'Norms' and 'How it should talk'.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from callback.dialer import DialResult
from dialog.events import Verdict
from tickets.states import redone_enough

Rating = Literal["satisfied", "basically", "not_rated"]


class CallbackState(StrEnum):
    """Where one callback stands. All but PENDING are final."""

    PENDING = "pending"
    ARCHIVED = "archived"
    REDO = "redo"
    ESCALATED = "escalated"
    NOT_RATED = "not_rated"
    DO_NOT_CALL = "do_not_call"
    WRONG_NUMBER = "wrong_number"
    HUMAN = "human"
    """A person takes over; the ticket waits in `callback`."""
    CANCELLED = "cancelled"
    """The ticket went another way before the citizen was reached."""


@dataclass(frozen=True)
class Archive:
    """Asked and content, or asked and without complaint (not_rated)."""

    rating: Rating


@dataclass(frozen=True)
class Redo:
    """Back to the unit. reason: the citizen's own words, or what was understood."""

    reason: str


@dataclass(frozen=True)
class Escalate:
    """Redone too often: a supervisor decides."""

    reason: str


@dataclass(frozen=True)
class TryAgain:
    """wish: when, in the citizen's words. at: the time that was agreed, ISO 8601, "" where none
    was. our_fault: the try does not count."""

    wish: str = ""
    at: str = ""
    our_fault: bool = False


@dataclass(frozen=True)
class GiveUp:
    """The citizen would not or could not be asked: archived, not rated."""

    reason: str


@dataclass(frozen=True)
class StopForGood:
    """Never to be called again."""


@dataclass(frozen=True)
class WrongNumber:
    """Someone else's number: never dialled again."""


@dataclass(frozen=True)
class Human:
    """The citizen wants a person."""

    reason: str


Decision = Archive | Redo | Escalate | TryAgain | GiveUp | StopForGood | WrongNumber | Human


def _unhappy(verdict: Verdict) -> bool:
    return (
        verdict.satisfied == "unsatisfied"
        or verdict.solved in ("none", "part")
        or verdict.label in ("unsatisfied", "unresolved")
        or (verdict.reached and verdict.contacted is False and verdict.solved is None)
    )


def _said(verdict: Verdict) -> str:
    """The reason for the redo list: the citizen's words, else what was understood."""
    if verdict.words:
        return verdict.words
    if verdict.satisfied == "unsatisfied" or verdict.label == "unsatisfied":
        return "不满意（未说明原因）"
    if verdict.contacted is False and verdict.solved is None:
        return "没有人联系市民（未说明原因）"
    return "部分解决（未说明原因）" if verdict.solved == "part" else "未解决（未说明原因）"


class Rule(NamedTuple):
    """name: for the log and the docs."""

    name: str
    when: Callable[[Verdict], bool]
    then: Callable[[Verdict], Decision]


RULES: tuple[Rule, ...] = (
    Rule("wrong number", lambda v: v.label == "wrong-number", lambda v: WrongNumber()),
    # Before "do not call": a verdict that was given is kept. The ledger keeps the number off the
    # line whenever the verdict says so, whatever is decided about the ticket.
    Rule("unhappy", _unhappy, lambda v: Redo(_said(v))),
    Rule(
        "wants a person",
        lambda v: v.label == "transfer-human",
        lambda v: Human(v.words or "要求人工"),
    ),
    Rule("satisfied", lambda v: v.satisfied == "satisfied", lambda v: Archive("satisfied")),
    Rule("basically", lambda v: v.satisfied == "basically", lambda v: Archive("basically")),
    Rule("do not call", lambda v: v.do_not_call, lambda v: StopForGood()),
    Rule(
        "busy",
        lambda v: v.label == "busy-later" or bool(v.call_again),
        lambda v: TryAgain(v.call_again, v.call_at),
    ),
    Rule("refused", lambda v: v.label == "refuse", lambda v: GiveUp("拒绝回访")),
    # Solved, or neither good nor bad even after the clarifying question: no complaint, no praise.
    Rule(
        "without complaint",
        lambda v: v.solved == "all" or v.label == "neutral",
        lambda v: Archive("not_rated"),
    ),
)
"""For a survey that reached a verdict. No rule: nothing was understood, and it is tried again."""


def decide(
    result: DialResult | None, verdict: Verdict | None, redo_round: int, max_redo: int
) -> Decision:
    """result: None where a crash hid how the call ended; it counts as a try.

    redo_round: how often the ticket was redone already; at max_redo a Redo becomes Escalate.
    """
    if result is DialResult.FAILED:
        return TryAgain(our_fault=True)
    if verdict is None:
        return TryAgain()
    found = next((rule.then(verdict) for rule in RULES if rule.when(verdict)), TryAgain())
    if isinstance(found, Redo) and redone_enough(redo_round, max_redo):
        return Escalate(found.reason)
    return found
