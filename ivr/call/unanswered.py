"""What a caller asked in vain, from the event log of the call. [P]

An utterance goes into the ledger of `knowledge.ledger` where the knowledge base had no answer, was
not sure, or gave one that the caller did not want.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dialog.discretion import WISHES
from dialog.events import Heard
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from ivr.call.eventlog import Record
from knowledge.precedents import PAST
from tickets.privacy import mask_text

LEAD_MS = 460
"""From the first sound of an utterance to the record that somebody speaks: what the endpointer
wants to hear before it believes it, and a bit of the silence before."""

SAME_BREATH_MS = 2000
"""Two utterances that are answered together are one only where they are as near as this."""

QUESTION_LENGTH = 4
"""Characters that must be left beside an objection for it to be a question as well."""

ASKED_KINDS = ("answer", "clarify", "follow_up", "no_match")
NOT_ASKED = ("small_talk", "privacy", "empty", "report", "out_of_scope")
"""Why the matcher has no answer where none is missing."""

_DIGIT = "[0-9零〇一二两三四五六七八九幺]"
_DICTATED = re.compile(rf"(?:{_DIGIT}[\s,，、.。-]*){{7,}}")
_DIGIT_SOUNDS = frozenset(
    ("ling", "yi", "er", "liang", "san", "si", "wu", "liu", "qi", "ba", "jiu", "yao", "dong")
)
_DICTATED_SOUNDS = 7


@dataclass(frozen=True)
class Unanswered:
    """One utterance for the ledger, as the fields of `knowledge.ledger_tables` say. text and
    syllables hold no telephone or identity number. candidates: (entry id, score), best first."""

    call_id: str
    turn: int
    said_at: datetime
    at_ms: int
    duration_ms: int
    text: str
    syllables: str
    kind: str
    reason: str
    score: float
    candidates: tuple[tuple[str, float], ...]
    answered: str
    chosen: str


@dataclass
class _Asked:
    """An utterance that the knowledge base was asked about, while its call is read."""

    turn: int
    parts: list[tuple[int, int, Record]]
    decision: Record
    chosen: str = ""
    corrected: bool = False
    given: bool = False
    """Whether the caller has heard an answer to it."""

    @property
    def kind(self) -> str:
        return str(self.decision["kind"])

    @property
    def detail(self) -> str:
        return str(self.decision["detail"])


@dataclass
class _Reading:
    """Where the reading of a log stands. parts: (from ms, to ms, heard) not yet answered."""

    said: int = 0
    spoke: list[int] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    parts: list[tuple[int, int, Record]] = field(default_factory=list)
    last: _Asked | None = None
    """The question before, while what comes next may correct its answer."""


def unanswered(
    call_id: str, started_at: datetime, records: Sequence[Record], unsure_below: float
) -> list[Unanswered]:
    """The rows of one call, in order. unsure_below: score of an answer, 0 to 1, under which it is
    uncertain. A caller who wanted secrecy leaves nothing."""
    if _secret(records):
        return []
    found = ((asked, _kind(asked, unsure_below)) for asked in _asked(records))
    return [_row(call_id, started_at, asked, kind) for asked, kind in found if kind]


def _secret(records: Sequence[Record]) -> bool:
    said = (_said(record) for record in records if record["event"] == "heard")
    return any(record["event"] == "recording_stopped" for record in records) or any(
        find(wish, words) for words in said for wish in WISHES
    )


def _said(record: Record) -> Utterance:
    return heard(Heard(record["text"], tuple(record["syllables"].split())))


def _asked(records: Sequence[Record]) -> Iterator[_Asked]:
    """Every utterance that the knowledge base was asked about, with what became of it."""
    reading = _Reading()
    asked: list[_Asked] = []
    for record in records:
        match record["event"]:
            case "caller_speaks":
                reading.spoke.append(record["at_ms"])
            case "caller_stops":
                reading.stopped.append(record["at_ms"])
            case "heard":
                _hear(reading, record)
            case "decision":
                asked += _decide(reading, record)
            case "robot_says":
                reading.said += 1
                reading.parts = []
            case "silence" | "robot_resumes":
                reading.parts = []
            case "handoff" if record["reason"] == "asked" and reading.last is not None:
                reading.last.corrected |= reading.last.given
    return iter(asked)


def _hear(reading: _Reading, record: Record) -> None:
    reading.said += 1
    begun = reading.spoke.pop(0) if reading.spoke else record["at_ms"]
    ended = reading.stopped.pop(0) if reading.stopped else record["at_ms"]
    if "error" in record:
        return
    begun = max(0, begun - LEAD_MS)
    if reading.parts and begun - reading.parts[-1][1] > SAME_BREATH_MS:
        reading.parts = []
    reading.parts.append((begun, ended, record))


def _decide(reading: _Reading, record: Record) -> list[_Asked]:
    """The utterance that this decision was taken on, if the knowledge base was asked."""
    before, kind, detail = reading.last, record["kind"], str(record["detail"])
    enquired = kind in ASKED_KINDS and "score" in record
    if before is not None and _choice(before, record):
        before.chosen, before.given = detail, kind == "answer"
        before.corrected = detail != before.detail
        return []
    if before is not None and before.given and (words := _objection(reading.parts)):
        before.corrected = True
        reading.last = None
        if len(words[1].replace(words[0], "")) < QUESTION_LENGTH:
            return []  # "我问的不是这个" asks nothing itself
    if before is not None and (kind, detail) == ("intent", "neither"):
        before.corrected = True
    if enquired and reading.parts:
        asked = _Asked(reading.said - 1, reading.parts, record, given=kind == "answer")
        reading.last, reading.parts = asked, []
        return [asked]
    if before is not None and kind == "answer":  # what was asked in between has been answered
        before.given = True
    elif not _goes_on(kind, detail):
        reading.last = None
    return []


def _choice(before: _Asked, record: Record) -> bool:
    """Whether the caller has said which of two was meant."""
    same = record.get("score") == before.decision["score"]
    return before.kind == "clarify" and same and record["kind"] in ("answer", "follow_up")


def _goes_on(kind: str, detail: str) -> bool:
    """Whether the question before is still being answered, or may yet be corrected."""
    if kind == "intent":
        return detail in ("go_on", "enough", "unsure") or detail.startswith("agent:")
    return kind == "reply" or (kind, detail) == ("no_match", "follow_up")


def _objection(parts: Sequence[tuple[int, int, Record]]) -> tuple[str, str] | None:
    """How the caller says that this was not the question, and the whole utterance."""
    for _, _, record in parts:
        said = _said(record)
        if phrase := find("wrong_answer", said):
            return phrase, said.text
    return None


def _kind(asked: _Asked, unsure_below: float) -> str:
    """As the ledger calls it; "" for what needs nobody's attention."""
    if asked.corrected:
        return "corrected"
    if asked.kind == "clarify":
        return "uncertain"
    if asked.detail.startswith(PAST):
        return "uncertain"  # answered as another citizen was: no entry knows it
    if asked.kind in ("answer", "follow_up"):
        return "uncertain" if asked.decision["score"] < unsure_below else ""
    return "" if asked.detail in NOT_ASKED else "unanswered"


