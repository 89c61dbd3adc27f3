"""Numbers, dictated."""

import pytest

from dialog.grammar.digits import corrected, dictated, digits, group_said, groups, is_phone
from dialog.grammar.utterance import utterance


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
        ("15823477709", "不对为号四七七零八", "15823477708"),
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


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("杨五三四二四二零六六三", "15342420663"),
        ("九五八七九六一三五七八", "15879613578"),
        ("有三八四二色八三七六", "13842428376"),
        ("打另外一个幺三五五八六六四二四零", "13558664240"),
        ("杨五九六三幺幺六三幺二不对六三幺幺七九六幺", "15963117961"),
        ("有三八三五七八七九六幺二", "13835787961"),
        ("六七八九一二三四", "67891234"),
    ],
)
def test_a_mobile_number_whose_head_was_misheard(said: str, number: str) -> None:
    assert dictated(utterance(said)) == number


def test_eight_digits_after_something_like_a_digit_are_no_landline() -> None:
    assert not is_phone(dictated(utterance("有五三四二四二零六")))


def test_as_many_digits_again_are_a_swap() -> None:
    assert corrected("15349699890", "不是九八九零六八九零") == "15349696890"


def test_a_group_is_read_as_long_as_it_was_asked_for() -> None:
    assert group_said(utterance("有三八"), 3) == "138"
    assert group_said(utterance("四二色"), 4) == "4242"
    assert group_said(utterance("二八九"), 4) == ""
    assert group_said(utterance("没有号码"), 4) == ""
