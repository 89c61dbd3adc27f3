from pathlib import Path

import pytest

from knowledge.baselines import character_tfidf, ranker
from knowledge.errors import EvaluationUnreadable
from knowledge.evaluate import (
    auroc,
    false_accepts,
    matcher_for,
    measure,
    read_chatter,
    read_questions,
    refused,
    reliability,
)
from knowledge.matcher import Match

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"

TABLE = """\
cluster_id\trole\ttext
A\tstd\t怎么提取公积金
A\tquery\t公积金怎么取
B\tstd\t身份证丢了怎么办
B\tquery\t身份证不见了怎么补
REFUSE\tprivacy\t怎么查别人的身份证号码
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "q.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_roles_are_read_apart(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path, TABLE))
    assert [(entry.id, entry.question) for entry in questions.entries] == [
        ("A", "怎么提取公积金"),
        ("B", "身份证丢了怎么办"),
    ]
    assert questions.queries == (("公积金怎么取", "A"), ("身份证不见了怎么补", "B"))
    assert questions.privacy == ("怎么查别人的身份证号码",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cluster_id\trole", "id\trole"),
        ("A\tquery", "A\tquestion"),
        ("A\tquery", "C\tquery"),
        ("B\tstd", "A\tstd"),
        ("公积金怎么取", "公积金\t怎么取"),
        (TABLE, ""),
    ],
)
def test_bad_tables_give_one_clear_line(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(EvaluationUnreadable, match=r"q\.tsv") as caught:
        read_questions(write(tmp_path, TABLE.replace(old, new)))
    assert "\n" not in str(caught.value)


def test_chatter_is_the_first_column_once(tmp_path: Path) -> None:
    assert read_chatter(write(tmp_path, "你好\t甲\t0\n你好\t乙\n\n再见\n")) == ("你好", "再见")
    with pytest.raises(EvaluationUnreadable):
        read_chatter(write(tmp_path, "\n\n"))
    with pytest.raises(EvaluationUnreadable):
        read_chatter(tmp_path / "none.tsv")


def test_auroc_is_the_chance_of_the_right_order() -> None:
    assert auroc([3, 4], [1, 2]) == 1.0
    assert auroc([1, 2], [3, 4]) == 0.0
    assert auroc([1, 1], [1, 1]) == 0.5
    assert auroc([1, 3], [2]) == 0.5


def test_false_accepts_at_the_threshold_that_keeps_95_percent() -> None:
    true = [i / 100 for i in range(1, 101)]  # 95 of them are 0.06 or more
    assert false_accepts(true, [0.05, 0.06, 0.5, 0.01]) == 0.5


def test_measure_removes_the_own_entry_for_a_near_miss(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path, TABLE))
    answers = {
        "公积金怎么取": (("A", 0.9), ("B", 0.2)),
        "身份证不见了怎么补": (("A", 0.6), ("B", 0.5)),
        "天气": (("B", 0.1),),
    }
    scores = measure(lambda text: answers[text], questions, ["天气"])
    assert scores.top1 == 0.5
    assert scores.top3 == 1.0
    assert scores.near_miss_auroc == 0.875  # true 0.9, 0.6 against 0.2, 0.6, one tie
    assert scores.near_miss_fa95 == 0.5
    assert scores.ood_auroc == 1.0
    assert scores.ood_fa95 == 0.0
    assert measure(lambda text: answers[text], questions, []).ood_auroc is None


def test_reliability_asks_with_the_own_entry_and_without(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path, TABLE))
    answers = {
        "公积金怎么取": (("A", 0.95), ("B", 0.25)),
        "身份证不见了怎么补": (("A", 0.9), ("B", 0.21)),
    }
    low, high = reliability(lambda text: answers[text], questions)
    assert (high.low, high.n) == (0.9, 3)
    assert high.right == pytest.approx(1 / 3)
    assert (low.low, low.n, low.score, low.right) == (0.2, 1, 0.25, 0.0)


def test_refused_counts_unknown_only() -> None:
    assert refused([Match("unknown"), Match("clarify")]) == 0.5
    assert refused([]) is None


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not on this machine")
def test_government_questions_meet_the_targets() -> None:
    questions = read_questions(SHARED / "gov_faq_dev.tsv")
    chatter = read_chatter(SHARED / "oppo_xiaobu_dev_a.tsv")[:1000]
    matcher = matcher_for(questions.entries)
    scores = measure(lambda text: matcher.match(text).candidates, questions, chatter)
    assert scores.top1 >= 0.95
    assert scores.top3 >= 0.99
    assert scores.near_miss_fa95 <= 0.12
    assert scores.ood_fa95 is not None
    assert scores.ood_fa95 <= 0.01
    assert refused(map(matcher.match, questions.privacy)) == 1.0
    plain = measure(ranker(character_tfidf, questions.entries), questions, ())
    assert scores.near_miss_fa95 < plain.near_miss_fa95
