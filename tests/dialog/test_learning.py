"""What is told beside the answer."""

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.grammar.utterance import utterance
from dialog.learning import WORDS_ONLY, learnt

AREAS = area_table("500000")
STANDING = Draft("13800138000").about(utterance("路灯坏了"), AREAS)
HAPPENED = Draft("13800138000").about(utterance("有人打架"), AREAS)


def test_a_place_fills_its_slot_and_is_no_part_of_the_story() -> None:
    told, names = learnt(HAPPENED, utterance("渝北区松牌路"), AREAS)
    assert names == ("place",)
    assert told.words == HAPPENED.words


def test_more_of_the_story_is_kept() -> None:
    told, names = learnt(STANDING, utterance("天天没人管"), AREAS)
    assert names == WORDS_ONLY
    assert told.words[-1] == "天天没人管"


def test_the_weather_is_no_time_of_a_broken_light() -> None:
    assert learnt(STANDING, utterance("今天太阳好大"), AREAS) == (STANDING, ())
    assert "when" in learnt(HAPPENED, utterance("昨天晚上"), AREAS)[1]


def test_a_number_that_is_named_is_to_be_confirmed() -> None:
    told, names = learnt(STANDING, utterance("打13912345678"), AREAS)
    assert "number" in names
    assert (told.number, told.contact) == ("13912345678", "")
