import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.numerals import cardinal, code, counted, digit_by_digit, groups


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("15", "十五"),
        ("20", "二十"),
        ("100", "一百"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("200", "两百"),
        ("1001", "一千零一"),
        ("1010", "一千零一十"),
        ("2222", "两千二百二十二"),
        ("10000", "一万"),
        ("10010", "一万零一十"),
        ("12500", "一万二千五百"),
        ("20000", "两万"),
        ("100000", "十万"),
        ("1000001", "一百万零一"),
        ("100000000", "一亿"),
        ("100020003", "一亿零二万零三"),
        ("3.14", "三点一四"),
        ("3.50", "三点五零"),
        ("1,234,567", "一百二十三万四千五百六十七"),
        ("-2", "负二"),
        ("007", "零零七"),
        ("1234567890123", "一二三四五六七八九零一二三"),
    ],
)
def test_a_number_is_read_by_its_value(written: str, spoken: str) -> None:
    assert cardinal(written) == spoken


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_every_number_reads_back_as_itself(number: int) -> None:
    spoken = cardinal(str(number)).replace("两", "二")
    assert cn2an.cn2an(spoken, "smart") == number


@pytest.mark.parametrize(
    ("number", "counter", "spoken"),
    [
        ("2", "个", "两"),
        ("2", "月", "二"),
        ("2", "号", "二"),
        ("12", "个", "十二"),
        ("2", "", "二"),
    ],
)
def test_two_is_liang_before_what_is_counted(number: str, counter: str, spoken: str) -> None:
    assert counted(number, counter) == spoken


def test_years_and_codes_are_read_digit_by_digit() -> None:
    assert digit_by_digit("2011") == "二零一一"
    assert code("110") == "幺幺零"


@given(st.integers(1, 40))
def test_groups_cover_the_number(length: int) -> None:
    assert sum(groups(length)) == length


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (4, (4,)),
        (5, (5,)),
        (6, (3, 3)),
        (8, (4, 4)),
        (10, (3, 3, 4)),
        (11, (3, 4, 4)),
        (18, (3, 3, 4, 4, 4)),
    ],
)
def test_groups_are_those_of_the_ear(length: int, expected: tuple[int, ...]) -> None:
    assert groups(length) == expected
