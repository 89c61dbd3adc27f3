"""Which question comes next."""

from dataclasses import replace

import pytest

from dialog.agenda import Agenda
from dialog.areas.places import Place, find_place
from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.grammar.utterance import utterance

AREAS = area_table("500000")
LAMP = Draft("13800138000").about(utterance("渝北区松牌路路灯坏了没人修"), AREAS)


def state(draft: Draft, agenda: Agenda | None = None) -> str:
    return (agenda or Agenda()).next(draft)[0]


def test_slots_are_asked_in_their_order_and_then_read_back() -> None:
    draft = Draft("13800138000")
    assert state(draft) == "matter"
    assert state(replace(LAMP, place=Place())) == "place"
    assert state(LAMP) == "contact"
    assert state(replace(LAMP, contact="13800138000")) == "read_back"


def test_what_is_settled_is_not_asked_again_until_it_is_mended() -> None:
    agenda = Agenda().done("contact")
    assert state(LAMP, agenda) == "read_back"
    assert state(LAMP, agenda.mended("contact", "place")) == "contact"


@pytest.mark.parametrize(
    ("caller", "number", "asked"),
    [
        ("13800138000", "", "contact"),
        ("", "", "number"),
        ("13800138000", "13900139000", "check_number"),
        ("", "13900139000", "check_number"),
    ],
)
def test_how_the_contact_is_asked_for(caller: str, number: str, asked: str) -> None:
    assert state(replace(LAMP, caller=caller, number=number)) == asked


def test_where_a_name_stands_for_several_places_it_is_asked_which() -> None:
    place = find_place(utterance("人民路路灯坏了"), AREAS)
    twice = next(area for area in AREAS.districts)
    assert state(replace(LAMP, place=replace(place, options=(twice, twice)))) == "district"


def test_what_was_taken_back_comes_first_one_by_one() -> None:
    agenda = Agenda().done("contact").reopening("contact", "place")
    asked, agenda = agenda.next(LAMP)
    assert asked == "number"
    asked, agenda = agenda.next(LAMP)
    assert asked == "place"
    assert state(LAMP, agenda) == "read_back"
