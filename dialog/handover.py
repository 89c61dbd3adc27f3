"""What a person is told who takes over a call. [P]"""

import re
from collections.abc import Mapping
from typing import Literal

from dialog.account import UNKNOWN_PLACE
from dialog.areas.places import Place
from dialog.draft import Draft
from dialog.events import FileTicket, Handoff, Say
from dialog.grammar.category import category
from dialog.profile import CallSettings, Profile
from dialog.prompts import say

REASONS: Mapping[str, str] = {
    "asked": "来电人要求人工",
    "anger": "来电人情绪激动",
    "emergency": "紧急情况",
    "no_match": "多次未听懂",
    "no_input": "多次无应答",
    "hearing": "语音识别故障",
    "ticket_failed": "工单提交失败",
    "dialect": "来电人只说方言",
    "language": "来电人说外语或民族语言",
    "noise": "线路嘈杂听不清",
    "child": "来电人是儿童",
    "abuse": "来电人多次辱骂",
    "hard_of_hearing": "来电人听不清机器人的话",
    "secret_late": "要求为刚登记的工单保密",
    "case_number": "查询工单，没有工单号",
    "case_code": "查询工单，查询码多次不对",
    "case_failed": "工单查询或修改失败",
    "case_refused": "工单当前状态不能按来电人要求处理",
    "case_unhappy": "对已归档工单的结果不满意",
}
"""Why the call comes, for the person."""

NEEDS: Mapping[str, str] = {
    "dialect": "handoff_dialect",
    "language": "handoff_language",
    "noise": "handoff_unheard",
    "child": "handoff_child",
    "abuse": "handoff_sorry",
    "hard_of_hearing": "handoff_helper",
}
"""Reasons for a person that are found beside the conversation (`PersonNeeded`), and the prompt."""


def queue_for(seats: CallSettings, reason: str) -> str:
    """The queue of those who can help."""
    special = {
        "emergency": seats.emergency_queue,
        "dialect": seats.dialect_queue,
        "language": seats.foreign_queue,
    }
    return special.get(reason) or seats.queue


def summary(draft: Draft, reason: str, ticket: str = "") -> str:
    """One line, as an operator notes it for a colleague: why the call comes, what it is about and
    where, since when, what is wanted; then what was settled and what is still to be asked, so that
    nothing is asked twice. ticket: filed in this call, "" for none."""
    said = draft.matter or "，".join(draft.words[-2:])
    when, wants = draft.when.said, draft.wants
    parts = (
        REASONS[reason],
        f"{draft.category}，{said}" if said else "还没有说是什么事",
        draft.place.text,
        f"时间{when}" if when else "",
        f"希望{wants}" if wants else "",
        "要求保密" if draft.secret else "",
        _done(draft, ticket) if said and (ticket or draft.category != "咨询") else "",
    )
    return "；".join(part for part in parts if part)


def _done(draft: Draft, ticket: str) -> str:
    """What has been done with the matter, or is missing."""
    if ticket:
        return f"已登记工单{ticket}"
    missing = {
        "地点": draft.place.text,
        "时间": draft.when.said,
        "联系电话": draft.contact,
    }
    wanting = "、".join(name for name, known in missing.items() if not known)
    return f"还没问{wanting}" if wanting else "都问过了，还没登记"


def handoff(profile: Profile, reason: str, draft: Draft, ticket: str = "") -> Handoff:
    """Everything learnt so far, so that nobody asks again."""
    queue = queue_for(profile, reason)
    note = summary(draft, reason, ticket)
    return Handoff(queue, reason, note, slots(draft, ticket))


def slots(draft: Draft, ticket: str = "") -> tuple[tuple[str, str], ...]:
    """The draft's slots; the number of a ticket that was filed; else the words not yet filed."""
    unfiled = "" if draft.matter else "。".join(draft.words)
    extra = (("ticket", ticket), ("words", unfiled))
    return (*draft.slots, *(pair for pair in extra if pair[1]))


WHISPER_CHARS = 36
"""Characters of summary: with the words around it 12 s at a calm 280 characters a minute."""

_NUMBER = re.compile(r"[0-9０-９零〇一二三四五六七八九幺两]{5,}")


def whisper(prompt: Literal["whisper", "whisper_return"], summary: str) -> Say:
    """What only the agent hears before the caller is put through: why, what and where. As many
    whole clauses as may be said; a number is never spoken."""
    clauses = [part for part in re.split(r"[；，。！？、\s]+", _NUMBER.sub("", summary)) if part]
    spoken = ""
    for clause in clauses:
        longer = f"{spoken}，{clause}" if spoken else clause
        if len(longer) > WHISPER_CHARS:
            break
        spoken = longer
    return say(prompt, summary=spoken or "".join(clauses)[:WHISPER_CHARS] or "来电人要求人工")


def unreached(handoff: Handoff, phone: str) -> FileTicket:
    """The ticket of a citizen whom nobody could call back, so that nothing is lost. What was learnt
    of them stands in the slots, see `Draft.slots`."""
    known = dict(handoff.slots)
    told = known.get("matter") or known.get("words", "")
    place, wants = Place(detail=known.get("place", "")), known.get("wants", "")
    matter = told or "要求人工服务"
    return FileTicket(
        category=category(matter),
        matter=matter,
        place=place.text or UNKNOWN_PLACE,
        content=f"{handoff.summary}。回电两次未接通，请联系来电人。",
        contact=known.get("contact") or phone,
        secret="secret" in known,
        when=known.get("when", ""),
        wants=wants,
        callback_wanted="callback" not in known,
        matter_path=Draft(matter=told, place=place, wants=wants).matter_path,
        caller_name=known.get("name", ""),
    )
