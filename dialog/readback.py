"""Everything that was taken down, in one breath. [P]

Twelve seconds are 55 characters (`prompts.MAX_BREATH`). What does not fit is shortened at the end
of a clause or a word, the matter before the place.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from dialog.account import UNKNOWN_PLACE
from dialog.draft import Draft
from dialog.grammar.digits import groups
from dialog.intake_slots import BY_NAME

SPOKEN_AT_MOST = 45
"""Characters of all slots with their labels, punctuation not counted: with the words around them
twelve seconds; `slots` in prompt_rules.yaml."""

MATTER_SPOKEN = 24
"""Characters of the matter that are read back where there is room."""

SHORTEST = 8
"""Characters that the matter keeps however little room there is."""

ORDER = ("place", "when", "matter", "wants", "contact", "secret")

_CLAUSE = re.compile(r"[，。！？；、,.!?;\s]+")
_BREAK = re.compile(
    "(?=已经|一直|天天|每天|经常|总是|没有?人|没得人|导致|影响|然后|而且|还有|因为|所以|结果|但是|不过|我们?|他们?|你们|现在|都|太|很|特别|又|还|就)"
)


def shortened(text: str, most: int) -> str:
    """As many whole clauses as fit; of a first clause that is too long, as many whole phrases.

    most: characters. Where no phrase ends early enough, the characters that fit.
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
    ends = [match.start() for match in _BREAK.finditer(first) if SHORTEST // 2 <= match.start() <= most]
    return first[: max(ends, default=most)]


def summary(draft: Draft, names: Iterable[str] = ORDER) -> tuple[str, ...]:
    """The slots by name, each with its label, as pieces of one prompt: "地点，…；时间，…"."""
    wanted = [name for name in names if SPOKEN[name](draft)]
    room = SPOKEN_AT_MOST - sum(len(BY_NAME[name].label) for name in wanted)
    told = {name: SPOKEN[name](draft) for name in wanted}
    told = _fitted(told, room)
    pieces: list[str] = []
    for name in wanted:
        pieces += ["；" if pieces else "", f"{BY_NAME[name].label}，", *told[name]]
    return tuple(piece for piece in pieces if piece)


def _fitted(told: Mapping[str, tuple[str, ...]], room: int) -> dict[str, tuple[str, ...]]:
    """With matter, wants and place shortened until all of it fits."""
    fitted = dict(told)
    for name, least in (("matter", SHORTEST), ("wants", SHORTEST), ("place", 2 * SHORTEST)):
        over = sum(len("".join(pieces)) for pieces in fitted.values()) - room
        if name in fitted and over > 0:
            text = "".join(fitted[name])
            fitted[name] = (shortened(text, max(least, len(text) - over)),)
    return fitted


def _place(draft: Draft) -> tuple[str, ...]:
    text = draft.place.text
    return ("您说不准",) if text == UNKNOWN_PLACE else (text,) if text else ()


def _matter(draft: Draft) -> tuple[str, ...]:
    """Without the time, which is read back by itself."""
    matter, when = draft.matter, draft.when.said
    if when and matter.startswith(when) and len(matter) - len(when) >= SHORTEST // 2:
        matter = matter.removeprefix(when).lstrip("，")
    return (shortened(matter, MATTER_SPOKEN),) if matter else ()


def _contact(draft: Draft) -> tuple[str, ...]:
    """The number on the line needs no reading out; another one was checked by itself before."""
    if not draft.contact:
        return ("不留",)
    return ("就是这个号码",) if draft.contact == draft.caller else groups(draft.contact)


SPOKEN: Mapping[str, Callable[[Draft], tuple[str, ...]]] = {
    "place": _place,
    "when": lambda draft: (draft.when.said,) if draft.when.said else (),
    "matter": _matter,
    "wants": lambda draft: (draft.wants,) if draft.wants else (),
    "contact": _contact,
    "secret": lambda draft: ("要",) if draft.secret else (),
}
"""What is said of each slot, in pieces; () where there is nothing to say."""
