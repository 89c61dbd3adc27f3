"""Words that mean the same whatever was asked: danger, a person, anger, "再说一遍", goodbye. [P]"""

from collections.abc import Callable
from functools import lru_cache, partial

from dialog.grammar import danger
from dialog.grammar.persons import person_wanted
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance

ANY_LENGTH = 10_000


def insisted(said: Utterance) -> str | None:
    """A person is wanted in many words, and nothing else ("我说了半天你也听不懂你给我叫个人来")."""
    return None if find("complaint", said) else person_wanted(said)


INTERRUPTS: tuple[tuple[Callable[[Utterance], str | None], int, str], ...] = (
    (danger.emergency, ANY_LENGTH, "emergency"),
    (person_wanted, 20, "agent"),
    (insisted, 40, "agent"),
    (partial(find, "anger"), ANY_LENGTH, "anger"),
    (partial(find, "repeat"), 10, "repeat"),
    (partial(find, "say_again"), 20, "repeat"),
    (partial(find, "goodbye"), 8, "goodbye"),
)
"""(what recognises it, longest utterance in characters it may stand in, what is meant), the first
that fits. A long story that mentions an agent or asks "你说什么" in passing is a story."""


@lru_cache(maxsize=8)
def interrupt(said: Utterance) -> tuple[str, str] | None:
    """What is meant and the words for it, or None where the utterance answers the question. Kept
    while a turn lasts, for a conversation and its wrappers ask alike."""
    for recognise, limit, name in INTERRUPTS:
        if len(said.text) <= limit and (sign := recognise(said)):
            return name, sign
    return None
