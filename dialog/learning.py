"""What an utterance tells of a ticket beside the answer that was asked for. [P]"""

from dataclasses import replace

from dialog.areas.table import AreaTable
from dialog.draft import Draft
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from dialog.intake_slots import BY_NAME

WORDS_ONLY = ("words",)
"""Nothing but more of the story."""


def learnt(draft: Draft, said: Utterance, areas: AreaTable) -> tuple[Draft, tuple[str, ...]]:
    """The draft with it, and the names of the slots that it fills; WORDS_ONLY where it only tells
    more of the matter, () where it says nothing of use and the draft stays as it was."""
    told = draft.hearing(said, areas)
    if not BY_NAME["when"].wanted(draft):  # "今天太阳好大" tells nothing of a street light
        told = replace(told, when=draft.when)
    before = dict(draft.slots)
    filled = tuple(name for name, value in told.slots if value != before.get(name, ""))
    if told.number != draft.number:
        filled = (*filled, "number")
    tells = find("complaint", said) is not None and yes_no(said) is None
    if not filled and not tells:
        return draft, ()
    kept = told if tells else replace(told, words=draft.words)
    return kept, filled or WORDS_ONLY
