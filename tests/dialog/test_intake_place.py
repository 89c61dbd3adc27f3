"""Answers to "where?", and which of several."""

import pytest

from dialog.areas.places import Place, candidates, find_place
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance
from dialog.intake_place import as_known, keyed_which, placed, which, which_question
from dialog.repair_place import put_right

AREAS = area_table("500000")


def answer(text: str, last: bool = False) -> tuple[str, str]:
    found = placed(utterance(text), Place(), AREAS, None, last)
    return found.then, found.place.text


@pytest.mark.parametrize(
    ("text", "then", "place"),
    [
        ("渝北区松牌路", "taken", "渝北区松牌路"),
        ("渝北区", "more", "渝北区"),
        ("不知道在哪里", "taken", "来电人说不清地点"),
        ("嗯", "nothing", ""),
        ("天天没人管", "nothing", ""),
        ("昨天晚上", "nothing", ""),
    ],
)
def test_what_an_answer_makes_of_the_place(text: str, then: str, place: str) -> None:
    assert answer(text) == (then, place)


def test_the_district_alone_is_enough_the_second_time() -> None:
    assert answer("渝北区", last=True) == ("taken", "渝北区（具体位置不详）")


def test_a_name_of_two_districts_is_asked_about_and_settled() -> None:
    found = placed(utterance("人和街道"), Place(), AREAS, None, False)
    assert found.then == "which"
    asked = which_question(found.place, AREAS)
    assert asked.prompt == "ask_district"
    assert "渝北区" in asked.text
    north = which(utterance("渝北的"), found.place, AREAS)
    assert north is not None
    assert north.text == "渝北区人和街道"
    assert which(utterance("第一个"), found.place, AREAS) == north
    assert keyed_which("1", found.place, AREAS) == north
    assert which(utterance("太阳好大"), found.place, AREAS) is None
    assert keyed_which("7", found.place, AREAS) is None


def test_a_name_of_three_districts_is_asked_about_openly() -> None:
    place = placed(utterance("龙溪"), Place(), AREAS, None, False).place
    if place.options:
        assert which_question(place, AREAS).prompt == "ask_district_open"
        assert keyed_which("1", place, AREAS) is None


def test_what_is_never_settled_keeps_its_name() -> None:
    place = placed(utterance("人和街道"), Place(), AREAS, None, False).place
    assert as_known(place).detail.startswith("人和")


def test_after_a_denial_the_question_names_nothing_and_any_district_will_do() -> None:
    denied = find_place(utterance("任家镇"), AREAS)
    asked = put_right(utterance("不对的电视任家镇"), denied, (), AREAS)
    assert asked is not None
    assert "任家" not in which_question(asked, AREAS).text
    named = which(utterance("九龙坡区"), asked, AREAS)
    assert named is not None
    assert named.text == "九龙坡区陶家镇"
    without = next(d for d in AREAS.districts if d not in candidates(asked, AREAS))
    other = which(utterance(without.name), asked, AREAS)
    assert other is not None
    assert (other.district, other.options) == (without, ())
