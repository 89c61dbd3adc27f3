"""Chinese numerals."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.numerals import decimal, number, spelt


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("三百五", 350),
        ("三百五十", 350), ("一千二", 1200), ("两万五", 25000), ("两万零五", 20005),
        ("一百零八", 108), ("一千零一十", 1010), ("三亿", 300_000_000), ("十万", 100_000),
    ],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", "三五", "三四十", "二三百", "百", "万", "千万", "零五", "一零二", "几", "十百"]
)
def test_what_is_no_exact_number(text: str) -> None:
    assert number(text) is None


@given(st.integers(0, 99_999_999))
def test_every_number_comes_back(value: int) -> None:
    assert number(cn2an.an2cn(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("三点五", Decimal("3.5")), ("零点零八", Decimal("0.08")), ("十", Decimal(10)),
     ("三点", None), ("三点十", None), ("点五", None)],
)  # fmt: skip
def test_decimals(text: str, value: Decimal | None) -> None:
    assert decimal(text) == value


def test_runs_of_digits() -> None:
    assert spelt("幺三八〇零两") == "138002"
