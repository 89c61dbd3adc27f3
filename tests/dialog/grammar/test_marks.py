"""Marks: what was given, of how many."""

import pytest

from dialog.grammar.marks import mark


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("打八分", 0.8),
        ("给个五星", 1.0),
        ("三颗星", 0.6),
        ("九十五分", 0.95),
        ("给零分", 0.0),
        ("十分满分我给三分", 0.3),
        ("满分一百我打六十分", 0.6),
        ("五分满分", 1.0),
    ],
)
def test_shares(text: str, share: float) -> None:
    found = mark(text)
    assert found is not None
    assert found[1] == pytest.approx(share)


@pytest.mark.parametrize("text", ["十分满意", "三分钟就来了", "等了五分钟", "派出所五分局", "满意"])
def test_no_mark(text: str) -> None:
    assert mark(text) is None
