"""Sounds of listening that ask for nothing: 嗯, 好, 对, and what recognisers make of them. [P]"""

from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find, tables
from dialog.grammar.utterance import Utterance

FEW = 2
"""Syllables. Recognisers write 嗯嗯 as 那那, 你 or 奶奶: so few, that mean nothing known, are taken
for a murmur."""


def is_backchannel(said: Utterance) -> bool:
    return find("backchannel", said) is not None


def is_murmur(said: Utterance) -> bool:
    """Whether an utterance that is over asks for nothing, while somebody else speaks."""
    if is_backchannel(said):
        return True
    return 0 < len(said.syllables) <= FEW and not _means_something(said)


def _means_something(said: Utterance) -> bool:
    known = (name for name in tables() if name != "backchannel")
    return yes_no(said) is not None or any(find(name, said) for name in known)
