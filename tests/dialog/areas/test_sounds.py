"""Sounds of names, and how near they are."""

from dialog.areas.sounds import apart, closest, folded_place, letters, name_sound, plain_sound


def test_names_have_readings_of_their_own() -> None:
    assert plain_sound("长寿区") == ("chang", "shou", "qu")
    assert plain_sound("A区") == ("a", "qu")
    assert name_sound("南岸") == name_sound("兰岸")


def test_the_south_west_says_gai_for_street() -> None:
    assert folded_place(("gai", "dao")) == name_sound("街道")


def test_a_syllable_is_an_initial_and_a_final() -> None:
    quan, chuan, ba = (letters((syllable,)) for syllable in ("quan", "cuan", "ba"))
    assert apart(quan, quan, 2) == 0
    assert apart(quan, chuan, 2) == 1
    assert apart(quan, ba, 2) == 2
    assert apart(quan + ba, ba + quan, 1) == 2


def test_the_closest_of_several_names() -> None:
    names = [letters(name_sound(name)) for name in ("龙溪", "龙塔", "回兴")]
    assert closest(letters(name_sound("龙西")), names, 1) == [(0, 0)]
    assert sorted(closest(letters(name_sound("龙他")), names, 2)) == [(0, 2), (1, 0)]


def test_the_i_behind_a_hissing_sound_is_another_one() -> None:
    heard = letters(name_sound("暨"))
    assert apart(heard, letters(name_sound("接")), 2) == 1
    assert apart(heard, letters(name_sound("石")), 2) == 2
