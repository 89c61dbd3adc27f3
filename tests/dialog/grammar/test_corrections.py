"""What is corrected in a number, and where."""

import pytest

from dialog.grammar.corrections import corrected, mended, replaced, says_where
from dialog.grammar.digit_runs import items
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    ("number", "said", "right"),
    [
        ("13900139000", "不对，尾号是九零九零", "13900139090"),
        ("15823477709", "不对为号四七七零八", "15823477708"),
        ("13900138800", "不是八八，是九九", "13900139900"),
        ("13900139000", "不对，是13800138000", "13800138000"),
    ],
)
def test_corrections_of_a_number_read_back(number: str, said: str, right: str) -> None:
    assert corrected(number, said) == right


def test_as_many_digits_again_are_a_swap() -> None:
    assert corrected("15349699890", "不是九八九零六八九零") == "15349696890"


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("尾号是三八零零", True),
        ("不是八零是八八", True),
        ("八八不是八零", True),
        ("三八零零", False),
    ],
)
def test_whether_words_say_where(said: str, where: bool) -> None:
    assert says_where(said) is where


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("第三位是七", "13700139000"),
        ("倒数第一位是六", "13900139006"),
        ("中间四位是零零一四", "13900149000"),
        ("一三八开头", "13800139000"),
        ("三九零零一", "13900139001"),
        ("我不知道", "13900139000"),
    ],
)
def test_digits_go_where_they_are_said_to(said: str, right: str) -> None:
    told = utterance(said)
    assert mended("13900139000", told.text, items(told)) == right


@pytest.mark.parametrize(
    ("number", "new", "right"),
    [
        ("135", "38", "138"),
        ("1390013", "15", "1390015"),
        ("13900139000", "13800138000", "13800138000"),
        ("", "138", "138"),
    ],
)
def test_digits_on_their_way_are_replaced(number: str, new: str, right: str) -> None:
    assert replaced(number, new) == right
