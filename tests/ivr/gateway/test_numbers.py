import pytest

from ivr.gateway.numbers import subscriber_digits


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("+8602312345", "02312345"),
        ("86123456", "86123456"),  # a local number that happens to begin so
        ("+852 2123 4567", "85221234567"),
        ("anonymous", ""),
        ("", ""),
    ],
)
def test_numbers(written: str, digits: str) -> None:
    assert subscriber_digits(written) == digits
