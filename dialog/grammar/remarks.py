"""What callers say beside the matter: slower, wait a moment, a child, another language, abuse. [P]

`remarks.yaml` holds the words. A remark is short: where a matter is told, it is none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dialog.grammar.documents import document
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance

_FOREIGN_SCRIPT = re.compile(
    "[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0f00-\u0fff\u1800-\u18af]{2}"
)
"""Kana, Hangul, Cyrillic, Arabic (Uyghur too), Thai, Tibetan, Mongolian."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[a-z']+")

FOREIGN_WORDS = 3
"""Latin words without a Chinese character that are another language; fewer may be a mishearing."""

WITH_MATTER = ("elderly", "language", "dialect", "child")
"""Remarks that are meant whatever else is said."""


@dataclass(frozen=True)
class _Remark:
    name: str
    signs: re.Pattern[str]
    unless: re.Pattern[str] | None
    longest: int
    bare: bool


def remark(said: Utterance) -> str | None:
    """The name of what was said beside the matter, or None."""
    if _foreign(said.raw):
        return "language"
    for one in _remarks():
        if _is(one, said):
            return one.name
    return None


def in_dialect(said: Utterance) -> bool:
    """Whether words of a dialect stand in it."""
    return bool(_dialects().search(said.text))


def _foreign(raw: str) -> bool:
    if _FOREIGN_SCRIPT.search(raw):
        return True
    return not _CHINESE.search(raw) and len(_WORD.findall(raw.lower())) >= FOREIGN_WORDS


def _is(one: _Remark, said: Utterance) -> bool:
    if not said.text or len(said.text) > one.longest:
        return False
    if one.unless and one.unless.search(said.text):
        return False
    if not (one.signs.fullmatch if one.bare else one.signs.search)(said.text):
        return False
    return one.bare or one.name in WITH_MATTER or find("complaint", said) is None


@cache
def _remarks() -> tuple[_Remark, ...]:
    return tuple(_read(name, told) for name, told in document("remarks")["remarks"].items())


def _read(name: str, told: Mapping[str, Any]) -> _Remark:
    signs = "|".join(map(_filled, told["patterns"]))
    bare = bool(told.get("bare"))
    if bare:
        fill = document("remarks")["fragments"]["fill"]
        signs = f"{fill}*(?:(?:{signs}){fill}*)+"
    unless = re.compile("|".join(told["unless"])) if "unless" in told else None
    return _Remark(name, re.compile(signs), unless, told["longest"], bare)


@cache
def _dialects() -> re.Pattern[str]:
    return re.compile(document("remarks")["dialects"])


def _filled(pattern: str) -> str:
    for name, fragment in document("remarks")["fragments"].items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern
