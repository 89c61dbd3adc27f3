from collections.abc import Callable, Sequence

import pytest

from knowledge.baselines import character_tfidf, plain_rapidfuzz
from knowledge.entries import Entry
from knowledge.evaluate import Ranker

ENTRIES = (
    Entry("rent", "", "租房怎么提取公积金", ("公积金能付房租吗",), "甲", "甲"),
    Entry("card", "", "社保卡丢了怎么补办", (), "乙", "乙"),
)


@pytest.mark.parametrize("baseline", [character_tfidf, plain_rapidfuzz])
def test_a_baseline_ranks_each_entry_once(baseline: Callable[[Sequence[Entry]], Ranker]) -> None:
    rank = baseline(ENTRIES)
    assert [entry for entry, _ in rank("公积金能付房租吗")] == ["rent", "card"]
    assert rank("公积金能付房租吗")[0][1] == pytest.approx(1.0)
    assert rank("社保卡丢了")[0][0] == "card"
    assert all(score == 0 for _, score in rank("xyz"))
