from pathlib import Path

import pytest

from knowledge.errors import EvaluationUnreadable
from knowledge.learn import learn, read_pairs
from knowledge.score import FEATURES, OPPOSING

PAIRS = (
    ("怎么提取公积金", "公积金怎么取", 1),
    ("身份证丢了", "身份证不见了怎么补", 1),
    ("居住证怎么办", "怎么办理居住证", 1),
    ("怎么提取公积金", "身份证丢了", 0),
    ("居住证怎么办", "公积金能贷多少", 0),
    ("我没交社保", "我交了社保", 0),
)


def test_learnt_weights_have_the_sign_of_their_feature() -> None:
    weights, _ = learn([PAIRS])
    assert tuple(weights) == FEATURES
    assert all(weights[name] <= 0 for name in OPPOSING)
    assert all(weights[name] >= 0 for name in FEATURES if name not in OPPOSING)
    assert weights["words_of_entry_found"] > 0


def test_learning_is_repeatable_and_each_file_counts_the_same() -> None:
    once, intercept = learn([PAIRS])
    twice, same = learn([PAIRS, PAIRS])
    assert twice == pytest.approx(once)
    assert same == pytest.approx(intercept)


def test_pairs_are_read_from_tsv_and_csv(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("甲\t乙\t1\n丙\t丁\t0\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text('s1,s2,label\n"甲,",乙,1\n', encoding="utf-8-sig")
    assert read_pairs(tmp_path / "a.tsv") == [("甲", "乙", 1), ("丙", "丁", 0)]
    assert read_pairs(tmp_path / "a.csv") == [("甲,", "乙", 1)]


def test_files_that_are_no_pairs(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("甲\t乙\n", encoding="utf-8")
    for path in (tmp_path / "a.tsv", tmp_path / "none.tsv"):
        with pytest.raises(EvaluationUnreadable):
            read_pairs(path)
