from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.errors import InvalidNumber
from tickets.number import (
    LAST_SEQUENCE,
    NumberParts,
    check_digit,
    format_number,
    parse_number,
    query_code,
)

PARTS = st.builds(
    NumberParts,
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.integers(1, LAST_SEQUENCE),
)


def test_the_check_digit_of_the_standards_example() -> None:
    # ISO/IEC 7064, MOD 11,10: 0794 is protected as 07945.
    assert check_digit("0794") == "5"


def test_a_number_reads_as_day_area_sequence() -> None:
    number = format_number(NumberParts(date(2026, 9, 18), "500000", 42))
    assert number[:20] == "20260918500000000042"
    assert len(number) == 21


@given(PARTS)
def test_there_and_back(parts: NumberParts) -> None:
    assert parse_number(format_number(parts)) == parts


@given(PARTS, st.integers(0, 20), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(parts: NumberParts, place: int, shift: int) -> None:
    number = format_number(parts)
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(InvalidNumber):
        parse_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "number", ["", "123", "2026091850000000004", "二" * 21, "１" * 21, " " * 21]
)
def test_what_is_no_number(number: str) -> None:
    with pytest.raises(InvalidNumber, match="21 digits"):
        parse_number(number)


def test_a_number_must_begin_with_a_date() -> None:
    body = "20261318500000000001"
    with pytest.raises(InvalidNumber, match="date"):
        parse_number(body + check_digit(body))


@pytest.mark.parametrize("area", ["", "50000", "5000000", "50000x"])
def test_an_area_has_six_digits(area: str) -> None:
    with pytest.raises(InvalidNumber, match="six digits"):
        format_number(NumberParts(date(2026, 9, 18), area, 1))


@pytest.mark.parametrize("sequence", [0, LAST_SEQUENCE + 1])
def test_a_day_has_a_million_numbers(sequence: int) -> None:
    with pytest.raises(InvalidNumber, match="no ticket number left"):
        format_number(NumberParts(date(2026, 9, 18), "500000", sequence))


def test_a_query_code_has_six_digits_of_the_given_randomness() -> None:
    asked: list[int] = []
    assert query_code(lambda n: asked.append(n) or 42) == "000042"  # type: ignore[func-returns-value]
    assert asked == [1_000_000]
