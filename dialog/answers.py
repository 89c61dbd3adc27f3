"""What the matcher found, as a conversation takes it. [P]"""

from typing import Protocol

from dialog.events import Decision
from knowledge.entries import Entry
from knowledge.matcher import Match

PLAUSIBLE = 0.33
"""Score of an entry that a caller may mean; as of `Thresholds.clarify`."""
LIKELY = 0.42
"""Score of one that is offered though nothing else comes near."""


class Answers(Protocol):
    """Whatever finds entries: `knowledge.matcher.Matcher`, or a fake of it in tests."""

    def match(self, text: str, syllables: tuple[str, ...] = ()) -> Match: ...


def decision(match: Match) -> Decision:
    """The matcher's choice, for the log."""
    kinds = {"answer": "answer", "clarify": "clarify", "unknown": "no_match"}
    detail = match.entry.id if match.entry and match.kind != "unknown" else match.reason
    return Decision(kinds[match.kind], detail, match.score, match.candidates)


def plausible(match: Match) -> bool:
    """Whether either of the two may be meant, or the first well may: a choice between what nobody
    asked for helps less than to ask what it is about."""
    scores = [score for _, score in match.candidates[:2]]
    return all(score >= PLAUSIBLE for score in scores) or max(scores, default=0.0) >= LIKELY


def is_another(match: Match, than: tuple[Entry, ...]) -> bool:
    """Whether another entry than those just spoken of answers."""
    return match.kind == "answer" and match.entry not in than
