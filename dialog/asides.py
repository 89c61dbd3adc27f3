"""What callers say beside the question: asides, and that they want no ticket any more. [P]"""

import re
from collections.abc import Mapping
from functools import cache

from dialog.grammar.documents import document
from dialog.grammar.phrases import Phrases, find
from dialog.grammar.utterance import Utterance

LONGEST_ASIDE = 24
"""Characters; who speaks longer tells something."""

LONGEST_CALL_OFF = 16
"""Characters."""

ANSWERS: Mapping[str, str] = {
    "how_long": "faq_how_long",
    "privacy": "faq_privacy",
    "who": "faq_who",
    "cost": "faq_cost",
    "useful": "faq_useful",
    "why": "faq_why",
    "result": "faq_result",
    "number": "faq_number",
    "secret": "faq_secret",
}
"""What callers want to know, as in `beside.yaml`, and the prompt that tells it."""

_CALLED_OFF = re.compile(
    r"^(?:嗯|那|哎|唉|哦|我|还是|就|要不|太麻烦了?)*(?:算了(?!一下|账|算)|算咯|算哒|算啦|取消登记|取消吧|取消了?$"
    r"|(?:不|别|莫|不用|不想|不要|不必|唔)(?:给我|帮我|再)?(?:登记|反映|投诉|举报|弄|搞|办|求助|提)(?:了|啦|咯|哒|吧)"
    r"|(?:不用|不要|不必|别|莫)(?:给我|帮我|再)?(?:登记|记了|提交)"
    r"|.{1,3}(?:不用|不想|不要)(?:再)?(?:登记|反映|投诉|举报)了$)"  # 在脸不用登记了: 算了, misheard
)
_BUT = re.compile(r"(?:用|打|就|换|改|写|填|说)(?:这|那|我|个|成)|[0-9幺]|(?:改|换)成")
"""What else is said is an answer: "算了，就用这个号码"."""


def gives_up(said: Utterance) -> bool:
    """Whether the caller wants no ticket any more ("算了，不登记了")."""
    if not _CALLED_OFF.match(said.text) or len(said.text) > LONGEST_CALL_OFF:
        return False
    return not _BUT.search(said.text)


def aside(said: Utterance) -> str:
    """The prompt that answers a question asked in the middle; "" where none was asked."""
    if len(said.text) > LONGEST_ASIDE:
        return ""
    return next((ANSWERS[topic] for topic, asked in _tables().items() if asked.find(said)), "")


def cannot_say(said: Utterance) -> bool:
    """Whether the caller does not know, does not care, or leaves it to us."""
    return find("cannot_say", said) is not None


@cache
def _tables() -> Mapping[str, Phrases]:
    return {
        topic: Phrases(
            anywhere=tuple(table["anywhere"]),
            unless=tuple(table.get("unless", ())),
            patterns=tuple(table.get("patterns", ())),
            sound_from=4,
        )
        for topic, table in document("beside").items()
    }
