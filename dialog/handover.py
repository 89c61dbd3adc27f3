"""What a person is told who takes over a call. [P]"""

from collections.abc import Mapping

from dialog.draft import Draft
from dialog.events import Handoff
from dialog.profile import Profile

REASONS: Mapping[str, str] = {
    "asked": "来电人要求人工",
    "anger": "来电人情绪激动",
    "emergency": "紧急情况",
    "no_match": "多次未听懂",
    "no_input": "多次无应答",
    "hearing": "语音识别故障",
    "ticket_failed": "工单提交失败",
}


def summary(draft: Draft, reason: str) -> str:
    """One line for the agent: why the call comes, and what the caller said."""
    said = draft.matter or "，".join(draft.words[-2:])
    parts = (REASONS[reason], said, draft.place.text)
    return "；".join(part for part in parts if part)


def handoff(profile: Profile, reason: str, draft: Draft, ticket: str = "") -> Handoff:
    """Everything learnt so far, so that nobody asks again."""
    queue = profile.emergency_queue if reason == "emergency" else profile.queue
    return Handoff(queue, reason, summary(draft, reason), slots(draft, ticket))


def slots(draft: Draft, ticket: str = "") -> tuple[tuple[str, str], ...]:
    """The draft's slots; the number of a ticket that was filed; else the words not yet filed."""
    unfiled = "" if draft.matter else "。".join(draft.words)
    extra = (("ticket", ticket), ("words", unfiled))
    return (*draft.slots, *(pair for pair in extra if pair[1]))
