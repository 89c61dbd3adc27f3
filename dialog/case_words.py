"""What is said to a citizen about a ticket of theirs. [P]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dialog.events import OwnTicket, Say, TicketChanged
from dialog.grammar.utterance import Utterance
from dialog.prompts import as_prompt, say
from knowledge.likeness import alike, things

RESULT_SPOKEN = 80
"""Characters of a unit's result that are said; the whole stands in the text message."""

WORDS_SPOKEN = 30
"""Characters of the caller's words that are said back."""

TOLD_APART = 3
"""Tickets that can be told apart by ear."""

_ORDINALS = ("第一件，", "第二件，", "第三件，")


def when_said(filed: date, today: date | None) -> str:
    """The day of a report as people say it: 昨天, 上周, 上个月, 9月18日."""
    day = f"{filed.month}月{filed.day}日"
    if today is None:
        return day
    days = (today - filed).days
    if days in (0, 1, 2):
        return ("今天", "昨天", "前天")[days]
    monday = today - timedelta(days=today.weekday())
    if filed >= monday:
        return "这周"
    if filed >= monday - timedelta(days=7):
        return "上周"
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return "上个月" if last <= filed < today.replace(day=1) else day


def standing(own: OwnTicket, today: date | None) -> tuple[Say, ...]:
    """Where it is, with whom, and how many working days are left; the result, once there is one.
    Lateness is said as it is."""
    when = when_said(own.filed, today)
    if own.phase != "underway":
        told = say("case_over", when=when, title=own.title, stage=own.stage)
        return (told, *_result(own))
    told = say("case_underway", when=when, title=own.title, stage=own.stage, unit=own.unit)
    if own.days_left < 0:
        return (told, say("case_overdue", days=str(-own.days_left)))
    if own.days_left == 0:
        return (told, say("case_due_today"))
    return (told, say("case_days_left", days=str(own.days_left)))


def _result(own: OwnTicket) -> tuple[Say, ...]:
    if not own.result:
        return ()
    return (say("case_result", unit=own.unit), as_prompt("case_result_words", _cut(own.result)))


def _cut(result: str) -> str:
    """As much as is said, up to the end of a sentence, or of a clause."""
    if len(result) <= RESULT_SPOKEN:
        return result
    spoken = result[:RESULT_SPOKEN]
    ends = (max(map(spoken.rfind, marks)) for marks in ("。！？；", "，、"))
    end = next((end for end in ends if end > 0), RESULT_SPOKEN - 1)
    return spoken[: end + 1]


def listed(owned: Sequence[OwnTicket]) -> tuple[str, ...]:
    """Pieces that name up to three tickets by their place and title."""
    pairs = zip(_ORDINALS, owned[:TOLD_APART], strict=False)
    return tuple(piece for ordinal, own in pairs for piece in (ordinal, own.title, "。"))


def meant(said: Utterance, owned: Sequence[OwnTicket]) -> tuple[OwnTicket, ...]:
    """Those that an utterance may mean by what it names; all where it names no matter, or one that
    none of them is about."""
    named = tuple(own for own in owned if alike(said.text, about(own)))
    return named if things(said.text) and named else tuple(owned)


def about(own: OwnTicket) -> str:
    return f"{own.title}，{own.matter}"


def changed_so(own: OwnTicket, changed: TicketChanged) -> tuple[OwnTicket, Say]:
    """The ticket after a change that was not refused, and what the citizen is told of it."""
    match changed.change:
        case "urge":
            prompt = "case_urged" if changed.done == "done" else "case_urged_today"
            return replace(own, urged_today=True), say(prompt)
        case "supplement":
            return own, say("case_supplemented")
        case "withdraw":
            return replace(own, phase="over", stage="已经撤回"), say("case_withdrawn")
        case "redo":
            again = replace(own, phase="underway", stage="正在重新办理", result="")
            if not changed.due:
                return again, say("case_escalated")
            return again, say("case_sent_back", unit=own.unit, due=changed.due)


def similar(words: str, place: str, owned: Sequence[OwnTicket]) -> OwnTicket | None:
    """The newest ticket, not yet over, that a report is like. place: what was said of it, "" where
    nothing was; a place that is named differently is another matter."""
    for own in owned:
        if own.phase != "over" and alike(words, about(own)) and _may_be_there(place, own.place):
            return own
    return None


_AREA = re.compile("[^，。]{2,3}?(?:区|县)(?!$)|[^，。]{2,6}?(?:街道|镇|乡)")


def _may_be_there(said: str, written: str) -> bool:
    """Whether what was said of the place does not speak against the place of the ticket: one holds
    the other's road, estate or number, or one of them names none."""
    ours, theirs = (_AREA.sub("", place) for place in (said, written))
    return not ours or not theirs or ours in theirs or theirs in ours


QUESTIONS: Mapping[str, str] = {
    "content": "case_content",
    "supplement": "case_ask_supplement",
    "reason": "case_ask_reason",
    "unhappy": "case_ask_unhappy",
}
"""Prompts of questions that name nothing, by state of `dialog.cases`."""


def question(
    state: str, own: OwnTicket, today: date | None, words: str, urge: bool
) -> tuple[Say, ...]:
    """The question of another state. words: of the caller, to be confirmed. urge: whether it is
    offered to hurry the ticket, rather than to add to it."""
    when = when_said(own.filed, today)
    match state:
        case "standing" if not urge:
            return (say("case_offer_supplement"),)
        case "standing":
            return (say("case_offer_urge_late" if own.days_left < 0 else "case_offer_urge"),)
        case "similar" if own.phase == "completed":
            return (say("case_similar_done", when=when, title=own.title),)
        case "similar":
            about_it = {"when": when, "title": own.title, "stage": own.stage, "unit": own.unit}
            return (say("case_similar", **about_it), say("case_similar_ask"))
        case "check_withdraw":
            return (say("case_check_withdraw", title=own.title),)
        case "check_supplement":
            return (say("case_check_supplement", words=words[:WORDS_SPOKEN]),)
    return (say("case_check_unhappy", words=words[:WORDS_SPOKEN]),)
