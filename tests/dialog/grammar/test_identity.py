"""Identity numbers. Every number here is made up; its check digit is computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.identity import checked, identity, is_identity
from dialog.grammar.utterance import utterance

SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")

numbers = st.builds(
    lambda area, year, month, day, serial: checked(f"{area}{year}{month:02}{day:02}{serial:03}"),
    st.sampled_from((500103, 510104, 110101, 440106)),
    st.integers(1930, 2020), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999),
)  # fmt: skip


@given(numbers, st.sampled_from(("我的身份证号是", "身份证", "")))
def test_every_number_comes_back(number: str, lead: str) -> None:
    assert is_identity(number)
    said = lead + number.translate(SPOKEN).replace("X", "叉")
    assert identity(utterance(said)) == number
    assert identity(utterance(lead + number)) == number


@given(numbers)
def test_a_digit_that_is_misheard_does_not_pass(number: str) -> None:
    wrong = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    assert identity(utterance(wrong)) == ""


@pytest.mark.parametrize("said", ["", "一三八零零一三八零零零", "五零零一零三", "我没带身份证"])
def test_what_is_none(said: str) -> None:
    assert identity(utterance(said)) == ""
