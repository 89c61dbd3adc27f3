"""What a ticket wants to know, in the order it is asked, and when it is asked at all. [P]"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialog.draft import Draft
from dialog.grammar.phrases import find
from dialog.grammar.utterance import utterance


@dataclass(frozen=True)
class Slot:
    """One thing to be learnt.

    ask, again: prompts, the second in shorter and more concrete words. filled: whether a draft has
    it. wanted: whether this draft should. needed: a ticket cannot do without; what is not needed
    is left out after the second try. label: as it stands in the read-back.
    """

    name: str
    ask: str
    again: str
    filled: Callable[[Draft], bool]
    wanted: Callable[[Draft], bool]
    needed: bool = False
    label: str = ""


REPORTS = ("求助", "投诉", "举报")
"""Categories in which something happened, and something is to be done about it."""


def _always(draft: Draft) -> bool:
    return True


def _located(draft: Draft) -> bool:
    """To a street or better, and to one only."""
    place = draft.place
    return bool(place.detail or place.street or place.community) and not place.options


def _said(table: str, draft: Draft) -> bool:
    return find(table, utterance(draft.everything)) is not None


def _happened(draft: Draft) -> bool:
    """Whether it matters when: not for wishes and praise, nor for what anyone can go and see."""
    return draft.category in REPORTS and not _said("standing", draft)


def _open_ended(draft: Draft) -> bool:
    """Whether more than one thing could be done: a broken street light speaks for itself."""
    obvious = draft.category == "举报" or _said("speaks_for_itself", draft)
    return draft.category in REPORTS and not obvious


def _delicate(draft: Draft) -> bool:
    """Whether somebody whom the caller has to live with could take it amiss."""
    return draft.category in ("投诉", "举报") and _said("against_persons", draft)


SLOTS: tuple[Slot, ...] = (
    Slot("matter", "ask_matter", "ask_matter_again", lambda draft: bool(draft.matter), _always,
         needed=True, label="事情"),
    Slot("place", "ask_place", "ask_place_again",
         _located, _always, label="地点"),
    Slot("when", "ask_when", "ask_when_again", lambda draft: bool(draft.when.said), _happened,
         label="时间"),
    Slot("wants", "ask_wants", "ask_wants_again", lambda draft: bool(draft.wants), _open_ended,
         label="诉求"),
    Slot("contact", "ask_contact", "ask_contact_again", lambda draft: bool(draft.contact), _always,
         needed=True, label="电话"),
    Slot("secret", "ask_secret", "ask_secret_again", lambda draft: draft.secret, _delicate,
         label="保密"),
)  # fmt: skip

BY_NAME: Mapping[str, Slot] = {slot.name: slot for slot in SLOTS}


def missing(draft: Draft, settled: frozenset[str]) -> str:
    """The first slot that is wanted, not known, and not settled without; "" where none is."""
    for slot in SLOTS:
        if slot.name not in settled and slot.wanted(draft) and not slot.filled(draft):
            return slot.name
    return ""
