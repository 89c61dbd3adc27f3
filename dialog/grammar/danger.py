"""Danger to life or property: what goes to a person at once, and what makes a ticket urgent. [P]

A phrase counts unless the words around it say that it is past, feared, supposed, or talked about
("火灾保险怎么赔"); idioms are taken out first. The caller's own despair is never explained away.
What no list foresees is weighed (`dialog.grammar.cues`), and likened to what people in danger say
(`dialog.grammar.resemblance`); both are added up. Which danger it is, all of the words decide
(`dialog.grammar.danger_kind`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt

from dialog.grammar.courtesies import without_opening
from dialog.grammar.cues import weigh
from dialog.grammar.danger_kind import likely
from dialog.grammar.documents import document
from dialog.grammar.phrases import Phrases
from dialog.grammar.resemblance import nearest
from dialog.grammar.resemblance import resemblance as _alike
from dialog.grammar.utterance import Utterance, part_of
from knowledge.pinyin import syllables as pinyin

OWN_LIFE = ("despair", "attempt")
"""Kinds in which the caller's own life is at stake."""

NEAR = 10
"""Characters before a sign within which "怕", "万一" and the like speak of it."""

GONE = 24
"""Characters before a sign within which "去年" and the like date it."""

_CRY = "help"
"""The kind of a cry that does not say for what: the police are told, who pass it on."""
_WIRE = "electricity"
"""The kind whose number sends nobody who saves a life."""
_BY_OWN_HAND = ("crisis", *OWN_LIFE)
"""Kinds of who means to die, those that say who it is first."""
_SHORTEST = 5
"""Characters that a part must have to resemble anything, and words of no list to be an alarm."""
_ASIDE = 4
"""Characters beside a sign that say what it is about."""
_PART, _STRIDE = 16, 6
"""Characters of a part of what was said without a pause, and from one part to the next."""
Stretch = tuple[str, tuple[str, ...]]
"""Text, and how it sounded."""
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


def danger(said: Utterance) -> Danger | None:
    """What the caller is in, or None."""
    found, sure = _found(said)
    return found if sure else None


def doubt(said: Utterance) -> Danger | None:
    """What the caller may be in, where only asking tells; None where `danger` finds some."""
    found, sure = _found(said)
    return None if sure else found


@lru_cache(maxsize=256)
def _found(said: Utterance) -> tuple[Danger | None, bool]:
    """What the caller may be in, and whether that is sure."""
    text, least = _told(said), document("danger")["resembling"]
    phrases = {kind.name: sign for kind in _kinds() if (sign := _sign(kind, text, said))}
    bare = _idioms().sub(_HIDDEN, text)  # sounds would find an idiom again
    weighed = weigh(bare, () if _HIDDEN in bare else said.syllables)
    points, short = weighed.points if weighed else 0, len(said.text) < least["length"]
    if phrases:
        score = max(_alike(*stretch) for stretch in _around(said, phrases.values()))
        own_life = not set(OWN_LIFE).isdisjoint(phrases)
        made_up = not own_life and score + points >= least["alarm"]
        sure = short or score >= least["sure"] or made_up
        if sure or own_life or score >= least["unlike"]:
            kind = _kind(said, _core(said)[1], tuple(phrases))
            return Danger(kind, phrases.get(kind) or next(iter(phrases.values()))), sure
    score, core = _core(said)
    if bare != text:  # an idiom may be what is like danger, or what says that there is none
        score = min(score, _core(part_of(said, bare.replace(_HIDDEN, "")))[0])
    total = points + (min(score, len(said.text) * least["short"]) if short else score)
    if total < least["brief" if short else "doubt" if points > 0 else "alone"]:
        return None, False
    kind = _kind(said, core, (), weighed.kind if weighed and points > 0 else "")
    if weighed and points > 0:
        return Danger(kind, weighed.sign), total >= least["alarm"] and len(said.text) >= _SHORTEST
    return Danger(kind, f"像“{nearest(said.text, said.syllables, kind)}”"), False


def _kind(said: Utterance, core: Stretch, told: tuple[str, ...] = (), weighed: str = "") -> str:
    """Which danger it is. core: the part that is most like danger. told: the kinds of which a
    phrase was said, in the order of the table. weighed: the kind that has most points."""
    shares, least = _shares(said, core, told), document("danger")["clear"]
    barred = _WIRE if set(told) - {_WIRE} else ""  # who lies there goes first
    ranked = sorted(shares, key=shares.__getitem__, reverse=True)
    clear = (
        kind
        for kind in ranked
        if kind in (*told, weighed) or shares[kind] >= least.get(kind, least["any"])
    )
    kind = next((kind for kind in clear if kind != barred), _CRY)
    if kind in _BY_OWN_HAND or not set(OWN_LIFE).isdisjoint(told):
        return next((one for one in told if one in _BY_OWN_HAND), kind)
    return kind


def _shares(said: Utterance, core: Stretch, told: tuple[str, ...]) -> Mapping[str, float]:
    """How likely each kind is, by what is most like danger and by all that was said alike."""
    part, whole = likely(*core, told), likely(said.text, said.syllables, told)
    shared = {kind: sqrt(part[kind] * whole[kind]) for kind in part}
    return {kind: share / sum(shared.values()) for kind, share in shared.items()}


def _core(said: Utterance) -> tuple[float, Stretch]:
    """How much the stretch is like danger that is most like it, and that stretch: what stands
    around it, an address or a courtesy, makes no danger less."""
    return max((_alike(*stretch), stretch) for stretch in _stretches(said))


def _stretches(said: Utterance) -> Iterator[Stretch]:
    """All of it, each clause that tells something, and each with the next; of what was said without
    a pause, parts."""
    yield said.text, said.syllables
    clauses = [clause for clause in said.clauses if without_opening(clause)]
    parts = (part for clause in clauses if len(clause) > _PART for part in _parts(clause))
    for text in (*clauses, *map("".join, pairwise(clauses)), *parts):
        if _SHORTEST <= len(text) < len(said.text):
            yield text, _sounds(said, text)


def _around(said: Utterance, signs: Iterable[str]) -> Iterator[Stretch]:
    """All stretches, and what stands next to a sign: it may come at the end of another matter."""
    yield from _stretches(said)
    for sign in signs:
        if (start := said.text.find(sign)) >= 0:
            text = said.text[max(0, start - _ASIDE) : start + len(sign) + _ASIDE]
            yield text, _sounds(said, text)


def _parts(clause: str) -> Iterator[str]:
    for start in range(0, len(clause) - _PART + _STRIDE, _STRIDE):
        yield clause[start : start + _PART]


def _sounds(said: Utterance, text: str) -> tuple[str, ...]:
    """How a part of it sounded."""
    start = said.text.find(text)
    if start < 0 or len(said.syllables) != len(said.text):
        return tuple(pinyin(text))
    return said.syllables[start : start + len(text)]


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
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_read(document("danger")["kinds"]))


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(document("danger")["names"]))


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
    return re.compile("|".join(document("danger")[name]))


@cache
def _severe() -> Phrases:
    return Phrases(anywhere=tuple(document("danger")["severe"]), sound_from=3)


def _filled(pattern: str) -> str:
    for name, fragment in document("danger")["fragments"].items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern
