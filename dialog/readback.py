"""Everything that was taken down, in one breath. [P]

Twelve seconds are 55 characters (`prompts.MAX_BREATH`). What does not fit is shortened at the end
of a clause or a word, or left out, in the order of GIVING_WAY.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dialog.account import UNKNOWN_PLACE
from dialog.draft import Draft
from dialog.events import Say
from dialog.grammar.phone_numbers import groups
from dialog.intake_slots import BY_NAME
from dialog.prompts import say

SPOKEN_AT_MOST = 45
"""Characters of all slots with their labels, punctuation not counted: with the words around them
twelve seconds; `slots` in prompt_rules.yaml."""

MATTER_SPOKEN = 24
"""Characters of the matter that are read back where there is room."""

SHORTEST = 4
"""Characters that say something."""

ORDER = ("place", "when", "matter", "wants", "contact", "secret")

GIVING_WAY = (
    ("matter", 8), ("wants", 8), ("place", 14), ("secret", 0), ("wants", 0), ("matter", 6),
    ("place", 10),
)  # fmt: skip
"""What is shortened, in this order, and to how many characters at least; 0: left out."""

_CLAUSE = re.compile(r"[，。！？；、,.!?;\s]+")
_PHRASE = re.compile(
    "(?=已经|一直|天天|每天|经常|总是|没有?人|没得人|导致|影响|然后|而且|还有|因为|所以|结果|但是|不过"
    "|我们?|他们?|你们|现在|都|太|很|特别|又|还|就)"
)
_PART_OF_PLACE = re.compile(
    "(?<=[区县镇乡路街巷村苑园栋幢号])(?!道|楼)|(?<=号楼)|(?<=街道)|(?<=大道)|(?<=单元)"
)

Pieces = tuple[str, ...]


@dataclass(frozen=True)
class ReadBack:
    """What the caller has heard last of the ticket. words: None where nothing was read back yet.
    changed: slots that are others since."""

    words: Say | None = None
    changed: tuple[str, ...] = ()

    def changing(self, *slots: str) -> "ReadBack":
        return replace(self, changed=(*self.changed, *slots)) if self.words else self

    def next(self, draft: Draft) -> "ReadBack":
        """Everything; after a repair only what changed, unless it was heard already."""
        changed = [name for name in self.changed if name != "checked"]
        if self.words is None:
            return ReadBack(say("read_back", slots=summary(draft)))
        if changed:
            return ReadBack(say("repaired", slots=changes(draft, changed)))
        return ReadBack(say("rest_right"))


def summary(draft: Draft) -> Pieces:
    """All slots, each with its label, as pieces of one prompt: "地点，…；时间，…"."""
    told = {name: SPOKEN[name](draft) for name in ORDER}
    told = {name: pieces for name, pieces in told.items() if pieces}
    for name, least in GIVING_WAY:
        over = _length(told) - SPOKEN_AT_MOST
        if over > 0 and name in told:
            told = _shorter(told, name, over, least)
    return _joined(told)


def changes(draft: Draft, names: Iterable[str]) -> Pieces:
    """The slots that were mended; a number in full."""
    told = {name: SPOKEN[name](draft) for name in dict.fromkeys(names)}
    if draft.contact and "contact" in told:
        told["contact"] = groups(draft.contact)
    return _joined({name: pieces for name, pieces in told.items() if pieces})


def shortened(text: str, most: int, breaks: re.Pattern[str] = _PHRASE) -> str:
    """As many whole clauses as fit; of a first clause that is too long, as many whole phrases.

    most: characters. breaks: where a phrase ends; where none ends early enough, what fits.
    """
    if len(text) <= most:
        return text
    spoken = ""
    for clause in filter(None, _CLAUSE.split(text)):
        longer = f"{spoken}，{clause}" if spoken else clause
        if len(longer) > most:
            break
        spoken = longer
    if spoken:
        return spoken
    first = _CLAUSE.split(text, maxsplit=1)[0]
    ends = [end.start() for end in breaks.finditer(first) if SHORTEST <= end.start() <= most]
    return first[: max(ends, default=most)]


def _shorter(told: Mapping[str, Pieces], name: str, over: int, least: int) -> dict[str, Pieces]:
    if not least:
        return {other: pieces for other, pieces in told.items() if other != name}
    text = "".join(told[name])
    breaks = _PART_OF_PLACE if name == "place" else _PHRASE
    return {**told, name: (shortened(text, max(least, len(text) - over), breaks),)}


def _length(told: Mapping[str, Pieces]) -> int:
    return sum(
        len(BY_NAME[name].label) + len("".join(pieces).replace("，", ""))
        for name, pieces in told.items()
    )


def _joined(told: Mapping[str, Pieces]) -> Pieces:
    joined: list[str] = []
    for name, pieces in told.items():
        joined += [*(["；"] if joined else []), f"{BY_NAME[name].label}，", *pieces]
    return tuple(joined)


# --- what is said of each slot ---


def _place(draft: Draft) -> Pieces:
    text = draft.place.text
    return ("您说不准",) if text == UNKNOWN_PLACE else (text,) if text else ()


def _matter(draft: Draft) -> Pieces:
    """Without the time, which is read back by itself."""
    matter, when = draft.matter, draft.when.said
    if when and matter.startswith(when) and len(matter) - len(when) >= SHORTEST:
        matter = matter.removeprefix(when).lstrip("，")
    return (shortened(matter, MATTER_SPOKEN),) if matter else ()


def _contact(draft: Draft) -> Pieces:
    """The number on the line needs no reading out; another one was read back by itself before."""
    if not draft.contact:
        return ("不留",)
    return ("就是这个号码",) if draft.contact == draft.caller else ("尾号", draft.contact[-4:])


SPOKEN: Mapping[str, Callable[[Draft], Pieces]] = {
    "place": _place,
    "when": lambda draft: (draft.when.said,) if draft.when.said else (),
    "matter": _matter,
    "wants": lambda draft: (draft.wants,) if draft.wants else (),
    "contact": _contact,
    "secret": lambda draft: ("要",) if draft.secret else (),
}
"""In pieces; () where there is nothing to say."""
