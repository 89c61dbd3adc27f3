import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.pinyin import fold, folded, split, syllables


def test_syllables_have_no_tones_and_digits_stand_alone() -> None:
    assert syllables("中国女人") == ("zhong", "guo", "nv", "ren")
    assert syllables("拨打110，App！") == ("bo", "da", "1", "1", "0", "app")
    assert syllables("") == ()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("niu", "liu"),
        ("re", "le"),
        ("zhi", "zi"),
        ("chu", "cu"),
        ("shi", "si"),
        ("hu", "fu"),
        ("hua", "fa"),
        ("hui", "fei"),
        ("bing", "bin"),
        ("deng", "den"),
        ("fang", "fan"),
        ("zheng", "zen"),
    ],
)
def test_what_accents_mix_up_falls_together(said: str, heard: str) -> None:
    assert fold(said) == fold(heard)


@pytest.mark.parametrize(
    ("one", "other"), [("ma", "ba"), ("he", "fe"), ("zhong", "zhen"), ("dan", "dao"), ("n", "l")]
)
def test_what_accents_keep_apart_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(alphabet="女中国人湖南你好房黄是吃十四", max_size=8))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(syllables(text))
    assert folded(once) == once


@given(st.text(max_size=40))
def test_any_text_has_syllables_without_blanks(text: str) -> None:
    assert all(item and not item.isspace() for item in syllables(text))


def test_a_syllable_is_its_initial_and_its_final() -> None:
    assert [split(one) for one in ("zhuan", "ren", "er", "an", "shi")] == [
        ("zh", "uan"),
        ("r", "en"),
        ("", "er"),
        ("", "an"),
        ("sh", "i"),
    ]
