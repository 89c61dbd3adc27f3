"""What to do about a cluster of utterances: what it most likely should become. [P]"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.entries import Entry
from knowledge.lexicon import FILLERS
from knowledge.matcher import Match, Matcher
from knowledge.phrase import analyse
from knowledge.thresholds import DEFAULT
from knowledge.weights import of_word

PLAUSIBLE = 0.3
"""Score from which the best entry may be the one that was meant, 0 to 1."""

NEIGHBOURS = 3
"""Entries whose unit is guessed from."""

Kind = Literal["variant", "entry", "noise", "answered"]


@dataclass(frozen=True)
class Proposal:
    """kind: 'variant' of `entry`; a new 'entry' for `unit`; 'noise' that asks nothing; 'answered'
    where today's knowledge already knows what to say, with `entry` or without one.

    question: of the entry. unit: who would own it. score: of the entry, 0 to 1. nearest: (entry id,
    score), best first.
    """

    kind: Kind
    entry: str = ""
    question: str = ""
    unit: str = ""
    score: float = 0.0
    nearest: tuple[tuple[str, float], ...] = ()


def propose(
    matcher: Matcher,
    wording: str,
    syllables: Sequence[str] = (),
    chosen: Mapping[str, int] | None = None,
    refused: Mapping[str, int] | None = None,
) -> Proposal:
    """What a cluster with this representative should become.

    chosen: entries that callers took in the end, with how often. refused: entries that they were
    given and did not want.
    """
    match = matcher.match(wording, syllables)
    wanted = Counter({e: n for e, n in (chosen or {}).items() if e in _entries(matcher)})
    refused = refused or {}
    scores = dict(match.candidates)
    if wanted:
        # What callers took themselves says more than any score.
        entry = min(wanted, key=lambda each: (-wanted[each], each))
        if match.kind == "answer" and match.entry is not None and match.entry.id == entry:
            return _about("answered", matcher, match, entry, scores.get(entry, 0.0))
        return _about("variant", matcher, match, entry, scores.get(entry, 0.0))
    if match.entry is not None and match.entry.id not in refused and match.kind == "answer":
        return _about("answered", matcher, match, match.entry.id, match.score)
    said = matcher.understood(wording, syllables).text
    if match.reason in ("small_talk", "empty") or _says_nothing(said):
        return Proposal("noise", nearest=match.candidates)
    if match.reason in ("report", "privacy", "out_of_scope"):
        return Proposal("answered", nearest=match.candidates)
    plausible = ((e, s) for e, s in match.candidates if s >= PLAUSIBLE and e not in refused)
    if (best := next(plausible, None)) is not None:
        return _about("variant", matcher, match, *best)
    return Proposal("entry", unit=_unit_near(matcher, match), nearest=match.candidates)


def _about(kind: Kind, matcher: Matcher, match: Match, entry: str, score: float) -> Proposal:
    found = _entries(matcher)[entry]
    return Proposal(kind, entry, found.question, found.unit, score, match.candidates)


def _says_nothing(wording: str) -> bool:
    """Whether no word of it names a matter."""
    words = (word for word in analyse(wording).words if word not in FILLERS)
    return not any(of_word(word) >= DEFAULT.telling for word in words)


def _unit_near(matcher: Matcher, match: Match) -> str:
    """The unit that most of the score of the nearest entries belongs to."""
    shares: Counter[str] = Counter()
    entries = _entries(matcher)
    for entry, score in match.candidates[:NEIGHBOURS]:
        shares[entries[entry].unit] += round(score * 1000)
    return min(shares, key=lambda unit: (-shares[unit], unit), default="")


def _entries(matcher: Matcher) -> dict[str, Entry]:
    return {entry.id: entry for entry in matcher.entries}
