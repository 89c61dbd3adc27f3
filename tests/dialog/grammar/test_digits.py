"""Numbers, dictated."""

import pytest

from dialog.grammar.digits import corrected, digits, groups, is_phone


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("幺三八洞洞幺三八洞洞洞", "13800138000"),
        ("我的电话是13900139000", "13900139000"),
        ("一三五不对是三八", "138"),
        ("139三个0", "139000"),
        ("不是13900139000，是13800138000", "13800138000"),
        ("一三九零零一三九零零零，错了，一三八零零一三八零零零", "13800138000"),
        ("没有号码", ""),
        ("", ""),
    ],
)
def test_digits(said: str, number: str) -> None:
    assert digits(said) == number


@pytest.mark.parametrize(
    ("number", "said", "right"),
    [
        ("13900139000", "不对，尾号是九零九零", "13900139090"),
        ("13900138800", "不是八八，是九九", "13900139900"),
        ("13900139000", "不对，是13800138000", "13800138000"),
    ],
)
def test_corrections_of_a_number_read_back(number: str, said: str, right: str) -> None:
    assert corrected(number, said) == right


@pytest.mark.parametrize("number", ["13800138000", "02367891234", "67891234", "01067891234"])
def test_whole_numbers(number: str) -> None:
    assert is_phone(number)


@pytest.mark.parametrize("number", ["", "138", "1380013800", "138001380000", "12345678901"])
def test_other_numbers(number: str) -> None:
    assert not is_phone(number)


def test_groups() -> None:
    assert groups("13800138000") == ("138", "0013", "8000")
    assert groups("67891234") == ("6789", "1234")
    assert "".join(groups("20261121500000000017")) == "20261121500000000017"
    assert groups("") == ()
