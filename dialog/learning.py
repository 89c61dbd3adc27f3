"""What an utterance tells of a ticket beside the answer that was asked for. [P]"""

from dataclasses import replace

from dialog.areas.table import AreaTable
from dialog.draft import Draft
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from dialog.grammar.wishes import bare_wish
from dialog.intake_answers import bare_time
from dialog.intake_slots import BY_NAME

WORDS_ONLY = ("words",)
"""Nothing but more of the story."""


LONGEST_REPLY = 8
"""Characters of a yes or no with a word more; what is longer has something to tell."""


def _wish(said: Utterance) -> str:
    """What is wanted where nothing else is said, or last ("少了二两嘛，赔我")."""
    return bare_wish(said.raw) or bare_wish(said.clauses[-1] if said.clauses else "")


def learnt(draft: Draft, said: Utterance, areas: AreaTable) -> tuple[Draft, tuple[str, ...]]:
    """The draft with it, and the names of the slots that it fills; WORDS_ONLY where it only tells
    more of the matter, () where it says nothing of use and the draft stays as it was."""
    told = draft.hearing(said, areas)
    if not BY_NAME["when"].wanted(draft):  # "今天太阳好大" tells nothing of a street light
        told = replace(told, when=draft.when)
    alone = bare_time(said.raw, draft.today)
    if alone.said:  # nothing else is told: the caller means the matter, and what was said last
        told = replace(told, when=alone)
    told = replace(told, wants=told.wants or _wish(said))
    before = dict(draft.slots)
    filled = tuple(name for name, value in told.slots if value != before.get(name, ""))
    if alone.said and "when" not in filled:
        filled = (*filled, "when")
    if told.number != draft.number:
        filled = (*filled, "number")
    agrees = yes_no(said) is not None and len(said.text) <= LONGEST_REPLY
    tells = find("complaint", said) is not None and not agrees
    if not filled and not tells:
        return draft, ()
    kept = told if tells else replace(told, words=draft.words)
    return kept, filled or WORDS_ONLY
