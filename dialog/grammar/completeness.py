"""Whether what has been said so far sounds complete: how long to wait for more. [P]

Only what the words show is judged. "unknown" is the usual answer, and the safe one: the pause that
the question calls for. Wrong in one direction, the robot cuts a caller off; in the other, it is
slow.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal

from dialog.grammar.digits import digits
from dialog.grammar.documents import document
from dialog.grammar.intents import yes_no
from dialog.grammar.phone_numbers import is_phone
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance

Expects = Literal["open", "yes_no", "digits", "address", "satisfaction"]
Completeness = Literal["complete", "unknown", "unfinished"]

_PREPOSITIONS = "在把被给跟和与向"

MIN_FINAL = 6
"""Characters of an utterance that may be ended by a final word; shorter ones are openings
("可以吗")."""

DICTATED = 3
"""Digits from which a number is being dictated, whatever was asked."""

WHOLE_INTENTS = ("agent", "no_more", "repeat", "goodbye", "called_off", "do_not_call")


@cache
def endings() -> Mapping[str, tuple[str, ...]]:
    """The word lists of `endings.yaml` by name."""
    return {name: tuple(words) for name, words in document("endings").items()}


def completeness(said: Utterance, expects: Expects) -> Completeness:
    """How an utterance so far sounds, as an answer to what was asked."""
    if said.empty:
        return "unknown"
    return _JUDGES[expects](said)


def _open(said: Utterance) -> Completeness:
    if said.text in endings()["dangling"] or _dangles(said.text):
        return "unfinished"
    if any(_is_whole(find(intent, said), said.text) for intent in WHOLE_INTENTS):
        return "complete"
    if len(said.text) >= MIN_FINAL and said.text.endswith(endings()["final"]):
        return "complete"
    return "unknown"


def _is_whole(found: str | None, text: str) -> bool:
    """Whether a wish that was found is all that was said, or what closes it is the last word."""
    return found is not None and (found == text or text.endswith(endings()["closing"]))


def _dangles(text: str) -> bool:
    return any(
        text.endswith(word)
        for word in endings()["dangling"]
        if len(word) > 1 or word in _PREPOSITIONS
    )


def _yes_no(said: Utterance) -> Completeness:
    if len(number := digits(said.text)) >= DICTATED:  # 可以打另外一个，一三八…
        return "complete" if is_phone(number) else "unfinished"
    return "complete" if yes_no(said) is not None else _open(said)


def _satisfaction(said: Utterance) -> Completeness:
    """A bare rating is complete; what goes on to explain is not cut off."""
    rated = said.text.removesuffix("了").removesuffix("的").removesuffix("吧")
    return "complete" if rated in endings()["ratings"] or yes_no(said) is not None else _open(said)


def _digits(said: Utterance) -> Completeness:
    """A whole number is complete; any other dictated digits are on their way."""
    number = digits(said.text)
    if is_phone(number):
        return "complete"
    return "unfinished" if number else _yes_no(said)


def _address(said: Utterance) -> Completeness:
    if said.text.endswith(endings()["place_open"]) or _dangles(said.text):
        return "unfinished"
    return "unknown"


_JUDGES: Mapping[Expects, Callable[[Utterance], Completeness]] = {
    "open": _open,
    "yes_no": _yes_no,
    "satisfaction": _satisfaction,
    "digits": _digits,
    "address": _address,
}
