"""What units have answered other citizens: a second source, where the knowledge has no answer. [P]

A ticket's result was written for one citizen. It becomes an answer for others only where it speaks
of nobody, can be read out, and is recent; and it is never preferred to an entry.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from rapidfuzz import fuzz

from knowledge.entries import ANSWER_LIMIT, UNSPEAKABLE, Entry
from knowledge.matcher import Match
from knowledge.phrase import clean

LIKE = 85.0
"""Per cent of characters in common (rapidfuzz's ratio) from which two matters of one unit are the
same."""

SURE = 0.7
"""Score from which a precedent answers: more than an entry needs, for no editor has checked it."""

PAST = "past-"
"""How the ids of precedents begin; the number of the ticket follows."""

MOST_PARTS = 4
"""Of a result that is read out; what is longer was not written to be heard."""

SHORTEST_MATTER = 4
"""Characters; shorter ones name a topic, not a question."""

SHORTEST_RESULT = 12
"""Characters; shorter ones ("已办结") answer nothing."""

_OF_SOMEBODY = re.compile(
    r"先生|女士|小姐|师傅|同志|来电人|诉求人|当事人|投诉人|反映人|申请人本人|市民|群众|该户|您"
    r"|\w某|某某|已联系|已电话|电话联系|联系到|已告知|已答复|已回复|回访|表示(?:认可|满意|理解)"
    r"|(?:[0-9]+|[一二三四五六七八九十]+)(?:号楼|栋|幢|单元|室)|工单|[A-Z][0-9A-Z]{4,}"
)
"""What shows that a result speaks of one citizen, their home or their car."""

_SENTENCE = re.compile(r"[^。！？；]*[。！？；]+|[^。！？；]+")
_CLAUSE = re.compile(r"[^，、]*[，、]+|[^，、]+")


@dataclass(frozen=True)
class Precedent:
    """A consultation that a unit has answered and the citizen was content with.

    number: of the ticket. matter: in the citizen's words; also: other words for it. result: as it
    was told to them, on told_on.
    """

    number: str
    unit: str
    matter: str
    result: str
    told_on: date
    also: tuple[str, ...] = ()


def as_entries(precedents: Iterable[Precedent], days: int) -> tuple[Entry, ...]:
    """What can be told of them, for a matcher: the newest result of each matter, its other wordings
    as variants, valid for some days from when it was told. Takes the square of their number."""
    newest_first = sorted(precedents, key=lambda each: (each.told_on, each.number), reverse=True)
    kept: dict[tuple[str, str], Precedent] = {}
    for each in newest_first:
        matter = clean(each.matter)
        if len(matter) < SHORTEST_MATTER or not in_parts(each.result):
            continue
        same = (
            (unit, other)
            for unit, other in kept
            if unit == each.unit and fuzz.ratio(matter, other, score_cutoff=LIKE)
        )
        newer = next(same, None)
        if newer is None:
            kept[each.unit, matter] = each
        else:
            told = kept[newer]
            kept[newer] = replace(told, also=(*told.also, each.matter, *each.also))
    return tuple(_entry(each, days) for each in kept.values())


def in_parts(result: str) -> tuple[str, ...]:
    """A result as it is read out, cut where sentences end into parts of ANSWER_LIMIT characters at
    most; () where it speaks of one citizen, cannot be spoken, or is too long or too short."""
    text = re.sub(r"\s+", "", result)
    if len(text) < SHORTEST_RESULT or _OF_SOMEBODY.search(text):
        return ()
    if any(pattern.search(text) for _, pattern in UNSPEAKABLE):
        return ()
    parts = _packed(piece for sentence in _SENTENCE.findall(text) for piece in _short(sentence))
    return parts if len(parts) <= MOST_PARTS and all(map(_fits, parts)) else ()


def _fits(text: str) -> bool:
    return len(text) <= ANSWER_LIMIT


def _short(sentence: str) -> list[str]:
    """A sentence, cut at its commas where it is too long for one part."""
    return [sentence] if _fits(sentence) else list(_packed(_CLAUSE.findall(sentence)))


def _packed(pieces: Iterable[str]) -> tuple[str, ...]:
    """Joined into as few parts as fit the limit; a piece that is longer is a part of its own."""
    parts: list[str] = []
    for piece in pieces:
        if parts and _fits(parts[-1] + piece):
            parts[-1] += piece
        else:
            parts.append(piece)
    return tuple(parts)


def _entry(told: Precedent, days: int) -> Entry:
    answer, *more = in_parts(told.result)
    variants = dict.fromkeys(words for words in told.also if words != told.matter)
    return Entry(
        id=f"{PAST}{told.number}",
        unit=told.unit,
        question=told.matter,
        variants=tuple(variants),
        answer=answer,
        sms="",
        source=f"工单{told.number}",
        more=tuple(more),
        valid_from=told.told_on,
        valid_until=told.told_on + timedelta(days=days),
    )


class Answers(Protocol):
    """Whatever finds entries: a `knowledge.matcher.Matcher`, or a fake of it."""

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match: ...


@dataclass(frozen=True)
class WithPrecedents:
    """The knowledge, and behind it what units have answered: asked only where the knowledge knows
    of nothing like it, never for what it refuses. Such an answer has the reason 'precedent'."""

    knowledge: Answers
    past: Answers

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        """As `knowledge.matcher.Matcher.match`."""
        found = self.knowledge.match(text, syllables)
        if (found.kind, found.reason) != ("unknown", "weak"):
            return found
        past = self.past.match(text, syllables)
        if past.kind != "answer" or past.score < SURE:
            return found
        return replace(past, reason="precedent")
