"""What an answer to "where?" makes of the place known so far. [P]"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dialog.account import UNKNOWN_PLACE
from dialog.areas.places import Place, as_answer, candidates, find_place
from dialog.areas.table import Area, AreaTable
from dialog.asides import cannot_say
from dialog.events import Say
from dialog.grammar.intents import choice, yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from dialog.intake_answers import wish_of
from dialog.moments import answered
from dialog.prompts import say


@dataclass(frozen=True)
class Placed:
    """then: 'taken'; 'more' where only the district is known; 'which' where several places have
    the name; 'nothing' where the words name no place."""

    place: Place
    then: Literal["taken", "more", "which", "nothing"]


def placed(
    said: Utterance, known: Place, areas: AreaTable, today: date | None, last: bool
) -> Placed:
    """The place with an answer to "where?". last: no better answer is waited for."""
    found = find_place(said, areas, known)
    if find("unknown_place", said) and not found.text:
        return Placed(as_known(known), "taken")
    answer = as_answer(said, areas, known)
    if not found.text and (_no_place(said, today) or not answer.text):
        return Placed(known, "nothing")
    place = known.merged(answer)
    if place.options:
        return Placed(place, "which")
    if place.detail or place.street or place.community:
        return Placed(place, "taken")
    return Placed(as_known(place), "taken") if last else Placed(place, "more")


def _no_place(said: Utterance, today: date | None) -> bool:
    """Whether words that name nothing known answer some other question, or none."""
    vague = find("backchannel", said) or cannot_say(said) or find("complaint", said)
    other = yes_no(said) is not None or answered(said.raw, today).said or wish_of(said.raw, False)
    return bool(vague or other)


def as_known(place: Place) -> Place:
    """A place that will not be known any better."""
    if place.detail or place.street or place.community:
        return place
    if place.options:
        return replace(place, detail=place.options[0].name)
    return replace(place, detail="（具体位置不详）" if place.known else UNKNOWN_PLACE)


# --- one name, several places ---


def which_question(place: Place, areas: AreaTable) -> Say:
    """What tells them apart: two by their names, more by an open question, which names nothing
    that was denied."""
    if place.refused:
        return say("ask_district_again")
    among = candidates(place, areas)
    if len(among) == 2:
        return say("ask_district", first=among[0].name, second=among[1].name)
    return say("ask_district_open", place=place.text or place.options[0].name)


def which(said: Utterance, place: Place, areas: AreaTable) -> Place | None:
    """The one that was meant; None where the words do not tell."""
    among = candidates(place, areas)
    found = find_place(said, areas)
    meant = next((area for area in among if area in (found.district, found.street)), None)
    if meant is None and len(among) == 2:
        number = choice(said, among[0].short, among[1].short)
        meant = among[number - 1] if number else None
    if meant is None and place.refused:  # what it sounded like is not sure either
        meant = found.district
    return _within(place, meant) if meant else None


def keyed_which(digit: str, place: Place, areas: AreaTable) -> Place | None:
    """The same by key, where there are two."""
    among = candidates(place, areas)
    if digit not in ("1", "2") or len(among) != 2:
        return None
    return _within(place, among[int(digit) - 1])


def _within(place: Place, area: Area) -> Place:
    newer = Place(district=area) if area.is_district else Place(street=area)
    return place.merged(newer)
