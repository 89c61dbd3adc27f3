"""What is not a question for the knowledge base: talk, reports, other people's data. [P]"""

import re
from collections.abc import Iterable
from typing import Literal

from knowledge import signs

OutOfScope = Literal["empty", "small_talk", "report", "privacy"]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


_OTHERS_DATA = re.compile(
    rf"(?<!被)(?:{_any(signs.OTHERS)})(?:的|[^被]{{0,4}}?)(?:{_any(signs.PRIVATE_DATA)})"
)
_SEEKING = re.compile(_any(signs.SEEKING))
# 身份证 + 办理进度 and the like is one's own business, not a person's identity.
_IDENTITY = re.compile(
    rf"({_any(signs.IDENTITY_DATA)}).{{0,6}}?(?:{_any(signs.SEEKING)}).{{0,6}}?"
    rf"({_any(signs.IDENTITY_DATA)})(?!.{{0,2}}(?:{_any(signs.OWN_BUSINESS)}))"
)
_DEMAND = re.compile(_any(signs.DEMANDS))
_HAPPENING = re.compile(_any(signs.HAPPENINGS))
_ASKS_FACTS = re.compile(_any(signs.ASKING_FACTS))
_ASKS = re.compile(_any(signs.ASKING))


def out_of_scope(text: str) -> OutOfScope | None:
    """Why an utterance (cleaned, fillers off, canonical words) is none of the knowledge base's
    business, or None where it may be answered.

    A happening that is told without asking anything is a report; a demand for somebody to act is
    one even where it is worded as a polite question.
    """
    if not text:
        return "empty"
    if len(text) == 1 or text in signs.SMALL_TALK:
        return "small_talk"
    if _seeks_private_data(text):
        return "privacy"
    if _DEMAND.search(text) and not _ASKS_FACTS.search(text):
        return "report"
    if _HAPPENING.search(text) and not _ASKS.search(text):
        return "report"
    return None


def _seeks_private_data(text: str) -> bool:
    if _OTHERS_DATA.search(text) and _SEEKING.search(text):
        return True
    found = _IDENTITY.search(text)
    return found is not None and _kind(found.group(1)) != _kind(found.group(2))


def _kind(data: str) -> str:
    """身份证 and 身份证号码 are one kind of data."""
    return data[:2]