def _row(call_id: str, started_at: datetime, asked: _Asked, kind: str) -> Unanswered:
    begun, ended = asked.parts[0][0], asked.parts[-1][1]
    spoken = [record for _, _, record in asked.parts]
    texts = [record["text"] for record in spoken if record["text"]]
    sounds = " ".join(record["syllables"] for record in spoken).split()
    named = asked.kind != "no_match"
    return Unanswered(
        call_id=call_id,
        turn=asked.turn,
        said_at=started_at + timedelta(milliseconds=begun),
        at_ms=begun,
        duration_ms=max(0, ended - begun),
        text=masked("，".join(texts)),
        syllables=" ".join(masked_sounds(sounds)),
        kind=kind,
        reason=_reason(asked),
        score=asked.decision["score"],
        candidates=tuple((what, score) for what, score in asked.decision.get("candidates", ())),
        answered=asked.detail if named else "",
        chosen=asked.chosen,
    )


def _reason(asked: _Asked) -> str:
    if asked.kind == "no_match":
        return asked.detail
    return "precedent" if asked.detail.startswith(PAST) else ""


def masked(text: str) -> str:
    """Without telephone and identity numbers, written in figures or in characters (一三八…)."""
    return _DICTATED.sub(lambda found: "*" * len(found[0].rstrip()), mask_text(text))


def masked_sounds(sounds: Sequence[str]) -> list[str]:
    """The same for syllables: a run of seven or more figures leaves one *."""
    out: list[str] = []
    run: list[str] = []
    for sound in (*sounds, ""):
        if sound in _DIGIT_SOUNDS or sound.isdigit():
            run.append(sound)
            continue
        long = sum(len(each) if each.isdigit() else 1 for each in run) >= _DICTATED_SOUNDS
        out += ["*"] if long else run
        run = []
        out += [sound] if sound else []
    return out
