"""Numbers, dictated."""

import pytest

from dialog.grammar.digits import dictated, digits, extension, group_said
from dialog.grammar.phone_numbers import is_phone
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


def test_a_group_is_read_as_long_as_it_was_asked_for() -> None:
    assert group_said(utterance("有三八"), 3) == "138"
    assert group_said(utterance("四二色"), 4) == "4242"
    assert group_said(utterance("二八九"), 4) == ""
    assert group_said(utterance("没有号码"), 4) == ""


@pytest.mark.parametrize(
    ("said", "behind"), [("转八零一", "801"), ("分机号是802", "802"), ("八零一", "")]
)
def test_an_extension(said: str, behind: str) -> None:
    assert extension(said) == behind


def test_a_correction_on_the_way_mends_what_was_said_before() -> None:
    assert dictated(utterance("尾号是三八零零"), "13900139000") == "13900133800"
    assert dictated(utterance("不对是三八"), "135") == "138"
