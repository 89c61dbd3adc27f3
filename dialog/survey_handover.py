"""A callback that a person takes over: what they are told, and the ticket of an emergency. [P]"""

from dialog.draft import Draft
from dialog.events import FileTicket, Handoff
from dialog.findings import Findings
from dialog.grammar.danger import Danger
from dialog.handover import REASONS, queue_for
from dialog.profile import SurveySubject
from dialog.rescue import alarm


def handoff(subject: SurveySubject, found: Findings, reason: str) -> Handoff:
    """With the ticket that the citizen was called about, and what they said of it."""
    slots = (
        ("ticket", subject.ticket_number),
        ("matter", subject.title),
        ("unit", subject.unit),
        ("words", "；".join(found.words)),
        ("other", found.other),
    )
    return Handoff(
        queue_for(subject, reason),
        reason,
        f"回访，{REASONS[reason]}；{subject.title}；{subject.unit}",
        tuple(slot for slot in slots if slot[1]),
    )


def emergency(subject: SurveySubject, danger: Danger, words: str) -> FileTicket:
    """The ticket of a danger that is spoken of in a callback."""
    about = f"回访中说的，原工单{subject.ticket_number}，{subject.title}。"
    return alarm(danger, Draft(subject.phone, words=(words,)), about)
