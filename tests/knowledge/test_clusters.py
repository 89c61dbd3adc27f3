from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import clusters
from knowledge.clusters import RETURN_FROM, Said, cluster, representative, returns, wordings

RENT = ("租房怎么提取公积金", "租房子怎么取公积金", "租房提取公积金怎么办理")
LOST = ("身份证丢了怎么补办", "身份证丢失怎么补办", "身份证掉了咋补办")
TALK = ("今天晚上吃什么比较好",)


def said(*texts: str) -> list[Said]:
    return [Said(number, text) for number, text in enumerate(texts, start=1)]


def groups(utterances: Sequence[Said], placed: dict[int, int]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for each in utterances:
        found.setdefault(placed.get(each.number, each.cluster or 0), []).append(each.meant)
    return list(found.values())


def test_what_asks_the_same_is_one_cluster() -> None:
    utterances = said(*RENT, *LOST, *TALK)
    assert groups(utterances, cluster(utterances)) == [list(RENT), list(LOST), list(TALK)]


def test_a_cluster_is_called_after_its_first_utterance() -> None:
    assert cluster(said(TALK[0], *LOST)) == {1: 1, 2: 2, 3: 2, 4: 2}


def test_the_same_words_are_the_same_question_even_where_they_are_hardly_any() -> None:
    assert cluster(said("啊", "嗯", "啊")) == {1: 1, 2: 2, 3: 1}


def test_likely_contradictions_stay_apart() -> None:
    placed = cluster(said("租房怎么提取公积金", "买房怎么提取公积金"))
    assert placed == {1: 1, 2: 2}


MIXED = (RENT[0], LOST[0], TALK[0], LOST[1], RENT[1], LOST[2], RENT[2], TALK[0])


@given(st.permutations(MIXED), st.integers(0, len(MIXED)))
def test_day_by_day_gives_what_a_year_at_once_gives(texts: list[str], before: int) -> None:
    at_once = cluster(said(*texts))
    first = cluster(said(*texts[:before]))
    later = [Said(each.number, each.meant, first.get(each.number)) for each in said(*texts)]
    assert first | cluster(later) == at_once


def test_only_what_changes_is_told_and_every_step_of_it() -> None:
    steps: list[int] = []
    utterances = [Said(1, RENT[0], 1), Said(2, LOST[0], 2), Said(3, RENT[1]), Said(4, LOST[1])]
    assert cluster(utterances, steps.append) == {3: 1, 4: 2}
    assert steps == [1, 2]


def test_one_question_does_not_lead_to_the_next_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is like the one before; the last is not like the first."""
    chain = ["一二", "二三", "三四"]
    close = {("二三", "一二"): 0.9, ("三四", "二三"): 0.9, ("三四", "一二"): 0.1}
    monkeypatch.setattr(clusters, "_prepared", lambda text: text)
    monkeypatch.setattr(clusters, "_alike", lambda asked, text: close.get((asked, text), 1.0))
    monkeypatch.setattr(clusters, "_pairs", lambda text: {("同", "音"): None})
    assert cluster(said(*chain)) == {1: 1, 2: 1, 3: 3}


def test_an_utterance_may_bring_two_clusters_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_pairs", lambda text: {("同", "音"): None})
    monkeypatch.setattr(clusters, "_prepared", lambda text: text)
    monkeypatch.setattr(
        clusters, "_alike", lambda asked, text: 0.7 if "丙" in asked + text else 0.1
    )
    assert cluster([Said(1, "甲", 1), Said(2, "乙", 2), Said(3, "丙")]) == {3: 1}
    monkeypatch.setattr(clusters, "_alike", lambda asked, text: 0.7)
    assert cluster([Said(1, "甲", 1), Said(2, "乙", 2), Said(3, "丙")]) == {2: 1, 3: 1}


def test_a_pair_that_everybody_says_finds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "COMMON", 0)
    assert cluster(said(*RENT)) == {1: 1, 2: 2, 3: 3}


# --- what stands for a cluster --------------------------------------------------------------------


def test_the_representative_is_the_wording_that_is_most_like_the_others() -> None:
    counts = {"租房怎么提取公积金": 1, "租房子怎么取公积金": 1, "我那个公积金租房子了嘛就是想取": 1}
    assert representative(counts) in ("租房怎么提取公积金", "租房子怎么取公积金")


def test_what_was_said_often_counts_more() -> None:
    assert representative({RENT[0]: 1, RENT[1]: 1, "公积金取出来交房租行吗": 9}) == (
        "公积金取出来交房租行吗"
    )


def test_of_two_the_more_frequent_one_stands_for_both() -> None:
    assert representative({RENT[0]: 1, RENT[1]: 2}) == RENT[1]


def test_wordings_are_the_representative_and_what_was_said_more_than_once() -> None:
    counts = {RENT[0]: 5, RENT[1]: 3, RENT[2]: 2, "房租公积金": 1}
    assert wordings(counts, RENT[1], 2) == (RENT[1], RENT[0])
    assert wordings(counts, RENT[1], 9) == (RENT[1], RENT[0], RENT[2])
    assert wordings({"房租公积金": 1}, "房租公积金", 3) == ("房租公积金",)


@pytest.mark.parametrize(
    ("opened", "settled", "expected"),
    [(0, 0, False), (1, 0, True), (0, 5, False), (1, 1, False), (RETURN_FROM, 1, True),
     (9, 10, False), (10, 10, True)],
)  # fmt: skip
def test_what_was_decided_comes_back_only_grown(opened: int, settled: int, expected: bool) -> None:
    assert returns(opened, settled) is expected
