"""Which entry answers what was said, if any. [P]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz

from knowledge.entries import Entry


@dataclass(frozen=True)
class Match:
    """The decision for one utterance.

    kind: 'answer' with `entry`; 'clarify' between `entry` and `runner_up`; 'unknown' otherwise.
        An 'unknown' may carry an entry of kind 'out_of_scope', which says whom to turn to.
    score: of the best candidate, 0 to 1.
    candidates: (entry id, score), best first.
    reason: why it is not an answer: '', 'close', 'weak', 'veto', 'privacy', 'report',
        'small_talk', 'out_of_scope', 'empty'.
    """

    kind: Literal["answer", "clarify", "unknown"]
    entry: Entry | None = None
    score: float = 0.0
    runner_up: Entry | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    reason: str = ""


class Matcher:
    """Entries prepared for matching. Immutable once built; safe to share between threads."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)

    @classmethod
    def build(cls, entries: Iterable[Entry], today: date) -> "Matcher":
        """Prepare the entries that hold today."""
        return cls([entry for entry in entries if entry.holds_on(today)])

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        """Decide. text: characters as heard, homophone errors and all; syllables: toneless pinyin
        of the utterance where the recogniser gives it. Never raises, whatever the text."""
        ranked = sorted(
            (
                (max(fuzz.ratio(text, p) for p in entry.phrasings) / 100, entry)
                for entry in self._entries
            ),
            key=lambda pair: (-pair[0], pair[1].id),
        )[:5]
        if not text or not ranked or ranked[0][0] < 0.6:
            return Match("unknown", reason="weak")
        return Match(
            "answer",
            entry=ranked[0][1],
            score=ranked[0][0],
            runner_up=ranked[1][1] if len(ranked) > 1 else None,
            candidates=tuple((entry.id, score) for score, entry in ranked),
        )
