import pytest

from knowledge.baselines import BASELINES, ranker
from knowledge.entries import Entry

ENTRIES = (
    Entry("rent", "", "租房怎么提取公积金", ("公积金能付房租吗",), "甲", "甲"),
    Entry("card", "", "社保卡丢了怎么补办", (), "乙", "乙"),
)


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_ranks_each_entry_once(name: str) -> None:
    rank = ranker(BASELINES[name], ENTRIES)
    assert [entry for entry, _ in rank("公积金能付房租吗")] == ["rent", "card"]
    assert rank("公积金能付房租吗")[0][1] == pytest.approx(1.0)
    assert rank("社保卡丢了")[0][0] == "card"
    assert all(score == 0 for _, score in rank("xyz"))


@pytest.mark.parametrize("name", BASELINES)
def test_likeness_stays_within_bounds(name: str) -> None:
    likeness = BASELINES[name](["租房提取公积金", "", "社保卡"])
    for asked in ("公积金公积金", "", "租房提取公积金", "社"):
        for text in ("租房提取公积金", "", "社保卡卡卡"):
            assert 0 <= likeness(asked, text) <= 1


def test_a_rare_character_counts_more_than_a_common_one() -> None:
    corpus = ["怎么办卡", "怎么办证", "怎么缴税"]
    for name in ("character TF-IDF", "BM25"):
        likeness = BASELINES[name](corpus)
        assert likeness("税", "怎么缴税") > likeness("怎", "怎么缴税")
