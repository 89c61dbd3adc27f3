import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.phrase import analyse
from knowledge.score import FEATURES, OPPOSING, alike, features, likelihood, prepare


def score(one: str, other: str, siblings: frozenset[str] = frozenset()) -> float:
    return likelihood(prepare(analyse(one)), prepare(analyse(other)), 3.0, siblings)


def test_the_same_question_is_nearly_certain() -> None:
    assert score("租房怎么提取公积金", "租房怎么提取公积金") > 0.9


@pytest.mark.parametrize(
    ("asked", "same", "different"),
    [
        ("驾照还剩几分", "驾驶证还有多少分", "驾驶证真伪怎么查"),
        ("公积金咋个取", "怎么提取公积金", "怎么申请公积金贷款"),
        ("小孩怎么上户口", "新生儿怎么上户口", "小孩怎么办身份证"),
    ],
)
def test_likeness_orders_as_people_do(asked: str, same: str, different: str) -> None:
    assert score(asked, same) > score(asked, different) + 0.1


def test_contradiction_costs_the_veto() -> None:
    query, entry = prepare(analyse("公积金贷款")), prepare(analyse("公积金提取"))
    assert likelihood(query, entry, 3.0) < likelihood(query, entry, 0.0) / 2


def test_words_of_sibling_phrasings_help() -> None:
    siblings = frozenset(analyse("工地半夜施工").words)
    asked, phrasing = "工地晚上很吵", "晚上噪声找谁"
    assert score(asked, phrasing, siblings) > score(asked, phrasing)


def test_related_words_stand_in_for_each_other() -> None:
    assert alike("新生儿", "孩子") == alike("孩子", "新生儿") == 0.8
    assert alike("公积金", "公积金") == 1.0
    assert alike("公积金", "身份证") == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_features_and_likelihood_stay_within_bounds(one: str, other: str) -> None:
    first, second = prepare(analyse(one)), prepare(analyse(other))
    values = features(first, second)
    assert len(values) == len(FEATURES)
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in values)
    assert 0 < likelihood(first, second, 3.0) < 1


def test_opposing_features_are_features() -> None:
    assert set(FEATURES) > OPPOSING
