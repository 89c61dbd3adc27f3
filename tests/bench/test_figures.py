import pytest

from bench.figures import Share, percentile


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (10, 1), (50, 5), (90, 9), (95, 10), (99, 10), (100, 10)]
)
def test_the_nearest_rank(percent: float, expected: float) -> None:
    assert percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], percent) == expected


def test_one_value_is_every_percentile() -> None:
    assert {percentile([3.5], percent) for percent in (0, 50, 95, 100)} == {3.5}


def test_no_values_give_nothing() -> None:
    assert percentile([], 95) == 0.0


def test_a_share_of_what_was_tried() -> None:
    assert Share.of([True, False, True, True]) == Share(3, 4)
    assert Share(3, 4).rate == 0.75
    assert Share.of([]).rate == 0.0
