"""Words by their sounds."""

import math

import pytest

from asr.sounds import Sound, sound
from asr.vocabulary import Vocabulary, key_of, mandarin, matches, misheard, readings, slips


def spelt(text: str) -> tuple[Sound, ...]:
    return tuple(sound(each) for each in text.split())


SMALL = Vocabulary.of(
    [("身份", -3.0), ("身分", -9.0), ("身份证", -4.0), ("审分", -10.0), ("T恤", -1.0)]
)


def test_words_of_a_sound_come_best_first() -> None:
    found = matches(spelt("shēn fèn"), SMALL, 9)
    assert found is not None
    assert [word for word, _ in found] == ["身份", "身分", "审分"]
    assert found[0][1] == pytest.approx(-3.0)


def test_no_more_than_wanted() -> None:
    assert len(matches(spelt("shēn fèn"), SMALL, 1) or ()) == 1


def test_a_beginning_is_told_from_a_dead_end() -> None:
    assert matches(spelt("shēn"), SMALL, 9) == ()
    assert matches(spelt("zhèng"), SMALL, 9) is None


def test_words_are_scored_and_unknown_ones_are_not() -> None:
    assert SMALL.score("身份证") == pytest.approx(-4.0)
    assert SMALL.score("公积金") is None


def test_what_nobody_can_read_is_left_out() -> None:
    assert len(SMALL.rows) == 4


def test_a_character_has_all_its_readings_the_usual_one_first() -> None:
    assert readings("行")[0] == ((Sound("xing", 2),), 0.0)
    assert ((Sound("hang", 2),), math.log(0.1)) in readings("行")
    assert readings("银行") == (((Sound("yin", 2), Sound("hang", 2)), 0.0),)


def test_keys_forgive_accents_and_tones() -> None:
    assert key_of(spelt("shēn fèn")) == key_of(spelt("sěng hūn"))


def test_the_language_has_the_words_of_the_town_hall() -> None:
    for word in ("公积金", "身份证", "投诉", "嗯", "好"):
        assert (mandarin().score(word) or -99) > -20
    found = matches(spelt("gōng jī jīn"), mandarin(), 3)
    assert found is not None
    assert found[0][0] == "公积金"


def test_a_longer_word_is_recognised_with_one_syllable_misheard() -> None:
    slipped = slips(SMALL)
    rhyming = misheard(spelt("kēn fèn zhèng"), slipped, 9)
    other = misheard(spelt("shēn lè zhèng"), slipped, 9)
    assert [word for word, _ in rhyming] == [word for word, _ in other] == ["身份证"]
    assert SMALL.score("身份证") > rhyming[0][1] > other[0][1]  # type: ignore[operator]
    assert misheard(spelt("kēn lè zhèng"), slipped, 9) == ()


def test_short_words_are_not_guessed() -> None:
    assert misheard(spelt("shēn lè"), slips(SMALL), 9) == ()
