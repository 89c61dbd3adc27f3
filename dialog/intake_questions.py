"""What the intake asks in each state, and what it listens for. [P]

The number is asked for by `dialog.intake_number`, and what was taken down is read back by
`dialog.readback`.
"""

from collections.abc import Mapping

from dialog.areas.table import AreaTable
from dialog.draft import Draft
from dialog.events import Listen, Say
from dialog.intake_place import which_question
from dialog.intake_slots import BY_NAME
from dialog.prompts import say

OPEN = ("matter", "when", "wants", "repair")
"""States in which anything may be answered."""

BY_KEY = ("contact", "check_number", "read_back")
"""States whose second wording names the keys for yes and no."""

AGAIN: Mapping[str, str] = {
    "district": "ask_district_again",
    "read_back": "read_back_again",
    "repair": "ask_repair_again",
}
"""Second wordings of the questions that are no slot of their own."""


def question(state: str, draft: Draft, areas: AreaTable, anew: bool = False) -> Say:
    """anew: the place known so far is not what the caller wants to say more of."""
    if state == "place" and draft.place.known and not anew:
        return say("ask_place_more")
    if state == "district":
        return which_question(draft.place, areas)
    return say("ask_repair" if state == "repair" else BY_NAME[state].ask)


def question_again(state: str, draft: Draft) -> Say:
    """In other words, after an answer that was not understood."""
    if state == "place" and draft.place.known:
        return say("ask_place_more_again")
    return say(AGAIN.get(state) or BY_NAME[state].again)


def listen(state: str, silence_s: float, areas: AreaTable) -> Listen:
    """For the answer that is wanted now."""
    if state in ("place", "district"):
        return Listen(silence_s, "address", tuple(area.name for area in areas.districts))
    if state == "number":
        return Listen(silence_s, "digits")
    number = state in ("contact", "check_number")
    return Listen(silence_s, "open" if state in OPEN else "yes_no", number=number)
