"""What digits make a telephone number."""

import pytest

from dialog.grammar.digit_runs import items
from dialog.grammar.phone_numbers import (
    digits_in,
    end_of,
    groups,
    is_phone,
    last_phone,
    mobile_of,
    phone_rank,
    read,
)
from dialog.grammar.utterance import utterance


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
    ("heard", "number"),
    [("23900139000", "13900139000"), ("3900139000", "13900139000"),
     ("139001390125", "13900139012"), ("1390013", "1390013")],
)  # fmt: skip
def test_a_mobile_number_but_for_one_digit(heard: str, number: str) -> None:
    assert mobile_of(heard) == number


def test_the_likelier_a_number_the_lower_its_rank() -> None:
    numbers = ("13900139000", "02367891234", "139001390125", "3900139000", "1390", "4")
    ranks = [phone_rank(number) for number in numbers]
    assert ranks[:5] == sorted(ranks[:5])
    assert phone_rank("9999") > ranks[4]


def test_what_was_said_is_read_as_a_number_with_what_was_said_before() -> None:
    rest = items(utterance("零零幺三九零零零"))
    assert read(rest, "139", by_sound=True) == "00139000"
    assert read(items(utterance("没有号码")), "", by_sound=False) == ""


def test_the_last_whole_number_counts() -> None:
    both = "一三九零零一三九零零零还有一三八零零一三八零零零"
    assert last_phone(items(utterance(both))) == "13800138000"
    assert last_phone(items(utterance("一三九"))) == ""


def test_eight_digits_may_be_the_end_of_a_mobile_number() -> None:
    assert end_of("13900139000", "67891234")
    assert not end_of("02367891234", "67891234")


def test_digits_as_they_were_said() -> None:
    assert digits_in("尾号四个三") == digits_in("三三三三")
    assert digits_in("没有") == ""
