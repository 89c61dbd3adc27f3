"""Words that stand in a text by their sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.homophones import Homophones, half_alike, joined, one_from_four, sounds

WORDS = ("垃圾堆", "高龄补贴", "停水", "国庆节过后")


def found(text: str, shortest: int = 3) -> list[tuple[str, int]]:
    return [(each.word, each.slips) for each in Homophones(WORDS, shortest).within(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("垃圾对了三天", [("垃圾堆", 0)]),
        ("拉机堆了三天", [("垃圾堆", 0)]),
        ("刀零补贴没发", [("高龄补贴", 1)]),
        ("垃圾堆了三天", []),
        ("垃圾车", []),
        ("道林补助", []),
        ("亭水了", []),
        ("", []),
    ],
)
def test_by_sound_and_by_half_of_one_syllable(text: str, words: list[tuple[str, int]]) -> None:
    assert found(text) == words


def test_short_words_only_where_they_are_wanted() -> None:
    assert found("亭水了", 2) == [("停水", 0)]


def test_what_is_not_the_words_own_is_told() -> None:
    (each,) = Homophones(WORDS).within("3天了a垃圾对")
    assert (each.start, each.end, each.foreign) == (4, 7, (6,))


def test_more_slips_where_they_are_allowed() -> None:
    two = Homophones(WORDS, slips=lambda size: 2)
    assert [each.word for each in two.within("国竟结构后")] == ["国庆节过后"]
    assert list(Homophones(WORDS, slips=one_from_four).within("国竟结构后")) == []


def test_syllables_stand_for_their_characters() -> None:
    heard = sounds("用app交3元")
    assert heard.folded == ("yong", "app", "jiao", "3", "yuan")
    assert heard.places == ((0, 1), (1, 4), (4, 5), (5, 6), (6, 7))
    assert joined("停水") == " ting shui "


def test_half_of_a_syllable() -> None:
    assert half_alike("dao", "gao")
    assert half_alike("san", "si")
    assert not half_alike("zen", "lai")
    assert not half_alike("an", "er")


@given(st.text(alphabet="垃圾堆对高龄补贴停水国庆节过后，a1 ", max_size=16))
def test_any_text_will_do(text: str) -> None:
    for each in Homophones(WORDS, 2).within(text.lower()):
        assert each.word in WORDS
        assert each.foreign
        assert all(each.start <= at < each.end for at in each.foreign)
