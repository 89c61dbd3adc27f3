"""Toned syllables and what is heard for what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.sounds import OTHER, Sound, kind, likeness, sound, toneless


@pytest.mark.parametrize(
    ("toned", "expected"),
    [
        ("lǜ", "lv"),
        ("nüè", "nve"),
        ("xuè", "xue"),
        ("jǘ", "ju"),
        ("zhōng", "zhong"),
        ("er", "er"),
        ("ń", "en"),
        ("ế", "e"),
        ("ǘ", "v"),
    ],
)
def test_toneless(toned: str, expected: str) -> None:
    assert toneless(toned) == expected


@pytest.mark.parametrize(
    ("spelt", "expected"),
    [
        ("zhōng", Sound("zhong", 1)),
        ("guó", Sound("guo", 2)),
        ("nǚ", Sound("nv", 3)),
        ("lǜ", Sound("lv", 4)),
        ("de", Sound("de", 0)),
    ],
)
def test_a_sound_is_base_and_tone(spelt: str, expected: Sound) -> None:
    assert sound(spelt) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhi", "zi"),
        ("shang", "san"),
        ("nan", "lan"),
        ("hui", "fei"),
        ("xin", "xing"),
        ("re", "le"),
    ],
)
def test_what_is_confused_is_of_one_kind(one: str, other: str) -> None:
    assert kind(one) == kind(other)
    assert OTHER < likeness(Sound(one, 1), Sound(other, 1)) < 0


def test_a_wrong_tone_costs_less_than_a_wrong_sound_and_an_unknown_one_less_still() -> None:
    meant = Sound("shi", 4)
    unknown, wrong = likeness(Sound("shi", 0), meant), likeness(Sound("shi", 2), meant)
    assert 0 > unknown > wrong > likeness(Sound("si", 2), meant) > OTHER
    assert likeness(Sound("wo", 3), meant) == OTHER


sounds = st.builds(
    Sound, st.sampled_from(["shi", "si", "lan", "lang", "nang", "hu", "fu"]), st.integers(0, 4)
)


@given(sounds, sounds)
def test_nothing_is_likelier_than_itself_and_likeness_is_mutual(one: Sound, other: Sound) -> None:
    assert likeness(one, one) == 0
    assert likeness(one, other) == likeness(other, one) <= 0
