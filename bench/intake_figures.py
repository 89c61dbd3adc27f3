"""Slot by slot: how much of what was reported stands in the ticket. [P]"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from bench.citizen import place_right
from bench.figures import Share
from bench.intake import Held
from dialog.grammar.normalise import written_address
from dialog.grammar.times import resolved
from knowledge.pinyin import syllables

ENOUGH = 80.0
"""Of 100: likeness from which an address is the one that was said."""


Judge = Callable[[Held], bool | None]
"""Whether a slot is right; None where the caller said nothing of it."""


def detail_likeness(held: Held) -> float | None:
    """0 to 100, by sound, of the address within the ticket's place; None where none was said."""
    detail = held.case.truth.detail
    if not detail or held.ticket is None:
        return 0.0 if detail else None
    said, filed = written_address(detail), held.ticket.place
    return float(fuzz.partial_ratio(" ".join(syllables(said)), " ".join(syllables(filed))))


def _detail(held: Held) -> bool | None:
    likeness = detail_likeness(held)
    return None if likeness is None else likeness >= ENOUGH


def _district(held: Held) -> bool | None:
    return held.ticket is not None and held.case.truth.district in _areas(held)


def _street(held: Held) -> bool | None:
    """District and street as filed."""
    truth = held.case.truth
    if not truth.street:
        return None
    return held.ticket is not None and place_right(_areas(held), truth.district, truth.street)


def _street_first(held: Held) -> bool | None:
    """The same before the caller has put anything right."""
    if not held.case.truth.street:
        return None
    return bool(_street(held)) and "place" not in held.repaired


def _areas(held: Held) -> str:
    assert held.ticket is not None
    return "".join(held.ticket.areas) + held.ticket.place


def _dictates(held: Held) -> bool:
    """Whether the citizen has another number to tell, and is asked for it: nobody is who is in
    danger."""
    urgent = held.ticket is not None and held.ticket.urgency == "特急"
    return bool(held.case.dictation) and not urgent


def _phone(held: Held) -> bool | None:
    if not _dictates(held):
        return None
    return held.ticket is not None and held.ticket.contact == held.case.truth.phone


def _phone_first(held: Held) -> bool | None:
    """As it was read back first."""
    if not _dictates(held):
        return None
    return held.shown.get("phone") == held.case.truth.phone


def _phone_said(held: Held) -> bool | None:
    """Of the numbers that are right, those that were not typed."""
    return not held.keyed if _phone(held) else None


def _category(held: Held) -> bool | None:
    """Where the caller named it."""
    wanted = held.case.truth.category
    return None if not wanted else held.ticket is not None and held.ticket.category == wanted


def _when(today: date, times: Mapping[str, Sequence[str]]) -> Judge:
    def judge(held: Held) -> bool | None:
        said = held.case.truth.when
        if not said:
            return None
        meant = resolved(said, today)
        wanted = times[said] or ([meant.written] if meant else [said])
        return held.ticket is not None and all(part in held.ticket.when for part in wanted)

    return judge


def _matter(level: int) -> Judge:
    def judge(held: Held) -> bool | None:
        wanted = held.case.truth.matter_path[:level]
        return held.ticket is not None and held.ticket.matter_path[:level] == wanted

    return judge


def judges(today: date, said: Mapping[str, Any]) -> dict[str, Judge]:
    """By name of the figure. said: what the sentences are made of, see `intake_corpus.parts`."""
    return {
        "filed": lambda held: held.ticket is not None,
        "taken for a report at once": lambda held: (
            held.turns[1].state.startswith("intake")
            if len(held.turns) > 1
            else held.ticket is not None
        ),
        "place to street": _street_first,
        "place to street, after repair": _street,
        "district": _district,
        "address": _detail,
        "time": _when(today, said["times"]),
        "category": _category,
        "matter, level 1": _matter(1),
        "matter, level 2": _matter(2),
        "matter, level 3": _matter(3),
        "phone as first read back": _phone_first,
        "phone after repair": _phone,
        "right phone, keypad unused": _phone_said,
    }


def figures(held: Sequence[Held], by_name: Mapping[str, Judge]) -> dict[str, Share]:
    """Of all reports; of each figure those who said such a thing."""
    return {
        name: Share.of(answer for one in held if (answer := judge(one)) is not None)
        for name, judge in by_name.items()
    }


def wrong(held: Held, by_name: Mapping[str, Judge]) -> list[str]:
    """Names of what is wrong in one report."""
    return [name for name, judge in by_name.items() if judge(held) is False]


def as_json(
    engine: str, model: str, held: Sequence[Held], by_name: Mapping[str, Judge]
) -> dict[str, Any]:
    """What `--json` writes."""
    likeness = [found for one in held if (found := detail_likeness(one)) is not None]
    return {
        "engine": engine,
        "model": model,
        "reports": len(held),
        "turns": sum(len(one.turns) for one in held),
        "address_likeness": sum(likeness) / len(likeness) if likeness else 0.0,
        **{
            name: {"right": share.right, "asked": share.tried, "rate": share.rate}
            for name, share in figures(held, by_name).items()
        },
    }
