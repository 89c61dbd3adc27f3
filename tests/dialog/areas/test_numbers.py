"""Numbers of houses that are said anew."""

import pytest

from dialog.areas.numbers import as_address, with_number


@pytest.mark.parametrize(
    ("before", "newer", "after"),
    [
        ("松牌路118号", "108号", "松牌路108号"),
        ("松牌路", "108号", "松牌路108号"),
        ("龙湖花园五栋二单元", "六栋", "龙湖花园六栋二单元"),
        ("松牌路118号", "嘉州路", "嘉州路"),
        ("松牌路118号", "松牌路", "松牌路118号"),
        ("松牌路", "松牌路118号", "松牌路118号"),
        ("", "108号", "108号"),
        ("松牌路", "", "松牌路"),
    ],
)
def test_with_number(before: str, newer: str, after: str) -> None:
    assert with_number(before, newer) == after


def test_words_beside_numbers_are_put_right() -> None:
    assert as_address("滨江路八号副二号") == "滨江路八号附二号"
    assert as_address("幸福花园三洞二单元") == "幸福花园三栋二单元"
    assert as_address("山上三洞") == "山上三洞"
