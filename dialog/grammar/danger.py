"""Danger to life or property: what goes to a person at once, and what makes a ticket urgent. [P]

A sign counts unless the words around it say that it is past, feared, supposed, or talked about
("火灾保险怎么赔"); idioms are taken out first. The caller's own despair is never explained away.
What no list foresees is weighed (`dialog.grammar.cues`), and likened to what people in danger say
(`dialog.grammar.resemblance`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dialog.grammar.cues import enough, weigh
from dialog.grammar.phrases import Phrases
from dialog.grammar.resemblance import nearest, resemblance
from dialog.grammar.utterance import Utterance

OWN_LIFE = ("despair", "attempt")
"""Kinds in which the caller's own life is at stake."""

NEAR = 10
"""Characters before a sign within which "怕", "万一" and the like speak of it."""

GONE = 24
"""Characters before a sign within which "去年" and the like date it."""

_CRY = "help"
"""The kind of a cry that does not say for what."""
_HIDDEN = "\n"


@dataclass(frozen=True)
class Danger:
    """kind: one of the kinds of `danger.yaml`. sign: the words that show it."""

    kind: str
    sign: str

    @property
    def own_life(self) -> bool:
        """Whether the caller is in despair, and never to be left."""
        return self.kind in OWN_LIFE


@dataclass(frozen=True)
class _Kind:
    name: str
    signs: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    sounds: Phrases


@lru_cache(maxsize=256)
def danger(said: Utterance) -> Danger | None:
    """What the caller is in, or None."""
    text = _told(said)
    for kind in _kinds():
        if sign := _sign(kind, text, said):
            return _told_apart(Danger(kind.name, sign), text, said)
    signs = _signs(text, said)
    sure = len(signs) > 1 or any(is_sure for _, is_sure in signs)
    return signs[0][0] if sure else None


def _told_apart(found: Danger, text: str, said: Utterance) -> Danger:
    """What help is called for, where a cry for help is all that was plain."""
    if found.kind != _CRY:
        return found
    return next((other for other, _ in _signs(text, said) if other.kind != _CRY), found)


def doubt(said: Utterance) -> Danger | None:
    """What the caller may be in, where only asking tells; None where `danger` finds some."""
    if danger(said):
        return None
    return next((found for found, _ in _signs(_told(said), said)), None)


def emergency(said: Utterance) -> str | None:
    """The sign of danger that was said, or None."""
    found = danger(said)
    return found.sign if found else None


def severe(said: Utterance) -> str | None:
    """A sign that the matter cannot wait its usual turn, or None."""
    return _severe().find(said)


def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(kind.name for kind in _kinds())


def _told(said: Utterance) -> str:
    """The clauses, without names that only hold a sign."""
    return _names().sub(_HIDDEN, "，".join(said.clauses))


def _signs(text: str, said: Utterance) -> tuple[tuple[Danger, bool], ...]:
    """(danger that no phrase tells, whether it is sure), by each way of looking for it; danger that
    is doubted both ways is sure enough."""
    bare = _idioms().sub(_HIDDEN, text)  # sounds would find an idiom again
    weighed = weigh(bare, () if _HIDDEN in bare else said.syllables)
    score, least = resemblance(said.text, said.syllables), _document()["resembling"]
    found = []
    if weighed and enough(weighed, "doubt"):
        found.append((Danger(weighed.kind, weighed.sign), enough(weighed, "alarm")))
    enough_alike = score >= least["doubt" if weighed else "alone"]
    if enough_alike and len(said.text) >= least["length"]:
        like = nearest(said.text, said.syllables)
        sure = weighed is not None and score >= least["alarm"]
        found.append((Danger(like.kind, f"像“{like.example}”"), sure))
    return tuple(found)


def _sign(kind: _Kind, text: str, said: Utterance) -> str | None:
    bare = kind.unless.sub(_HIDDEN, text) if kind.unless else text
    for match in (match for pattern in kind.signs for match in pattern.finditer(bare)):
        if not _veiled(kind.name, bare, match):
            return match.group()
    if _HIDDEN in bare or any(_veils(name).search(bare) for name in ("supposed", "past", "about")):
        return None
    return kind.sounds.find(said)


def _veiled(kind: str, text: str, match: re.Match[str]) -> bool:
    """Whether what stands around a sign says that it is not happening."""
    if kind in OWN_LIFE:
        return bool(_veils("about").search(text))
    before = text[max(0, match.start() - GONE) : match.start()]
    clause = before[-NEAR:].rpartition("，")[2]
    after = text[match.end() :]
    if _veils("supposed").search(clause):
        return True
    now = _veils("now").search(text)
    past = _veils("past").search(before) or _veils("past_after").search(after)
    told = any(_veils(name).search(text) for name in ("about", "formal"))
    return not now and bool(past or told)


# --- the table ---


@cache
def _document() -> Mapping[str, Any]:
    text = files("dialog.grammar").joinpath("danger.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_read(_document()["kinds"]))


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(_document()["names"]))


@cache
def _idioms() -> re.Pattern[str]:
    """What holds a sign of any kind without meaning it."""
    return re.compile("|".join(kind.unless.pattern for kind in _kinds() if kind.unless))


def _read(kinds: Mapping[str, Mapping[str, list[str]]]) -> Iterator[_Kind]:
    for name, told in kinds.items():
        yield _Kind(
            name,
            tuple(re.compile(_filled(pattern)) for pattern in told["patterns"]),
            re.compile("|".join(map(_filled, told["unless"]))) if "unless" in told else None,
            Phrases(anywhere=tuple(told.get("sounds", ())), sound_from=3),
        )


@cache
def _veils(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_document()[name]))


@cache
def _severe() -> Phrases:
    return Phrases(anywhere=tuple(_document()["severe"]), sound_from=3)


def _filled(pattern: str) -> str:
    for name, fragment in _document()["fragments"].items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern
