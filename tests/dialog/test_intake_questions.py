"""Every state that asks has a question, another wording of it, and knows what to listen for."""

import pytest

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.grammar.utterance import utterance
from dialog.intake_questions import AGAIN, OPEN, listen, question, question_again
from dialog.intake_slots import SLOTS
from dialog.intake_table import STATES
from dialog.prompts import catalogue

AREAS = area_table("500000")
DISTRICT = Draft().hearing(utterance("渝北区"), AREAS)


@pytest.mark.parametrize("state", [*(slot.name for slot in SLOTS), "repair"])
def test_each_asks_and_asks_again_in_other_words(state: str) -> None:
    first, second = question(state, Draft(), AREAS), question_again(state, Draft())
    assert first.prompt != second.prompt


def test_all_wordings_are_in_the_catalogue() -> None:
    spoken = {*AGAIN.values(), *(slot.ask for slot in SLOTS), *(slot.again for slot in SLOTS)}
    assert spoken <= set(catalogue())
    assert {*AGAIN, *OPEN} <= set(STATES)


def test_of_a_place_only_what_is_missing_is_asked_for() -> None:
    assert question("place", DISTRICT, AREAS).prompt == "ask_place_more"
    assert question_again("place", DISTRICT).prompt == "ask_place_more_again"
    assert question("place", DISTRICT, AREAS, anew=True).prompt == "ask_place"


@pytest.mark.parametrize(
    ("state", "expects", "number"),
    [
        ("place", "address", False),
        ("district", "address", False),
        ("number", "digits", False),
        ("check_number", "yes_no", True),
        ("contact", "yes_no", True),
        ("matter", "open", False),
        ("read_back", "yes_no", False),
    ],
)
def test_what_is_likely_to_be_heard(state: str, expects: str, number: bool) -> None:
    wanted = listen(state, 5.0, AREAS)
    assert (wanted.expects, wanted.number) == (expects, number)
