"""What callers would hear from a draft of the knowledge, beside what they hear now. [P]"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from knowledge.entries import Entry
from knowledge.matcher import Match


class Answers(Protocol):
    """Whatever finds entries: `knowledge.matcher.Matcher`, or a fake of it in tests."""

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match: ...


@dataclass(frozen=True)
class Asked:
    """Something a caller said. then: the decision that the robot took on it, "" where not known.
    call: its id; at: when it was said."""

    text: str
    syllables: tuple[str, ...] = ()
    then: str = ""
    call: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What the robot would do. kind: 'answer' speaks `entry`, also to name who else is to be
    asked; 'clarify' asks whether `entry` or `other` was meant; 'unknown' has no answer."""

    kind: Literal["answer", "clarify", "unknown"]
    entry: str = ""
    other: str = ""
    score: float = 0.0


Kind = Literal["newly_answered", "newly_unanswered", "other_answer", "reworded", "clarify"]

KINDS: tuple[Kind, ...] = (
    "newly_answered",
    "newly_unanswered",
    "other_answer",
    "reworded",
    "clarify",
)
"""Ways to change. reworded: the same entry in other words; clarify: asks back where it did not, or
about others than before."""


@dataclass(frozen=True)
class Change:
    """One thing said that would be answered otherwise. times: how often it was said."""

    kind: Kind
    asked: Asked
    before: Outcome
    after: Outcome
    times: int = 1


@dataclass(frozen=True)
class Shadow:
    """asked: how many utterances were tried, repetitions counted. changes: by kind, the most
    frequent first."""

    asked: int
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """Utterances by kind of change, repetitions counted."""
        return {kind: sum(c.times for c in self.changes if c.kind == kind) for kind in KINDS}


def shadow(
    current: Answers,
    draft: Answers,
    asked: Sequence[Asked],
    on_step: Callable[[int], None] = lambda _: None,
) -> Shadow:
    """Try everything on both. What was said twice is tried once. on_step: told how many are
    done."""
    times = Counter((each.text, each.syllables) for each in asked)
    latest = {(each.text, each.syllables): each for each in asked}
    changes: list[Change] = []
    for done, (said, each) in enumerate(latest.items(), start=1):
        before, after = current.match(*said), draft.match(*said)
        if kind := changed(before, after):
            changes.append(Change(kind, each, outcome(before), outcome(after), times[said]))
        on_step(done)
    changes.sort(key=lambda c: (KINDS.index(c.kind), -c.times, c.asked.text))
    return Shadow(len(asked), tuple(changes))


def outcome(match: Match) -> Outcome:
    entry = match.entry.id if match.entry else ""
    if match.kind == "clarify" and match.runner_up is not None:
        return Outcome("clarify", entry, match.runner_up.id, match.score)
    if match.entry is not None and (match.kind == "answer" or match.reason == "out_of_scope"):
        return Outcome("answer", entry, score=match.score)
    return Outcome("unknown", score=match.score)


def changed(before: Match, after: Match) -> Kind | None:
    """How what a caller hears would change; None where it would not."""
    was, is_now = outcome(before), outcome(after)
    if was.kind != is_now.kind:
        became: dict[str, Kind] = {
            "answer": "newly_answered",
            "clarify": "clarify",
            "unknown": "newly_unanswered",
        }
        return became[is_now.kind]
    if was.kind == "unknown":
        return None
    if was.kind == "clarify":
        return "clarify" if {was.entry, was.other} != {is_now.entry, is_now.other} else None
    if was.entry != is_now.entry:
        return "other_answer"
    return "reworded" if _heard(before.entry) != _heard(after.entry) else None


def _heard(entry: Entry | None) -> tuple[str, ...]:
    return () if entry is None else (*entry.spoken, entry.sms)
