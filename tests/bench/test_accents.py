import pytest

from bench.accents import ACCENTS, accented
from knowledge.pinyin import syllables


@pytest.mark.parametrize(
    ("accent", "said", "sounds"),
    [
        ("川渝", "中山南", ("zong", "san", "lan")),
        ("湖南", "湖南诗", ("fu", "lan", "si")),
        ("两广", "日知", ("li", "zi")),
        ("东北", "中是", ("zong", "si")),
    ],
)
def test_sounds_fall_together(accent: str, said: str, sounds: tuple[str, ...]) -> None:
    assert syllables(accented(said, accent)) == sounds


@pytest.mark.parametrize("accent", ACCENTS)
def test_what_an_accent_does_not_touch_stays(accent: str) -> None:
    assert accented("我要投诉", accent) == "我要投诉"


def test_a_sound_that_no_character_has_stays() -> None:
    assert accented("行", "川渝") == "行"


def test_without_an_accent_or_with_digits_nothing_changes() -> None:
    assert accented("中山", "") == "中山"
    assert accented("中山110号", "川渝") == "中山110号"
